"""Numbers that are at the right in Word stay there."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm
from tests.importing import word_letters as word

from lettermerge.importing.source_letter import SourceTable
from lettermerge.importing.table_column_alignment import column_sides
from lettermerge.importing.word_reader import read_docx


def test_a_column_is_where_most_cells_below_its_head_are() -> None:
    document = word.new()
    table = document.add_table(3, 4)
    rows = ("River Dams Cost Noted", "Vjosa 31 1.5 yes", "Gauja 7 10.25 no")
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words.split(), strict=True):
            cell.text = text
    for row in table.rows[1:]:
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        row.cells[2].paragraphs[0].paragraph_format.tab_stops.add_tab_stop(
            Mm(12), WD_TAB_ALIGNMENT.DECIMAL
        )
    table.cell(0, 0).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.cell(1, 3).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.cell(2, 3).text = ""
    found, *_ = read_docx(word.saved(document), "letter.docx").body
    assert isinstance(found, SourceTable)
    assert column_sides(found) == ("left", "right", "right", "center")
    assert column_sides(SourceTable(found.rows[:1], "table 1"))[0] == "center"
