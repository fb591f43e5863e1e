"""Choose the DOCX letters whose pages are counted: one of each shape, where there are many.

LibreOffice needs a good part of a second for each letter. Letters of one shape (as many lines on
each page of the PDF) break alike, so one of them speaks for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ..diagnostics import Diagnostic, Severity, Where
from .libreoffice import OfficeError, count_docx_pages, find_office
from .pdf_text import Sheet

#: Up to this many letters are laid out all; of more, one of each shape, and not more than this.
MOST = 24

T = TypeVar("T")
Shape = tuple[object, ...]


@dataclass(slots=True)
class DocxSample(Generic[T]):
    """Gathers letters as they pass by; of those beyond MOST only the first of a shape is kept."""

    first: list[tuple[T, bytes, int]] = field(default_factory=list)
    shapes: dict[Shape, tuple[T, bytes, int]] = field(default_factory=dict)
    seen: int = 0

    def add(self, letter: T, docx: bytes, paper: str, sheets: Sequence[Sheet]) -> None:
        """Take a letter's DOCX, and the pages of its PDF."""
        self.seen += 1
        one = (letter, docx, len(sheets))
        if self.seen <= MOST:
            self.first.append(one)
        elif self.first:
            self.first.clear()
        shape = (paper, *map(_lines, sheets))
        if len(self.shapes) < MOST:
            self.shapes.setdefault(shape, one)

    @property
    def chosen(self) -> list[tuple[T, bytes, int]]:
        """The letters to lay out: all of a few, one of each shape of many."""
        return self.first or list(self.shapes.values())

    def compare(self, program: str | None = None) -> Iterator[tuple[T | None, Diagnostic]]:
        """Yield each letter whose DOCX has other pages than its PDF, and what is said of it.

        What concerns no letter (there is no LibreOffice, or it fails) comes with None.
        """
        if not self.chosen:
            return
        program = program or find_office()
        if program is None:
            message = "the pages of DOCX letters were not counted: there is no LibreOffice here"
            hint = "install LibreOffice, if you want them compared with the PDFs"
            yield None, Diagnostic("page.docx-uncounted", message, Where(), hint, Severity.NOTE)
            return
        try:
            counts = count_docx_pages(program, [docx for _, docx, _ in self.chosen])
        except OfficeError as error:
            message = f"the pages of DOCX letters were not counted: {error}"
            hint = "see whether it opens one of the letters by hand"
            yield None, Diagnostic("page.docx-uncounted", message, Where(), hint, Severity.NOTE)
            return
        for (letter, _, pages), count in zip(self.chosen, counts, strict=True):
            if count != pages:
                yield letter, _other_count(pages, count)


def _other_count(pages: int, count: int | None) -> Diagnostic:
    if count is None:
        message = "LibreOffice does not open the DOCX"
        return Diagnostic("page.docx-broken", message, Where(), "report it", Severity.WARNING)
    message = f"PDF and DOCX differ in pages: {pages} in the PDF, {count} in LibreOffice"
    hint = "look at both; a theme.css that changes sizes or spaces has no hold on a DOCX"
    return Diagnostic("page.pages-differ", message, Where(), hint, Severity.WARNING)


def _lines(sheet: Sheet) -> int:
    """Return the number of lines on a page: of the heights at which words end."""
    return len({round(one.box.bottom) for one in sheet.words})
