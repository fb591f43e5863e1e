"""Spacing, alignment and tab stops come from a paragraph, its style and the file's defaults."""

from __future__ import annotations

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt
from tests.importing import word_letters as word

from lettermerge.importing.source_letter import SourceParagraph, SourceTable
from lettermerge.importing.word_reader import read_docx


def test_a_style_says_what_a_paragraph_does_not() -> None:
    document = word.new()
    style = document.styles.add_style("Own", 1)
    style.base_style = document.styles["Normal"]
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    style.paragraph_format.space_before = Pt(12)
    style.paragraph_format.tab_stops.add_tab_stop(Mm(50), WD_TAB_ALIGNMENT.RIGHT)
    paragraph = document.add_paragraph("text", style="Own")
    paragraph.paragraph_format.left_indent = Mm(20)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(90))
    plain = document.add_paragraph("text")
    plain.paragraph_format.line_spacing = Pt(30)
    first, second = read_docx(word.saved(document), "l.docx").body
    assert isinstance(first, SourceParagraph)
    assert isinstance(second, SourceParagraph)
    layout = first.layout
    assert (layout.align, first.align) == ("right", "right")
    assert layout.before == pytest.approx(12 * 25.4 / 72, abs=0.05)
    assert layout.left == pytest.approx(20, abs=0.05)
    assert [(round(one.place), one.kind) for one in layout.tabs] == [(50, "right"), (90, "left")]
    assert second.layout.exact == pytest.approx(30 * 25.4 / 72, abs=0.05)


def test_a_table_says_where_its_columns_and_cells_are() -> None:
    document = word.new()
    table = document.add_table(2, 2)
    table.columns[0].width, table.columns[1].width = Mm(100), Mm(60)
    table.rows[0].height = Mm(25)
    table.cell(0, 0).merge(table.cell(1, 0))
    (found,) = read_docx(word.saved(document), "l.docx").body
    assert isinstance(found, SourceTable)
    assert found.layout.columns == pytest.approx((100, 60), abs=0.05)
    assert found.layout.heights == pytest.approx((25, 0), abs=0.05)
    assert found.layout.merged == {(0, 0)}
    assert found.layout.indent == pytest.approx(-1.9)  # python-docx writes files of the old kind
