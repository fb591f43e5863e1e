"""A template and an addressee in, a document tree out: what the letter says."""
