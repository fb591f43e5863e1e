"""Read list files of every kind into one table of text."""
