"""Judge the signatures of PDF and DOCX files, strictly."""

from __future__ import annotations

from pathlib import Path

from .identity.trust import Believed
from .verdict import FileVerdict

SUFFIXES = (".pdf", ".docx")
OTHER_FORMAT = "it is neither a PDF nor a DOCX"


def verify_content(content: bytes, path: str, believed: Believed) -> FileVerdict:
    """Judge the bytes of a PDF or DOCX, told apart by how they begin."""
    if content.startswith(b"%PDF-"):
        from .pdf.verify import verify_pdf

        return verify_pdf(content, path, believed)
    if content.startswith(b"PK"):
        from .docx.verify import verify_docx

        return verify_docx(content, path, believed)
    return FileVerdict(path, reasons=(OTHER_FORMAT,))


def find_files(path: Path) -> list[Path]:
    """Return `path`, or the letters below it if it is a folder, sorted by name."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
