"""Write documents as PDF: tagged, archival, with room for signatures (WeasyPrint only here).

`write` takes a group of letters of one style and gives one result for each, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...diagnostics import Failure
from ...layout.copyfitting import Fit
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ..writer_interface import ReservedField, SignatureSpace, Written

__all__ = ["fit", "write"]


def write(
    documents: Iterable[Document],
    style: PageStyle,
    space: SignatureSpace | None = None,
    reserved: tuple[ReservedField, ...] = (),
) -> Iterator[Written | Failure]:
    """Yield the PDF of each document, with room for a signature and fields for later ones.

    Raises:
        MissingEngineError: Pango or HarfBuzz-subset is not installed.
    """
    from . import weasyprint_engine as engine  # noqa: F401  first, so that a missing library is named
    from .writer import writer_for

    writer = writer_for(style)
    for document in documents:
        yield writer.print(document, space, reserved)


def fit(document: Document, style: PageStyle) -> Fit:
    """Return how a letter is fitted to its pages; the usual way for one that cannot be laid out.

    Raises:
        MissingEngineError: Pango or HarfBuzz-subset is not installed.
    """
    from . import weasyprint_engine as engine  # noqa: F401  first, so that a missing library is named
    from .writer import writer_for

    return writer_for(style).fit(document)
