"""What a letter has that the settings have otherwise is said as it is to be written there."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from lettermerge.app.setup.settings_conflicts import advise
from lettermerge.config.settings import (
    LetterSettings,
    RosterSettings,
    Sender,
    Settings,
    Signatory,
)
from lettermerge.importing.addressee_lines import AddresseeRows
from lettermerge.importing.letter_conversion import ImportedLetter
from lettermerge.importing.report import ImportReport
from lettermerge.importing.sender_lines import SenderLines
from lettermerge.importing.signatory_lines import SignatoryLines

DAY = datetime.date(2026, 3, 4)
LETTER = ImportedLetter(
    name="letter.fr", template="", theme="", images={}, theme_images={}, date=DAY,
    sender=SenderLines(name="Specimen Society", email="a@example.org"), about="",
    signatories=(SignatoryLines("Ann Testwright", "Directrice"),), constants={},
    addressees=AddresseeRows(), report=ImportReport("letters/letter.fr.md"),
)  # fmt: skip
SETTINGS = Settings(
    letter=LetterSettings(template="letter.md", date=DAY),
    sender=Sender(name="Specimen  society", email="a@example.org"),
    recipients=(RosterSettings("r.csv"),),
    signatories=(Signatory(name="Ann Testwright", role="Directrice"),),
)
BOTH = (
    'write role = "Directrice"; for a letter in another language, '
    'role = { en = "Director", ... = "Directrice" }'
)


def test_nothing_is_said_of_what_is_the_same() -> None:
    assert list(advise(LETTER, SETTINGS)) == []
    by_hand = replace(LETTER, sender=SenderLines(name="Ann Testwright"))
    assert list(advise(by_hand, SETTINGS)) == []  # who signs is no other sender


def test_the_language_of_another_template_than_the_settings_is_told_of() -> None:
    other = replace(SETTINGS, letter=LetterSettings(template="a.md", date=DAY))
    (advice,) = advise(LETTER, other)
    assert advice.endswith("letter.fr.md is the `fr` of letter.md: import it with --name a.fr")


@pytest.mark.parametrize(
    ("name", "role", "advice"),
    [
        ("letter.fr", "Director", 'write role = { en = "Director", fr = "Directrice" }'),
        ("letter.fr", {"en": "A", "de": "B"},
         'write role = { en = "A", de = "B", fr = "Directrice" }'),
        ("letter", "Director", BOTH),
        ("letter.fr", "", 'write role = "Directrice"'),
    ],
)  # fmt: skip
def test_a_role_in_a_second_language_is_put_beside_the_first(
    name: str, role: str | dict[str, str], advice: str
) -> None:
    settings = replace(SETTINGS, signatories=(Signatory(name="ann testwright", role=role),))
    found = list(advise(replace(LETTER, name=name), settings))
    assert found == [f"the role of Ann Testwright is Directrice: below that name, {advice}"]


def test_other_values_are_said_with_their_table() -> None:
    sender = SenderLines(name="Other", address=("1 Example Street", "Exampletown"))
    signs = (SignatoryLines("Jo Mockette", "Chair"),)
    letter = replace(LETTER, date=datetime.date(2026, 3, 5), sender=sender, signatories=signs)
    lines = list(advise(letter, SETTINGS))
    assert [one.rpartition("write ")[0].rpartition(": ")[2] for one in lines] == [
        "in [letter], ", "in [sender], ", "in [sender], ", "below a new [[signatories]], ",
    ]  # fmt: skip
    assert [one.rpartition("write ")[2] for one in lines] == [
        "date = 2026-03-05",
        'address = ["1 Example Street", "Exampletown"]',
        'name = "Other"',
        'name = "Jo Mockette", role = "Chair"',
    ]


def test_a_place_in_a_second_language_is_put_beside_the_first() -> None:
    letter = replace(LETTER, place="Genève")
    told = "the place before the date is Genève: in [letter], write place = "
    for place, advice in (("", '"Genève"'), ("Geneva", '{ en = "Geneva", fr = "Genève" }')):
        of_letter = replace(SETTINGS.letter, place=place)
        assert list(advise(letter, replace(SETTINGS, letter=of_letter))) == [told + advice]
    both = replace(SETTINGS.letter, place={"en": "Geneva", "fr": "Genève"})
    assert list(advise(letter, replace(SETTINGS, letter=both))) == []
