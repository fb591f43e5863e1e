"""Sign PDF files and verify their signatures."""
