"""Sign DOCX files and verify their signatures."""
