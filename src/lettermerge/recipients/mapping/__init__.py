"""Propose how a roster's columns are mapped, from its headings and its cells."""
