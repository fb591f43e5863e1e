"""Write document trees as PDF and DOCX, from one tree and one page style."""
