"""Signatories side by side are told apart, in a table or parted by tabs."""

from __future__ import annotations

import itertools
import tomllib

import pytest
from tests.importing import word_letters as word

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.frame_recognition import recognise
from lettermerge.importing.letter_conversion import ImportedLetter, import_letter
from lettermerge.importing.letter_parts import LetterParts
from lettermerge.importing.source_letter import Run, SourceBlock, SourceParagraph, SourceTable
from lettermerge.importing.text_reader import read_text
from lettermerge.importing.word_reader import read_docx

ROE, POE = ["John Roe", "Director"], ["Ann Poe", "Chair"]
COUNT = itertools.count()


def line(text: str) -> SourceParagraph:
    return SourceParagraph((Run(text),) if text else (), f"paragraph {next(COUNT)}")


def table(*rows: list[str], bordered: bool = False) -> SourceTable:
    cells = tuple(
        tuple(tuple(line(one) for one in cell.split("\n")) for cell in row) for row in rows
    )
    return SourceTable(cells, "table 1", bordered)


def signed(*blocks: SourceBlock, close: bool = True) -> LetterParts:
    closes = [line("Yours sincerely,")] if close else []
    return recognise([line("Dear Members,"), line("We write."), *closes, *blocks])


@pytest.mark.parametrize(
    "blocks",
    [
        [table(["John Roe\nDirector", "Ann Poe\nChair"])],
        [table(["John Roe\nDirector", "", "Ann Poe\nChair"])],
        [table(["John Roe", "Ann Poe"], ["Director", "Chair"])],
        [table(["____", "____"], ["John Roe", "Ann Poe"], ["Director", "Chair"])],
        [table(["", ""], ["John Roe", "Ann Poe"], ["Director", "Chair"], bordered=True)],
        [line("John Roe\t\tAnn Poe"), line("Director\tChair")],
        [line("\tJohn Roe\tAnn Poe"), line("\tDirector\tChair")],
        [line(""), line("John Roe\tAnn Poe\nDirector\tChair")],
        [line("John Roe          Ann Poe"), line("Director          Chair")],
        [line("____\t____"), line("John Roe\tAnn Poe"), line("Director\tChair")],
    ],
)
def test_two_side_by_side(blocks: list[SourceBlock]) -> None:
    found = signed(*blocks)
    named = [[one for one in lines if one[0].isalpha()] for lines in found.signatories]
    assert (named, found.beside) == ([ROE, POE], True)


@pytest.mark.parametrize(
    "blocks",
    [
        [line("John Roe"), line("Director"), line(""), line("Ann Poe"), line("Chair")],
        [table(["John Roe\nDirector"], ["Ann Poe\nChair"])],
    ],
)
def test_two_below_each_other(blocks: list[SourceBlock]) -> None:
    found = signed(*blocks)
    assert (found.signatories, found.beside) == ([ROE, POE], False)


def test_rows_of_whole_signatories_are_read_row_by_row() -> None:
    found = signed(
        table(["John Roe\nDirector", "Ann Poe\nChair"], ["Max Moe\nClerk", "Eve Loe\nAide"])
    )
    assert [one[0] for one in found.signatories] == ["John Roe", "Ann Poe", "Max Moe", "Eve Loe"]


def test_a_close_in_the_table_of_signatures_is_the_close() -> None:
    found = signed(table(["Yours sincerely,\nJohn Roe", "Yours sincerely,\nAnn Poe"]), close=False)
    assert (found.signatories, found.beside) == ([["John Roe"], ["Ann Poe"]], True)


def test_one_office_that_is_set_in_by_a_tab_is_one_signatory() -> None:
    found = signed(line("\tJohn Roe"), line("\tDirector"))
    assert (found.signatories, found.beside) == ([ROE], False)


def test_a_table_of_enclosures_is_a_list() -> None:
    found = signed(line("John Roe"), line(""), table(["Enclosures:", "Petition; List"]))
    assert [item[0] for item in found.enclosures] == [Run("Petition"), Run("List")]
    assert (found.signatories, found.beside) == ([["John Roe"]], False)


def of_word(rows: list[list[str]]) -> ImportedLetter:
    document = word.new()
    for text in ("Dear Members,", "We write.", "Yours sincerely,"):
        document.add_paragraph(text)
    made = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return import_letter(read_docx(word.saved(document), "l.docx"), "l", FieldNames())


def test_the_theme_sets_them_side_by_side() -> None:
    made = of_word([["John Roe\nDirector", "Ann Poe\nChair"]])
    assert [(one.name, one.role) for one in made.signatories] == [tuple(ROE), tuple(POE)]
    assert tomllib.loads(made.theme)["signature"] == {"beside": True}


def test_a_text_letter_gets_a_theme_for_it() -> None:
    text = "Dear all,\n\nWe write.\n\nRegards,\n\nJohn Roe\t\tAnn Poe\nDirector\t\tChair\n"
    made = import_letter(read_text(text.encode(), "l.txt"), "l", FieldNames())
    assert tomllib.loads(made.theme)["signature"] == {"beside": True}
    assert made.report.theme == "letters/themes/l"


@pytest.mark.parametrize("label", ["Enc: Report", "Encl.", "cc: The Speaker", "Enclosures (2):"])
def test_lists_close_below_a_signature_do_not_swallow_it(label: str) -> None:
    """Without a blank line between them, too."""
    found = signed(line("John Roe"), line("Director"), line(label), line("A second thing"))
    assert found.signatories == [ROE]
    assert found.enclosures or found.copies
