"""Hold the geometry of pages, envelopes and text; knows no letters."""
