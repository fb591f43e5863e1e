"""Compose letters: a template and an addressee in, a document tree out."""
