"""Addresses are measured in the finished PDF: every envelope and every label sheet."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pytest
from pypdfium2 import raw

from lettermerge.layout.address_fitting import FittedText, SlotPage, SlotTexts, fit_text
from lettermerge.layout.label_sheet import load_label_sheets
from lettermerge.layout.postal_envelope import load_postal_envelopes
from lettermerge.layout.spacing import POINT
from lettermerge.writers.pdf.address_sheet_pages import TEXTS, write_slot_pages

ASCENT, DESCENT = 0.891, 0.216  # of Tinos, in ems (its hhea table)
WITHIN = 0.5  # mm


@dataclass(frozen=True)
class Line:
    """A printed line: its text, where it begins and its base line, in millimetres."""

    text: str
    left: float
    base: float


def printed_lines(page: pypdfium2.PdfPage) -> list[Line]:
    """Read lines with the origins of their first characters (PDFium)."""
    height = page.get_height()
    text_page = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    lines: list[Line] = []
    fresh, before = True, 0.0
    for index in range(text_page.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text_page, index))
        if char in "\r\n":
            fresh = True
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        far = x.value - before > 20 / POINT  # another label beside it
        before = x.value
        if fresh or far:
            lines.append(Line("", x.value * POINT, (height - y.value) * POINT))
        lines[-1] = Line(lines[-1].text + char, lines[-1].left, lines[-1].base)
        fresh = False
    return lines


def expected(page: SlotPage, texts: SlotTexts) -> Iterator[Line]:
    for slot, text in enumerate(texts):
        if text is None:
            continue
        place = page.place(slot, text)
        drop = (text.leading - (ASCENT + DESCENT) * text.size) / 2 + ASCENT * text.size
        for number, line in enumerate(text.lines):
            yield Line(line, place.left, place.top + (number * text.leading + drop) * POINT)


def assert_measured(page: SlotPage, texts: SlotTexts) -> None:
    (made,) = write_slot_pages(page, [texts])
    with closing(pypdfium2.PdfDocument(made)) as document:
        assert len(document) == 1
        size = document[0].get_size()
        assert size == pytest.approx((page.paper.width / POINT, page.paper.height / POINT), abs=0.1)
        found = {one.text.strip(): one for one in printed_lines(document[0])}
    wanted = list(expected(page, texts))
    assert len(found) == len(wanted)
    for one in wanted:
        assert found[one.text].left == pytest.approx(one.left, abs=WITHIN)
        assert found[one.text].base == pytest.approx(one.base, abs=WITHIN)


SHEETS = [one for one in load_label_sheets() if one.paper is not None]


@pytest.mark.slow
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.title)
def test_every_label_sheet(sheet) -> None:  # type: ignore[no-untyped-def]
    labels = sheet.labels
    page = SlotPage(sheet.paper, labels, labels=True)
    last = len(labels) - 1
    corners = {0, sheet.columns - 1, last - sheet.columns + 1, last, last // 2}
    texts: list[FittedText | None] = [None] * len(labels)
    for slot in corners:
        lines = (f"A{slot}", f"B{slot}", f"C{slot}", f"D{slot}")
        room = page.room(slot)
        texts[slot] = next(
            one for count in (4, 3, 2, 1) if (one := fit_text(lines[:count], room)) is not None
        )
        assert page.place(slot, texts[slot]).bottom <= labels[slot].bottom
    assert_measured(page, tuple(texts))


@pytest.mark.parametrize("envelope", load_postal_envelopes().values(), ids=lambda one: one.id)
def test_every_envelope(envelope) -> None:  # type: ignore[no-untyped-def]
    page = SlotPage(envelope.paper, (envelope.sender, envelope.recipient))
    back = fit_text(("Specimen Alliance", "1 Test Street", "TESTTOWN"), page.room(0), 9)
    to = fit_text(("Ms Ann Testwright", "House of Specimens", "LONDON", "T1 1TT"), page.room(1))
    assert_measured(page, (back, to))


@pytest.mark.slow
def test_files_have_few_pages_and_equal_bytes_and_escape_their_words() -> None:
    envelope = load_postal_envelopes()["dl"]
    page = SlotPage(envelope.paper, (envelope.recipient,), outlined=True)
    text = fit_text(("<b>& </div>", "Ärger, Ωmega, Ж, Việt"), page.room(0))
    made = list(write_slot_pages(page, ((text,) for _ in range(TEXTS + 2))))
    assert made == list(write_slot_pages(page, [(text,)] * (TEXTS + 2)))
    counts = []
    for one in made:
        with closing(pypdfium2.PdfDocument(one)) as document:
            counts.append(len(document))
            lines = [line.text.strip() for line in printed_lines(document[len(document) - 1])]
            assert lines == ["<b>& </div>", "Ärger, Ωmega, Ж, Việt"]
    assert counts == [TEXTS, 2]


def test_an_outline_is_the_label_itself() -> None:
    sheet = load_label_sheets()[0]
    assert sheet.paper is not None
    for outlined in (True, False):
        page = SlotPage(sheet.paper, sheet.labels, labels=True, outlined=outlined)
        (made,) = write_slot_pages(page, [(None,) * len(sheet.labels)])
        with closing(pypdfium2.PdfDocument(made)) as document:
            height = document[0].get_height()
            bounds = [one.get_bounds() for one in document[0].get_objects()]
        boxes = {(round(b[0] * POINT, 1), round((height - b[3]) * POINT, 1)) for b in bounds}
        first = (round(sheet.first.left, 1), round(sheet.first.top, 1))
        assert (any(abs(a - first[0]) < WITHIN and abs(b - first[1]) < WITHIN
                    for a, b in boxes)) is outlined  # fmt: skip
