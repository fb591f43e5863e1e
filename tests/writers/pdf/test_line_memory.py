"""Lines that are remembered are as WeasyPrint breaks and draws them."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace

import pytest
from tests.writers.specimens import A4_STYLE, EVERYTHING, SENTENCE, letter, paragraph
from weasyprint.draw import text as text_drawing
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.fonts import get_font_description

from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import line_memory
from lettermerge.writers.pdf.writer import PdfWriter
from lettermerge.writers.writer_interface import Written

SET = replace(A4_STYLE, justified=True, hyphenated=True)
SPACED = replace(A4_STYLE, css="p { letter-spacing: calc(0.1em + 0.1px); word-spacing: 2px }")
#: A composed accent, which is drawn by a glyph that no single character asks for, and none.
ACCENT, PLAIN = SENTENCE.replace("e", "e\u0301"), SENTENCE


def printed(document: tree.Document, style: PageStyle) -> bytes:
    result = PdfWriter(style).print(document, None)  # a new one, which knows no layout
    assert isinstance(result, Written), result
    return result.content


def forget_patches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_break, "Layout", line_break.Layout.__base__)
    for module in (inline, preferred):
        monkeypatch.setattr(module, "split_first_line", line_break.split_first_line)
    bare = text_drawing.draw_first_line.__wrapped__
    monkeypatch.setattr(text_drawing, "draw_first_line", bare)


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4_STYLE, SET, SPACED], ids=["plain", "set", "spaced"])
def test_remembered_lines_are_those_of_weasyprint(
    style: PageStyle, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        letter(body=(paragraph(f"{PLAIN} " * 9), paragraph(f"{ACCENT} " * 4))),
        letter(body=(paragraph(f"{ACCENT} " * 4), paragraph(f"{PLAIN} " * 9), *EVERYTHING[:3])),
        letter(body=(paragraph(f"{ACCENT} " * 4),), language="fr"),
    ]
    remembered = [printed(one, style) for one in (*documents, *documents)]
    forget_patches(monkeypatch)
    plain = [printed(one, style) for one in documents]
    assert remembered == plain * 2


def test_a_line_is_broken_and_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    document = letter(body=(paragraph(SENTENCE * 2), paragraph("Words of this letter alone.")))
    printed(document, A4_STYLE)
    asked: list[object] = []
    monkeypatch.setattr(line_break.Layout, "setup", lambda *of: asked.append(of))
    printed(document, A4_STYLE)
    assert asked == []


@pytest.mark.parametrize(
    "reader",
    [
        line_break.Layout.__base__,
        line_break.create_layout,
        line_break.line_size,
        line_break.split_first_line,
        get_font_description,
        inspect.unwrap(text_drawing.draw_first_line),
    ],
    ids=lambda one: one.__name__,
)
def test_all_that_weasyprint_reads_of_a_style_tells_lines_apart(reader: object) -> None:
    read = set(re.findall(r"style\['(\w+)'\]", inspect.getsource(reader)))  # type: ignore[arg-type]
    told = {*line_memory.READ, "font_family", "text_decoration_line"}
    assert read
    assert read <= told
