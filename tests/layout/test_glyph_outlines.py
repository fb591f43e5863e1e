"""Outlines are where their font puts glyphs, and of any text no more than numbers and operators."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from lettermerge.dispatch.print_file import PrintFile
from lettermerge.layout.glyph_outlines import draw_text, text_width

_OPERATORS = re.compile(rb"(?:q|Q|h|f|m|l|c|cm|-?\d+(?:\.\d+)?|[ \n])*")


def ink(operators: bytes, side: int = 200) -> tuple[int, int, int, int]:
    """Return the box of what is drawn on a square page: left, top, right, bottom in points."""
    from io import BytesIO

    stream = BytesIO()
    made = PrintFile(stream, "")
    made.add_drawn((side, side), operators)
    made.finish()
    image = PdfDocument(stream.getvalue())[0].render().to_pil().convert("L")
    box = image.point(lambda value: 255 * (value < 128)).getbbox()
    assert box is not None
    left, top, right, bottom = box
    return left, top, right, bottom


def test_text_is_drawn_at_its_place_and_size() -> None:
    left, top, right, bottom = ink(draw_text("HH", (50, 100), 40))
    assert abs(left - 50) <= 2
    assert abs(bottom - 100) <= 1  # the base line
    assert abs((bottom - top) - 40 * 0.66) <= 2  # the height of capitals
    assert abs((right - left) - text_width("HH", 40)) <= 3
    assert ink(draw_text("HH", (50, 100), 40, bold=True)) != (left, top, right, bottom)


def test_twice_the_size_is_twice_as_wide() -> None:
    assert text_width("Ärger, Čapek", 24) == 2 * text_width("Ärger, Čapek", 12)
    assert text_width("", 12) == 0
    assert draw_text("", (0, 0), 12) == b""
    assert draw_text(" ", (0, 0), 12) == b""


def test_what_the_face_lacks_is_drawn_as_replaced() -> None:
    assert draw_text("\u4e2d", (0, 0), 12) == draw_text("\ufffd", (0, 0), 12) != b""


@given(st.text(max_size=12))
def test_no_text_makes_other_operators(text: str) -> None:
    assert _OPERATORS.fullmatch(draw_text(text, (10, 10), 12))
    assert text_width(text, 12) >= 0
