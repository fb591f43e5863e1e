"""Take page numbers out of a line of a header or footer: the frame prints them itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .field_syntax import split_code
from .source_letter import FieldCode, Run

KINDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})
_NUMBER = "\0"
_PAGE = r"(?:pages?|pg|p|seiten?|side|sida|sivu|página|pagina|strana|strona)"
_OF = r"(?:of|von|de|sur|van|di|af|av|av|из|/)"
_COUNT = re.compile(
    rf"\s*(?:[|·•–—/-]\s*)?[(\[]?\s*(?:\b{_PAGE}\b\.?)?\s*(?:[–—-]\s*)?{_NUMBER}"
    rf"(?:\s*{_OF}\s*{_NUMBER})?(?:\s*[–—-](?=\s*$))?\s*[)\]]?",
    re.IGNORECASE,
)
_EDGES = " \t,;|·•–—/-"


def is_page_number(piece: object) -> bool:
    """Say whether a piece is a field that prints the number of a page, or of pages."""
    return isinstance(piece, FieldCode) and split_code(piece).kind in KINDS


def without_page_number(pieces: Sequence[Run | FieldCode]) -> tuple[str, str]:
    """Return a line's words without its page number, and the words that went with it.

    "Example Alliance | Page 2 of 3" is "Example Alliance", and "Page of".
    """
    text = "".join(
        _NUMBER if is_page_number(one) else one.text if isinstance(one, Run) else " "
        for one in pieces
    )
    gone = " ".join(match[0] for match in _COUNT.finditer(text))
    rest = _COUNT.sub(" ", text).replace(_NUMBER, "")
    return " ".join(rest.split()).strip(_EDGES), " ".join(re.findall(r"\w+", gone))
