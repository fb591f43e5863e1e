"""Document trees in, bytes out: PDF and DOCX, from one tree and one page style."""
