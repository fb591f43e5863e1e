"""Letters of one style into PDF, one after the other."""

from __future__ import annotations

from ...diagnostics import Failure
from ...letter.document import Document
from ..style import PageStyle
from ..written import SignatureSpace, Written
from .assemble import build, finish
from .content import parts_of
from .faces import classes_of
from .fonts import printed_texts
from .layout import LayoutError, lay_out
from .seal_space import shape_of


class Press:
    """Prints letters of one style."""

    def __init__(self, style: PageStyle, space: SignatureSpace | None) -> None:
        self.style, self.space = style, space

    def print(self, document: Document) -> Written | Failure:
        try:
            laid = lay_out(document, self.style)
            master = build(document, laid, _classes(document), shape_of(self.space))
        except LayoutError as error:
            return Failure(error.faults)
        return finish(master, [parts_of(page) for page in master.paintings], document, self.space)


def _classes(document: Document) -> frozenset[str]:
    return frozenset().union(*(classes_of(text) for _, text in printed_texts(document)))
