"""Sign letters and finished files, and verify signatures."""
