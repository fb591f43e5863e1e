"""The columns of a table: as wide as their words, also where they are bold, large or too long."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from fontTools.ttLib import TTFont
from tests.writers.docx.letters import A4, inline, letter, written
from tests.writers.docx.reader import W, xml

from lettermerge.layout.fonts import SOURCE_SERIF
from lettermerge.layout.text_measurement import ample_width
from lettermerge.letter import document as tree

ADDRESS = "https://example.org/" + "a-very-long-address/" * 6
PADDING = 4 * 1440 / 25.4  # twips: 2 mm on both sides


@cache
def _font(weight: str) -> TTFont:
    return TTFont(SOURCE_SERIF.face(bold=weight == "bold").path)


def _ems(text: str, weight: str = "normal") -> float:
    font = _font(weight)
    units: int = sum(font["hmtx"][font.getBestCmap()[ord(char)]][0] for char in text)
    return units / 1000


def _columns(table: tree.Table, size: float = 11) -> list[int]:
    style = replace(A4, font_size=size)
    grid = list(xml(written(letter(body=(table,)), style)).iter(W + "tblGrid"))[-1]
    return [int(column.attrib[W + "w"]) for column in grid]


def _table(*rows: tuple[str, ...]) -> tree.Table:
    head, *others = (tuple(map(inline, row)) for row in rows)
    return tree.Table(head, tuple(others), tuple("left" for _ in head))


@pytest.mark.slow
@pytest.mark.parametrize("size", [9, 11, 14])
def test_no_column_breaks_a_word_that_is_in_its_heading_or_bold(size: float) -> None:
    long = "main opposition dissolved by the courts the year before that, and the one before"
    table = _table(("Year", "Turnout", "Note"), ("2018", "83.0%", long))
    strong = (tree.Strong(inline("Registered")),)
    table = replace(table, rows=(*table.rows, (inline("2023"), strong, inline(long))))
    for column, word in zip(_columns(table, size), ("Year", "Registered"), strict=False):
        assert column - PADDING >= _ems(word, "bold") * size * 20


@pytest.mark.slow
def test_an_address_that_fits_no_line_takes_nothing_from_the_other_columns() -> None:
    columns = _columns(_table(("Year", "Turnout", "Source"), ("2013", "69.6%", "x" * 200)))
    assert columns[1] - PADDING >= _ems("Turnout", "bold") * 220
    assert sum(columns) == sum(_columns(_table(("a", "b", "c"), ("1", "2", "3"))))


def test_an_address_asks_for_no_more_than_its_longest_stretch_between_slashes() -> None:
    columns = _columns(_table(("Year", "Source"), ("an old year " * 20, ADDRESS)))
    assert columns[0] > 2000


@pytest.mark.parametrize("text", ["Turnout", "Déjà vu, Ångström", "Ψήφος", "Выборы", "50 % (“so”)"])
def test_widths_are_those_of_the_face_and_never_less(text: str) -> None:
    for weight in ("normal", "bold"):
        exact = _ems(text, weight)
        assert (
            exact
            <= ample_width(text, (SOURCE_SERIF,), bold=weight == "bold")
            <= exact * 1.05 + 0.02
        )
