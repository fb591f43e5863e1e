"""Names, roles and organisations of signatories are told apart, on one line or on several."""

from __future__ import annotations

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import ImportedLetter, import_letter
from lettermerge.importing.signatory_lines import (
    SignatoryLines,
    part_signatories,
    read_signatory,
)
from lettermerge.importing.text_reader import read_text


def imported(end: str, head: str = "") -> ImportedLetter:
    text = f"{head}Dear Members,\n\nWe write.\n\nYours sincerely,\n\n{end}\n"
    return import_letter(read_text(text.encode(), "l.txt"), "l", FieldNames())


@pytest.mark.parametrize(
    ("lines", "name", "role", "organisation"),
    [
        (["Ann Poe, Chair, Poe Society"], "Ann Poe", "Chair", "Poe Society"),
        (["Ann Poe, PhD, OBE", "Chair"], "Ann Poe, PhD, OBE", "Chair", ""),
        (["Dr Ann van der Poe, Chair", "Poe Society"], "Dr Ann van der Poe", "Chair",
         "Poe Society"),
        (["Ann Poe", "Chair, Poe Society"], "Ann Poe", "Chair, Poe Society", ""),
        (["the staff, all of us"], "the staff, all of us", "", ""),
        (["Room 7, Poe House"], "Room 7, Poe House", "", ""),
        (["____", "Ann Poe,"], "Ann Poe", "", ""),
    ],
)  # fmt: skip
def test_a_signatory(lines: list[str], name: str, role: str, organisation: str) -> None:
    assert read_signatory(lines) == SignatoryLines(name, role, organisation)


def test_lines_that_each_name_somebody_are_one_signatory_each() -> None:
    assert part_signatories(["Ann Poe, Chair", "Jo Roe, Director"], items=False) == [
        ["Ann Poe, Chair"],
        ["Jo Roe, Director"],
    ]
    assert part_signatories(["Ann Poe, Chair", "Poe Society"], items=False) == [
        ["Ann Poe, Chair", "Poe Society"]
    ]


def test_labels_lists_and_contact_details_name_nobody_by_themselves() -> None:
    made = imported(
        "Jo Roe\nDirector\n\nSigned by:\n1. Alpha Org\n2. Beta Org\n\n"
        "Contact: press@example.org, +44 20 0000 0000"
    )
    assert [one.name for one in made.signatories] == ["Jo Roe", "Alpha Org", "Beta Org"]
    assert made.sender.email == "press@example.org"


def test_contact_details_below_a_name_stay_with_it() -> None:
    made = imported("Jo Roe\nDirector\njo@example.org")
    assert made.signatories == (SignatoryLines("Jo Roe", "Director", "jo@example.org"),)


def test_addressees_and_copies_above_the_date_are_no_lines_of_the_sender() -> None:
    made = imported(
        "Jo Roe",
        "EXAMPLE NETWORK\n\nTo: The European Parliament\n"
        "Hon. Jane Quill, House of Commons, Canada\ncc: The Commissioner\n\n4 October 2026\n\n",
    )
    assert [row[:4] for row in made.addressees.rows] == [
        ("eu-body", "eu", "", "body"),
        ("ca-hon-jane-quill", "ca", "commons", ""),
    ]
    assert made.sender.name == "EXAMPLE NETWORK"
    assert '- "The Commissioner"' in made.template
