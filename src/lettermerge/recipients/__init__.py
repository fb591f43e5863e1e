"""Rosters in, well-formed recipients out: who is written to."""
