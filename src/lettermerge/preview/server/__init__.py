"""Serve a project's letters to a browser on this machine, live."""
