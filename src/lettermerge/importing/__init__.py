"""Read a letter from elsewhere into a template, a theme and a report of every word."""
