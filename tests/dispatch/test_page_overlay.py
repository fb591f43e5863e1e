"""Marks are on the sheets and at the places that the settings say; separators fit their page."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettermerge.config.dispatch_settings import PrintMark, Sheets
from lettermerge.dispatch.page_overlay import draw_marks, draw_separator
from lettermerge.dispatch.print_file import PrintFile
from lettermerge.dispatch.print_plan import Separator
from lettermerge.layout.page_style import PAPERS
from lettermerge.layout.spacing import POINT

A4 = PAPERS["a4"]
SCALE = 4  # pixels to a point


def box_in_mm(operators: bytes, paper: str = "a4") -> tuple[float, ...]:
    """Return what is not white on a page: left, top, right, bottom in mm."""
    stream = io.BytesIO()
    made = PrintFile(stream, "")
    size = PAPERS[paper].width / POINT, PAPERS[paper].height / POINT
    made.add_drawn(size, operators)
    made.finish()
    image = pypdfium2.PdfDocument(stream.getvalue())[0].render(scale=SCALE).to_pil().convert("L")
    box = image.point(lambda value: 255 * (value < 200)).getbbox()
    assert box is not None
    return tuple(one / SCALE * POINT for one in box)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (PrintMark(x=5, y=100, length=12, thickness=0.5), (5, 99.75, 17, 100.25)),
        (PrintMark(x=20, y=30, length=8, thickness=1, vertical=True), (19.5, 30, 20.5, 38)),
    ],
)
def test_lines_are_where_the_settings_say(mark: PrintMark, expected: tuple[float, ...]) -> None:
    found = box_in_mm(draw_marks([mark], 0, 1, A4.height / POINT))
    assert found == pytest.approx(expected, abs=0.2)


def test_a_word_begins_where_the_settings_say() -> None:
    mark = PrintMark(x=1.8, y=5.0, word="NOTIFY", size=6, colour="#ff0000")
    left, top, right, bottom = box_in_mm(draw_marks([mark], 0, 1, A4.height / POINT))
    assert left == pytest.approx(1.8, abs=0.3)
    assert bottom == pytest.approx(5.0, abs=0.3)
    assert 1 < bottom - top < 2
    assert right < 15


@pytest.mark.parametrize(
    ("on", "sheets"),
    [("each", "0123"), ("first", "0"), ("later", "123"), ("last", "3"), ("not-last", "012")],
)
def test_marks_are_on_the_sheets_that_they_are_for(on: Sheets, sheets: str) -> None:
    mark = PrintMark(x=5, y=5, length=5, on=on)
    drawn = [str(n) for n in range(4) if draw_marks([mark], n, 4, 800)]
    assert "".join(drawn) == sheets
    alone = bool(draw_marks([mark], 0, 1, 800))
    assert alone == (on in ("each", "first", "last"))


@pytest.mark.slow
@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(sorted(PAPERS)))
@settings(max_examples=40)
def test_a_separator_of_any_names_keeps_to_its_page(heading: str, name: str, paper: str) -> None:
    separator = Separator(f"H{heading}", 2, 3, name, name)
    left, top, right, bottom = box_in_mm(draw_separator(separator, paper), paper)
    assert left > 20
    assert right < PAPERS[paper].width - 20
    assert top > 40
    assert bottom < PAPERS[paper].height - 15


def test_a_very_long_heading_ends_with_the_page() -> None:
    separator = Separator("word " * 3000, 1, 1, "a", "b")
    assert box_in_mm(draw_separator(separator, "letter"), "letter")[3] < 279.4 - 15
