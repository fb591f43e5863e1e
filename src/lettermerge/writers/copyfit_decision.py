"""Decide how a letter is fitted to its pages, from its layout as a PDF, for all formats.

What was decided for a letter is kept until others follow, so that its second format asks for
nothing. On a machine that lacks what PDFs need no letter is tightened.
"""

from __future__ import annotations

from ..errors import MissingEngineError
from ..layout.copyfitting import USUAL, Fit
from ..layout.page_style import PageStyle
from ..letter.document import Document
from .lru_cache import Bounded

#: The letters of a chunk and more; the document is held, since the id of a dead one is used again.
_decided: Bounded[int, tuple[Document, PageStyle, Fit]] = Bounded(256)


def remember(document: Document, style: PageStyle, fit: Fit) -> None:
    """Keep what was decided for a letter in a style."""
    _decided[id(document)] = (document, style, fit)


def fit_of(document: Document, style: PageStyle) -> Fit:
    """Return how a letter is fitted; USUAL for one that cannot be laid out."""
    known = _decided.get(id(document))
    if known is not None and known[0] is document and known[1] == style:
        return known[2]
    try:
        from .pdf import fit
    except MissingEngineError:
        return USUAL
    return fit(document, style)
