"""Lines of enclosures and copies are parted into items where that is sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.importing.enclosure_line_splitting import part_items
from lettermerge.importing.source_letter import CharacterStyle, FieldCode, Piece, Run


def items(text: str, label: str = "") -> list[str]:
    found = part_items([Run(text)], label)
    return ["".join(one.text for one in item if isinstance(one, Run)) for item in found]


@pytest.mark.parametrize(
    ("text", "label", "wanted"),
    [
        ("Petition; List of prisoners;", "", ["Petition", "List of prisoners"]),
        ("Report (pages 1; 3); Annex", "", ["Report (pages 1; 3)", "Annex"]),
        ("1. Petition 2. List", "", ["Petition", "List"]),
        ("(a) Petition; (b) List", "", ["Petition", "List"]),
        ("- Petition", "", ["Petition"]),
        ("3) Petition", "", ["Petition"]),
        ("Annex A, Annex B and Annex C", "", ["Annex A", "Annex B", "Annex C"]),
        ("Petition, List of prisoners", "Enclosures (2):", ["Petition", "List of prisoners"]),
        ("Petition and List", "Encl. (2)", ["Petition", "List"]),
        ("a@example.org, b@example.org", "", ["a@example.org", "b@example.org"]),
        ("Ms Jane Doe, Dr Ann Poe", "cc:", ["Ms Jane Doe", "Dr Ann Poe"]),
        # These may each be one.
        ("Jane Doe, Director", "cc:", ["Jane Doe, Director"]),
        ("Report of 5 May, 2023", "", ["Report of 5 May, 2023"]),
        ("Terms and conditions", "", ["Terms and conditions"]),
        ("Petition, List", "Enclosures (3):", ["Petition, List"]),
        ("2 copies", "", ["2 copies"]),
        ("", "", []),
    ],
)
def test_items_are_parted_where_it_is_sure(text: str, label: str, wanted: list[str]) -> None:
    assert items(text, label) == wanted


def test_a_field_and_the_look_of_words_stay_with_their_item() -> None:
    code = FieldCode(("MERGEFIELD Report",))
    bold = CharacterStyle(bold=True)
    pieces: list[Piece] = [Run("The "), code, Run("; ", bold), Run("An", bold), Run("nex")]
    assert part_items(pieces) == [
        (Run("The "), code),
        (Run("An", bold), Run("nex")),
    ]


@given(st.lists(st.text("Report of Annex", min_size=1, max_size=20), max_size=5))
def test_no_word_is_lost(parts: list[str]) -> None:
    line = "; ".join(parts)
    assert "".join(items(line)).replace(" ", "") == line.replace(" ", "").replace(";", "")
