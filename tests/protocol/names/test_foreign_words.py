"""Every title and designation of foreign_words.toml, around invented names."""

from __future__ import annotations

from itertools import product

import pytest
from tests.protocol.people import addressed, built_in, told
from tests.series import SOAK, cases

from lettermerge.protocol.names.foreign_words import foreign_words
from lettermerge.protocol.names.full_name import read_name
from lettermerge.protocol.names.name_vocabulary import Vocabulary

NAMES = ("Zoë Xample", "Jan van der Xample", "Anne-Zoë Quux Xample")
SEATS = {
    "ca": {"parliament": "ca", "chamber": "commons"},
    "eu": {"parliament": "eu"},
}
GENDERS = {"mr": "m", "madame": "f"}
PRINTED = {"en": {"m": "Mr", "f": "Ms"}, "fr": {"m": "Monsieur", "f": "Madame"}}
#: The languages of each profile, whose doubtful titles it reads.
LANGUAGES = {"ca": ("fr",), "eu": ("fr", "es", "pt", "pl", "cs")}


def _titles(parliament: str) -> list[tuple[str, str]]:
    words = foreign_words()
    known = [(one, GENDERS[key]) for key, texts in words.courtesy.items() for one in texts]
    doubtful = [
        (one, GENDERS[key])
        for key, tag, one in words.doubtful
        if tag in LANGUAGES[parliament] and key in GENDERS
    ]
    return [*known, *doubtful]


def _designations(parliament: str) -> list[tuple[str, str, str]]:
    """Return texts, the gender that each says, and the letters that are printed for it."""
    senate = {"ca": ("senate",), "eu": ()}[parliament]
    return [
        (one.text, one.gender, one.letters)
        for one in foreign_words().members
        if one.chamber not in senate
    ]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("parliament", SEATS)
def test_titles_and_designations_are_printed_in_the_letters_language_once(parliament: str) -> None:
    seat, titles = SEATS[parliament], _titles(parliament)
    designations = _designations(parliament)
    chamber = seat.get("chamber", "parliament")
    vocabulary = Vocabulary(built_in()[parliament], chamber)
    count = 0
    for (place, (title, gender)), (number, (text, said, letters)) in product(
        enumerate(titles), enumerate(designations)
    ):
        if said not in ("", gender) or not (SOAK or (place + number) % 10 == 0):
            continue  # a tenth, in which each of them is with several of the others
        count += 1
        name, comma = NAMES[count % len(NAMES)], ("", ",")[count % 2]
        language = ("en", "fr")[count // 2 % 2]
        cell = f"{title}{'.' * (count % 5 == 0 and title.isalpha())} {name}{comma} {text}"
        if title in {one for *_, one in foreign_words().doubtful}:
            cell = f"{title} {name}{comma} {text}"
        read = read_name(cell, vocabulary)
        assert (read.full, read.unread) == (name, ""), cell
        assert {one.gender for one in read.titles} - {""} == {gender}, cell
        if count % 7:  # each title and each designation with some others, whole
            continue
        found = addressed(**seat, full_name=cell, language=language)
        own = "" if parliament == "eu" else letters
        assert found.name == name, cell
        assert found.gender == gender, cell
        courtesy = PRINTED[language][gender] + "." * (parliament == "ca" and language == "en")
        expected = {
            ("eu", "en"): f"{courtesy} {name} MEP",
            ("eu", "fr"): f"{courtesy} {name}, "
            + {"m": "député européen", "f": "députée européenne"}[gender],
            ("ca", "en"): f"{courtesy} {name}, " + ", ".join(filter(None, (own, "M.P."))),
            ("ca", "fr"): f"{courtesy} {name}, "
            + ", ".join(filter(None, (own, {"m": "député", "f": "députée"}[gender]))),
        }[parliament, language]
        assert found.envelope_name == expected.replace("MEP, M.P.", "M.E.P., M.P.").replace(
            "MEP, dép", "M.E.P., dép"
        ), cell
        if language == "en":
            assert found.salutation.startswith(f"Dear {courtesy} "), cell
            assert found.salutation.rstrip(":,").endswith("Xample"), cell
            assert name.endswith(found.family_name)
    assert count > len(titles) * cases(50)


@pytest.mark.parametrize(
    ("cell", "envelope", "salutation"),
    [
        ("M. Étienne Xample, député", "Mr. Étienne Xample, M.P.", "Dear Mr. Xample:"),
        ("Mme Sylvie Xample, députée", "Ms. Sylvie Xample, M.P.", "Dear Ms. Xample:"),
        (
            "Mme Sylvie Xample, députée, C.P.",
            "The Honourable Sylvie Xample, P.C., M.P.",
            "Dear Ms. Xample:",
        ),
        ("Xample, Étienne, député", "Étienne Xample, M.P.", "Dear Étienne Xample:"),
        ("M. Xample, député", "Mr. Xample, M.P.", "Dear Mr. Xample:"),
        ("Sylvie Xample – députée", "Ms. Sylvie Xample, M.P.", "Dear Ms. Xample:"),
        ("Sylvie Xample (députée)", "Ms. Sylvie Xample, M.P.", "Dear Ms. Xample:"),
    ],
)
def test_a_member_is_known_wherever_the_cell_says_so(
    cell: str, envelope: str, salutation: str
) -> None:
    found = addressed(**SEATS["ca"], full_name=cell)
    assert (found.envelope_name, found.salutation) == (envelope, salutation)


def test_designations_in_other_columns_are_no_letters_and_no_title() -> None:
    cells = {**SEATS["ca"], "full_name": "Étienne Xample"}
    found = addressed(**cells, title="M.", post_nominals="député fédéral")
    assert found.envelope_name == "Mr. Étienne Xample, M.P."
    assert addressed(**SEATS["eu"], full_name="Ina Xample", post_nominals="MdEP").post_nominals == (
        "MEP"
    )


def test_an_initial_is_no_title_where_a_woman_or_no_french_is_known() -> None:
    assert addressed(**SEATS["ca"], full_name="M. Ina Xample", gender="f").name == "M. Ina Xample"
    uk = {"parliament": "uk", "chamber": "commons"}
    assert addressed(**uk, full_name="M. Ina Xample").name == "M. Ina Xample"
    assert addressed(**SEATS["ca"], full_name="M. J. Xample").name == "M. J. Xample"
    assert "protocol.title-or-initial" in told(**SEATS["ca"], full_name="M. Ina Xample")
