"""A letter in a table is taken out of it; what is beside it is in the margin, and not lost."""

from __future__ import annotations

import re
import tomllib

import pytest
from docx.shared import Mm
from tests.importing import word_letters as word

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.layout_tables import without_layout_table
from lettermerge.importing.letter_conversion import ImportedLetter, import_letter
from lettermerge.importing.source_letter import SourceLetter, SourceTable
from lettermerge.importing.word_reader import read_docx

LETTER = ("3 May 2026", "Ms Jane Doe MP", "House of Commons", "", "Dear Ms Doe,", "We write.",
          "They are many.", "Yours sincerely,", "", "Ann Example", "Director")  # fmt: skip
SIDE = ("BOARD OF DIRECTORS", "John Roe, Chair", *(f"Member {n}" for n in range(1, 12)), "", "End")


def fill(cell: object, lines: tuple[str, ...]) -> None:
    for line in lines:
        cell.add_paragraph(line)  # type: ignore[attr-defined]


def letter(*, right: bool = False, head: bool = False, foot: bool = False) -> bytes:
    """Return a letter beside a column of names, between a row above and a row below."""
    document = word.new()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    table = document.add_table(1 + head + foot, 2)
    table.autofit = False
    widths = (Mm(130), Mm(50)) if right else (Mm(50), Mm(130))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    row = table.rows[int(head)].cells
    fill(row[0 if right else 1], LETTER)
    fill(row[1 if right else 0], SIDE)
    if head:
        table.rows[0].cells[0].text = "Water Alliance"
    if foot:
        table.rows[-1].cells[0].text = "Registered charity 12345"
    return word.saved(document)


def made(data: bytes) -> ImportedLetter:
    return import_letter(read_docx(data, "l.docx"), "l", FieldNames())


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("head", [False, True])
@pytest.mark.parametrize("foot", [False, True])
def test_a_letter_beside_a_column_is_a_letter(right: bool, head: bool, foot: bool) -> None:
    found = made(letter(right=right, head=head, foot=foot))
    assert found.template == "We write.\n\nThey are many.\n"
    assert [one.name for one in found.signatories] == ["Ann Example"]
    for line in SIDE:
        assert line in found.theme
    assert ("Water Alliance" in found.theme) is head
    assert ("Registered charity 12345" in found.theme) is foot
    sides = re.search(r"margins = \[[\d.]+, (\S+), [\d.]+, (\S+)\]", found.theme)
    assert sides
    assert sides.groups() == (("60", "15") if right else ("15", "60"))


def test_a_table_of_data_and_a_letter_without_a_table_stay_as_they_are() -> None:
    document = word.new()
    document.add_paragraph("Dear Ms Doe,")
    fill(document.add_table(1, 2).cell(0, 1), ("Dear reader", "of this table"))
    source = read_docx(word.saved(document), "l.docx")
    assert without_layout_table(source) is source
    assert without_layout_table(SourceLetter("l.docx", ())) == SourceLetter("l.docx", ())
    assert any(isinstance(one, SourceTable) for one in source.body)


def test_the_column_beside_a_letter_leaves_the_address_free() -> None:
    """Its lines go on below the window, and do not push the text down."""
    theme = tomllib.loads(made(letter()).theme)
    items = theme["letterhead"]["items"]
    lines = [(one["y"], line) for one in items for line in one["lines"]]
    assert [line for _, line in sorted(lines)] == [one for one in SIDE if one]
    assert any(y < 58 for y, _ in lines)
    assert any(y > 87 for y, _ in lines)
    assert not [y for y, _ in lines if 58 < y < 87]
    assert all(one["x"] + one["width"] <= 60 for one in items)
    assert "room" not in theme["letterhead"]
