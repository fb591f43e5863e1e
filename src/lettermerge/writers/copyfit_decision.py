"""Remember how letters are fitted to their pages, which their layout as a PDF decides.

What was decided for a letter is kept until others follow, so that its second format asks for
nothing.
"""

from __future__ import annotations

from ..layout.copyfitting import Fit
from ..layout.page_style import PageStyle
from ..letter.document import Document
from .lru_cache import Bounded

#: The letters of a chunk and more; the document is held, since the id of a dead one is used again.
_decided: Bounded[int, tuple[Document, PageStyle, Fit]] = Bounded(256)


def remember(document: Document, style: PageStyle, fit: Fit) -> None:
    """Keep what was decided for a letter in a style."""
    _decided[id(document)] = (document, style, fit)


def decided_fit(document: Document, style: PageStyle) -> Fit | None:
    """Return what was decided for a letter in a style, None where that is not known."""
    known = _decided.get(id(document))
    return known[2] if known and known[0] is document and known[1] == style else None
