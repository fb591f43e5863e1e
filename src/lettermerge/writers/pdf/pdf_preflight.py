"""Find what keeps a letter from being a PDF, before anything is laid out.

Needs no layout engine, so that a check can ask it of every letter.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...layout.fonts import FontFamily
from ...letter import document as tree
from ...letter.document_images import used_images
from ..missing_characters import missing_characters, missing_glyphs
from .metadata import is_printable


def find_faults(document: tree.Document, families: tuple[FontFamily, ...]) -> Iterator[Diagnostic]:
    """Yield what keeps `document` from being printed, one diagnostic for each kind of fault."""
    if missing := dict(missing_characters(document, families)):
        yield missing_glyphs(missing)
    if not is_printable(document):
        yield Diagnostic(
            "pdf.properties",
            "the title, the author or the date cannot be written into the file's properties",
            hint="leave out control characters, and write the date as 2023-07-20",
        )
    for asset, alt in used_images(document):
        if not alt.strip():
            yield Diagnostic(
                "pdf.missing-alt",
                f"the image {asset.name} has no alternative text",
                hint="say in words what it shows",
            )
