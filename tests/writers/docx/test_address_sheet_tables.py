"""The DOCX of envelopes and label sheets has the same texts, and their boxes to a twip."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest

from lettermerge.layout.address_fitting import SlotPage, SlotTexts, fit_text
from lettermerge.layout.label_sheet import find_label_sheet, load_label_sheets
from lettermerge.layout.page_style import Paper
from lettermerge.layout.postal_envelope import load_postal_envelopes
from lettermerge.writers.docx.address_sheet_tables import write_slot_tables

MM = 36000  # EMU
LINES = ("Ms Ann <Testwright> & Co", "House of Specimens", "T1 1TT")
ENVELOPES = [SlotPage(e.paper, (e.sender, e.recipient)) for e in load_postal_envelopes().values()]
SHEETS = [SlotPage(s.paper, s.labels, labels=True) for s in load_label_sheets() if s.paper]


def mm(length: int | None) -> float:
    assert length is not None
    return length / MM


def made(page: SlotPage, pages: int = 2) -> bytes:
    texts: SlotTexts = tuple(fit_text(LINES, page.room(n)) for n in range(len(page.slots)))
    stream = BytesIO()
    write_slot_tables(page, [texts] * pages, "Labels & more", stream)
    return stream.getvalue()


class Unseekable:
    """A stream that takes bytes and nothing else."""

    def __init__(self) -> None:
        self.content = b""

    def write(self, data: bytes) -> int:
        self.content += data
        return len(data)

    def flush(self) -> None: ...


@pytest.mark.parametrize("page", [*ENVELOPES, *SHEETS])
def test_cells_are_where_the_slots_are(page: SlotPage) -> None:
    document = docx.Document(BytesIO(made(page)))
    (section,) = document.sections
    assert mm(section.page_width) == pytest.approx(page.paper.width, abs=0.02)
    assert mm(section.page_height) == pytest.approx(page.paper.height, abs=0.02)
    assert len(document.tables) == 2
    table = document.tables[0]
    top = mm(section.top_margin)
    found = {}
    slot = 0
    order = sorted(range(len(page.slots)), key=lambda n: (page.slots[n].top, page.slots[n].left))
    for row in table.rows:
        left = mm(section.left_margin)
        for cell in row._tr.tc_lst:
            width = mm(cell.width)
            if any(abs(page.slots[n].left - left) < 0.05 and abs(page.slots[n].top - top) < 0.05
                   for n in order[slot : slot + 1]):  # fmt: skip
                found[order[slot]] = (left, top, width)
                slot += 1
            left += width
        top += mm(row.height)
    assert top + mm(section.bottom_margin) <= page.paper.height + 0.05
    assert len(found) == len(page.slots)
    for number, (left, above, width) in found.items():
        box = page.slots[number]
        assert (left, above, width) == pytest.approx((box.left, box.top, box.width), abs=0.05)


def test_the_words_are_those_of_the_texts() -> None:
    page = SHEETS[0]
    document = docx.Document(BytesIO(made(page, 1)))
    texts = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert texts.count("\n".join(LINES)) == len(page.slots)
    assert document.core_properties.title == "Labels & more"


def test_equal_pages_give_equal_bytes_in_any_stream() -> None:
    page = ENVELOPES[0]
    assert made(page) == made(page)
    stream = Unseekable()
    text = fit_text(LINES, page.room(0))
    write_slot_tables(page, [(text, None)], "t", stream)  # type: ignore[arg-type]
    with ZipFile(BytesIO(stream.content)) as archive:
        assert archive.testzip() is None
    assert len(docx.Document(BytesIO(stream.content)).tables) == 1


def test_outlines_are_borders_of_the_labels_alone() -> None:
    sheet = find_label_sheet("L7160")
    assert isinstance(sheet.paper, Paper)
    for outlined, count in ((True, 21), (False, 0)):
        stream = BytesIO()
        page = SlotPage(sheet.paper, sheet.labels, labels=True, outlined=outlined)
        write_slot_tables(page, [(None,) * 21], "t", stream)
        with ZipFile(stream) as archive:
            assert archive.read("word/document.xml").count(b"<w:tcBorders>") == count
