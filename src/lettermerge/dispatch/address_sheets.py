"""Lay addresses out on envelopes and label sheets, and write these as one PDF and one DOCX.

Whatever the number of pages, few of them are in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any

from ..layout.address_fitting import FittedText, SlotPage, SlotTexts, fit_text
from ..layout.label_sheet import LabelSheet
from ..layout.page_style import Box
from ..layout.postal_envelope import PostalEnvelope
from ..recipients.table_writer import csv_bytes
from .pdf_objects import PdfObjects
from .print_file import PrintFile

LARGEST_SENDER = 9.0  #: points, of a return address
HEADINGS = ("position", "id", "name", "file", "page", "place")


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address to be printed: whose it is, its lines, and the lines of the return address."""

    id: str
    name: str
    lines: tuple[str, ...]
    sender: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressSheets:
    """Addresses on pages of one kind; `name` is that of its files, without the ending.

    On labels the first `skip` places of the first page are left empty.
    """

    name: str
    title: str
    page: SlotPage
    addresses: tuple[PostalAddress, ...]
    skip: int = 0

    @property
    def pages(self) -> int:
        """How many pages the addresses take."""
        if not self.addresses:
            return 0
        return -(-(self.skip + len(self.addresses)) // self._places)

    @property
    def files(self) -> tuple[str, str]:
        return f"{self.name}.pdf", f"{self.name}.docx"

    @property
    def _places(self) -> int:
        """How many addresses a page holds: of an envelope's two slots one is the sender's."""
        return len(self.page.slots) if self.page.labels else 1

    def texts(self) -> Iterator[SlotTexts]:
        """Yield the texts of each page."""
        if not self.page.labels:
            for one in self.addresses:
                yield _envelope_texts(self.page, one)
            return
        for first in range(-self.skip, len(self.addresses), self._places):
            yield tuple(
                fit_text(self.addresses[at].lines, self.page.room(at - first))
                if 0 <= at < len(self.addresses)
                else None
                for at in range(first, first + self._places)
            )

    def to_json(self) -> list[dict[str, Any]]:
        """Return where each address is: its page from 1, its place there from 1."""
        found = []
        for position, one in enumerate(self.addresses):
            page, place = divmod(self.skip + position, self._places)
            values = (position + 1, one.id, one.name, self.files[0], page + 1, place + 1)
            found.append(dict(zip(HEADINGS, values, strict=True)))
        return found


def envelope_page(envelope: PostalEnvelope) -> SlotPage:
    """Return the page of an envelope: the sender's slot, then the recipient's."""
    return SlotPage(envelope.paper, (envelope.sender, envelope.recipient))


def label_page(sheet: LabelSheet, *, outlined: bool = False) -> SlotPage:
    """Return the page of a label sheet whose paper is known."""
    assert sheet.paper is not None
    return SlotPage(sheet.paper, sheet.labels, labels=True, outlined=outlined)


def address_room(page: SlotPage) -> Box:
    """Return the room of a recipient's address, the smallest where slots differ."""
    rooms = [page.room(slot) for slot in range(len(page.slots))][0 if page.labels else 1 :]
    width, height = min(one.width for one in rooms), min(one.height for one in rooms)
    return Box(rooms[0].left, rooms[0].top, width, height)


def fit_sender(lines: Sequence[str], page: SlotPage) -> FittedText | None:
    """Return a return address as it is set on an envelope; None where it does not fit."""
    return fit_text(lines, page.room(0), LARGEST_SENDER)


def _envelope_texts(page: SlotPage, one: PostalAddress) -> SlotTexts:
    return (
        fit_sender(one.sender, page) if one.sender else None,
        fit_text(one.lines, page.room(1)),
    )


def write_address_pdf(sheets: AddressSheets, stream: BufferedIOBase) -> None:
    """Write the PDF: text in the bundled faces, without tags, each font and page stored once."""
    from ..writers.pdf.address_sheet_pages import write_slot_pages

    printed = PrintFile(stream, sheets.title)
    for content in write_slot_pages(sheets.page, sheets.texts()):
        source = PdfObjects(content)
        copied: dict[int, int] = {}
        for page in source.pages():
            printed.add_page(source, page, copied)
    printed.finish()


def write_address_docx(sheets: AddressSheets, stream: BufferedIOBase) -> None:
    """Write the DOCX: a table of fixed cells for each page."""
    from ..writers.docx.address_sheet_tables import write_slot_tables

    write_slot_tables(sheets.page, sheets.texts(), sheets.title, stream)


def address_list(files: Sequence[AddressSheets]) -> bytes:
    """Return a CSV of where each address is, its cells guarded as in errors.csv."""
    rows = (tuple(map(str, one.values())) for sheets in files for one in sheets.to_json())
    return csv_bytes(HEADINGS, rows)
