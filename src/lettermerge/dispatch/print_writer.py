"""Write the print files of a plan: pages copied letter by letter, with marks and separators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedIOBase

from ..errors import OutputError
from ..layout.page_style import PAPERS
from ..layout.spacing import POINT
from .page_overlay import draw_marks, draw_separator
from .pdf_objects import PdfObjects, PdfPage, PdfStructureError
from .print_file import PrintFile
from .print_plan import PlannedFile, PrintedLetter, PrintEntry, PrintOptions

Read = Callable[[PrintedLetter], bytes]


@dataclass(frozen=True, slots=True)
class PrintWriter:
    """Writes print files; `read` returns the bytes of a finished letter, checked."""

    options: PrintOptions
    read: Read

    def write(self, planned: PlannedFile, stream: BufferedIOBase) -> None:
        """Write one print file.

        Raises:
            OutputError: a letter has another number of pages than its record says, or its file
                cannot be taken apart.
        """
        printed = PrintFile(stream, f"Print file, for paper only: {planned.name}")
        for entry in planned.entries:
            try:
                self._letter(planned, entry, printed)
            except PdfStructureError as error:
                path = entry.letter.path
                raise OutputError(
                    f"{path} cannot be printed: {error}",
                    hint="make it again with `lettermerge render --force`",
                ) from None
        printed.finish()

    def _letter(self, planned: PlannedFile, entry: PrintEntry, printed: PrintFile) -> None:
        source = PdfObjects(self.read(entry.letter))
        pages = list(source.pages())
        if len(pages) != entry.letter.pages:
            raise PdfStructureError(
                f"the manifest says {entry.letter.pages} pages, and it has {len(pages)}"
            )
        size = pages[0].size
        if entry.separator:
            self._separator(planned, entry, printed)
        copied: dict[int, int] = {}
        sides = self.options.sides
        chosen = planned.pages_of(entry, self.options)
        for place, page in enumerate(chosen):
            marks = b"" if page % sides else self._marks(page, pages)
            number = printed.add_page(source, pages[page], copied, marks)
            if not place:
                printed.bookmark(f"{entry.letter.name} ({entry.letter.id})", number)
        for _ in range(-len(chosen) % sides):
            printed.add_blank(size)

    def _marks(self, page: int, pages: list[PdfPage]) -> bytes:
        """Return the marks of the sheet that begins with a page."""
        if not self.options.marks:
            return b""
        sides = self.options.sides
        sheets = self.options.sheets_of(len(pages))
        return draw_marks(self.options.marks, page // sides, sheets, pages[page].size[1])

    def _separator(self, planned: PlannedFile, entry: PrintEntry, printed: PrintFile) -> None:
        assert entry.separator is not None
        paper = PAPERS[planned.paper]
        size = paper.width / POINT, paper.height / POINT
        number = printed.add_drawn(size, draw_separator(entry.separator, planned.paper))
        printed.bookmark(entry.separator.heading, number)
        for _ in range(self.options.sides - 1):
            printed.add_blank(size)
