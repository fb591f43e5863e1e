"""Warnings: each has a case that draws it and a neighbour that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.protocol.people import addressed, built_in, recipient

from lettermerge.diagnostics import Row
from lettermerge.protocol import letter_lint
from lettermerge.protocol.addressee import Addressee
from lettermerge.protocol.letter_lint import fold_name, lint_letter, lint_rows, lint_sender
from lettermerge.recipients.model import Recipient

ROW = Row("roster.csv", 7)


def _codes(text: str, **cells: str) -> list[str]:
    found = lint_letter(addressed(**cells), ROW, text)
    assert all(one.where.row == 7 and one.hint for one in found)
    return [one.code for one in found]


MP = {"parliament": "uk", "chamber": "commons", "full_name": "Jane Doe", "gender": "f"}
SENATOR = {"parliament": "us", "chamber": "senate", "full_name": "Jane Doe"}


def test_a_doubled_honorific() -> None:
    doubled = {**SENATOR, "envelope_name": "The Honorable The Honorable Jane Doe"}
    assert _codes("", **doubled) == ["lint.doubled-honorific"]
    assert _codes("", **MP, salutation="Dear Ms Ms Doe,") == ["lint.doubled-honorific"]
    assert _codes("", **SENATOR) == []


@pytest.mark.parametrize("salutation", ["Dear ,", "Dear:", "dear"])
def test_a_salutation_that_greets_nobody(salutation: str) -> None:
    assert _codes("", **MP, salutation=salutation) == ["lint.empty-salutation"]
    assert _codes("", **MP, salutation="Dear Jane,") == []


@pytest.mark.parametrize(
    "text",
    ["As member for , you know", "the party ( ) said", "in  we saw", "the schools of\u00a0."],
)
def test_the_gap_of_an_empty_variable(text: str) -> None:
    assert _codes(text, **MP) == ["lint.gap"]
    assert _codes("As member for Doe, you know.", **MP) == []
    (found,) = lint_letter(addressed(**MP), ROW, text)
    assert found.hint is not None
    assert "with its comma and space inside" in found.hint


def _pairs(*rows: dict[str, str]) -> list[tuple[Recipient, Addressee]]:
    return [
        (replace(recipient(str(n), **row), row=Row("roster.csv", n)), addressed(**row))
        for n, row in enumerate(rows, 2)
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"constituency": "Washington"}, {"constituency": "WA"}, True),
        ({"constituency": "Washington"}, {"constituency": "OR"}, False),
        ({"constituency": "Ohio"}, {"constituency": ""}, True),
        ({"constituency": "Ohio – North"}, {"constituency": "OH"}, True),
        ({"constituency": "OH"}, {"constituency": "Ohio – North"}, True),
        ({"constituency": "Ohio – North"}, {"constituency": "Ohio – South"}, False),
        ({"constituency": "A", "email": "j@x.nz"}, {"constituency": "B", "email": "J@x.nz"}, True),
        ({"constituency": "A", "email": "j@x.nz"}, {"constituency": "B", "email": "k@x.nz"}, False),
    ],
)  # fmt: skip
def test_two_seats_or_one(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    found = lint_rows(_pairs({**SENATOR, **one}, {**SENATOR, **other}), built_in())
    assert [each.code for each in found] == ["lint.same-person"] * same


def test_an_address_that_two_names_share_makes_them_no_one_person() -> None:
    office = {"email": "office@x.example"}
    pairs = _pairs({**SENATOR, **office}, {**SENATOR, "full_name": "Ivo Xample", **office})
    assert not [*lint_rows(pairs, built_in())]


def test_the_same_person_twice() -> None:
    (found,) = lint_rows(_pairs(MP, {**MP, "full_name": "DOE, Jane", "title": "Ms"}))
    assert found.code == "lint.same-person"
    assert found.where.row == 3
    assert "row 2" in found.message


@pytest.mark.parametrize("name", ["Jayne Richardson", "Jane Ricardson", "Jnae Richardson"])
def test_a_near_name(name: str) -> None:
    first = {**MP, "full_name": "Jane Richardson"}
    (found,) = lint_rows(_pairs(first, {**MP, "full_name": name}))
    assert found.code == "lint.near-name"


def test_two_people_of_one_name() -> None:
    one = {**MP, "constituency": "North Doe"}
    assert list(lint_rows(_pairs(one, {**one, "constituency": "South Doe"}))) == []
    assert list(lint_rows(_pairs(MP, SENATOR))) == []
    assert list(lint_rows(_pairs(MP, {**MP, "full_name": "John Roe"}))) == []
    assert [found.code for found in lint_rows(_pairs(one, MP))] == ["lint.same-person"]


def test_a_letter_to_the_sender() -> None:
    found = addressed(**MP, address="1 High Street", city="Doeton", postal_code="AB1 2CD")
    sender = ("1 High  Street", "Doeton", "AB1 2CD")
    assert [one.code for one in lint_sender(found, ROW, sender)] == ["lint.sender-address"]
    assert lint_sender(found, ROW, ("2 High Street", "Doeton")) == ()
    assert lint_sender(found, ROW, ()) == ()


def test_names_are_compared_without_accents_points_and_initials() -> None:
    assert fold_name("Doe, Zoë M.") == fold_name("Zoe Doe")
    assert fold_name("A. B.") == "a b"


@pytest.mark.slow
def test_a_row_is_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    some = addressed(**MP)
    syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"]
    names = [
        "Jo " + "".join(syllables[int(digit)] for digit in f"{number * 7919 % 10**6:06}")
        for number in range(3000)
    ]
    compared = 0

    def counted(one: str, other: str) -> bool:
        nonlocal compared
        compared += 1
        return one_apart(one, other)

    one_apart = letter_lint._one_apart
    monkeypatch.setattr(letter_lint, "_one_apart", counted)
    list(lint_rows((recipient(), replace(some, name=name)) for name in names))
    assert compared < 20 * len(names)
    compared = 0
    list(lint_rows((recipient(), replace(some, name=f"Jane Do{end}")) for end in "abcdefgh" * 300))
    assert compared < 20 * 2400
