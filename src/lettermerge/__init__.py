"""One letter to many readers, each addressed as protocol requires, as signed PDF and DOCX."""

__version__ = "0.1.0"
