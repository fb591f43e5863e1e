"""Set a project up: from the starter, or from a letter and a roster from elsewhere."""
