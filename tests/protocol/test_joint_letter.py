"""Several persons in one letter: forms of the profile, precedence, names, and nobody lost."""

from __future__ import annotations

from typing import Any

import pytest
from tests.protocol.people import WINDOW, built_in, recipient

from lettermerge.diagnostics import Severity
from lettermerge.protocol.addressee import Addressees
from lettermerge.protocol.addressee_builder import address_together
from lettermerge.protocol.profile_loading import Profiles, load_profiles

DOE = {"given_name": "Jane", "family_name": "Doe", "gender": "f"}
ROE = {"given_name": "John", "family_name": "Roe", "gender": "m"}
POE = {"given_name": "Ann", "family_name": "Poe", "gender": "f"}
SEATS = {
    "us-senate": {"parliament": "us", "chamber": "senate"},
    "us-house": {"parliament": "us", "chamber": "house"},
    "uk": {"parliament": "uk", "chamber": "commons"},
    "lords": {"parliament": "uk", "chamber": "lords"},
    "ca": {"parliament": "ca", "chamber": "commons"},
    "ca-senate": {"parliament": "ca", "chamber": "senate"},
    "ca-fr": {"parliament": "ca", "chamber": "commons", "language": "fr"},
    "ca-senate-fr": {"parliament": "ca", "chamber": "senate", "language": "fr"},
    "eu": {"parliament": "eu"},
    "eu-fr": {"parliament": "eu", "language": "fr"},
    "au": {"parliament": "au", "chamber": "house"},
    "au-senate": {"parliament": "au", "chamber": "senate"},
    "nz": {"parliament": "nz"},
}


def together(
    seat: str, *people: dict[str, str], profiles: Profiles | None = None
) -> tuple[Addressees, list[str]]:
    rows = [recipient(str(n), **{**SEATS[seat], **one}) for n, one in enumerate(people, 1)]
    found, told = address_together(rows, profiles or built_in(), "MY", WINDOW)
    assert found is not None, told
    return found, [one.code for one in told if one.severity is not Severity.NOTE]


def salutation(seat: str, *people: dict[str, str]) -> str:
    return together(seat, *people)[0].recipient.salutation


@pytest.mark.parametrize(
    ("seat", "two", "three"),
    [
        ("us-senate", "Dear Senators Doe and Roe:", "Dear Senators Doe, Roe, and Poe:"),
        (
            "us-house",
            "Dear Representatives Doe and Roe:",
            "Dear Representatives Doe, Roe, and Poe:",
        ),
        ("uk", "Dear Ms Doe and Mr Roe,", "Dear Ms Doe, Mr Roe and Ms Poe,"),
        ("ca", "Dear Ms. Doe and Mr. Roe:", None),
        ("ca-senate", "Dear Senators Doe and Roe:", None),
        ("eu", "Dear Ms Doe and Mr Roe,", None),
        ("au", "Dear Ms Doe and Mr Roe", "Dear Ms Doe, Mr Roe and Ms Poe"),
        ("au-senate", "Dear Senators Doe and Roe", None),
        ("nz", "Dear Ms Doe and Mr Roe", None),
        (
            "ca-senate-fr",
            "Madame la Sénatrice, Monsieur le Sénateur,",
            "Mesdames les Sénatrices, Monsieur le Sénateur,",
        ),
        (
            "ca-fr",
            "Madame la Députée, Monsieur le Député,",
            "Mesdames les Députées, Monsieur le Député,",
        ),
        ("eu-fr", "Madame la Députée, Monsieur le Député,", None),
    ],
)
def test_members_are_greeted_together(seat: str, two: str, three: str | None) -> None:
    assert salutation(seat, DOE, ROE) == two
    if three:
        assert salutation(seat, DOE, ROE, POE) == three


@pytest.mark.parametrize(
    ("seat", "people", "expected"),
    [
        ("uk", [DOE, {**ROE, "office": "Minister for Examples"}], "Dear Minister and Ms Doe,"),
        (
            "uk",
            [{**DOE, "office": "Minister for Tests"}, {**ROE, "office": "Minister for Examples"}],
            "Dear Ministers,",
        ),
        ("uk", [DOE, {**ROE, "title": "Sir", "gender": ""}], "Dear Ms Doe and Sir John,"),
        ("uk", [DOE, {**ROE, "role": "speaker"}], "Dear Mr Speaker and Ms Doe,"),
        ("us-senate", [DOE, {**ROE, "role": "president"}], "Dear Mr. President and Senator Doe:"),
        (
            "lords",
            [{"full_name": "Baroness Doe"}, {"full_name": "Lord Roe"}],
            "Dear Lady Doe and Lord Roe,",
        ),
        ("us-senate", [DOE, {**DOE, "given_name": "Ann"}], "Dear Senators Doe:"),
        ("us-senate", [DOE, ROE, {**DOE, "given_name": "Ann"}], "Dear Senators Doe and Roe:"),
        ("eu", [{**DOE, "gender": ""}, {**ROE, "gender": ""}], None),
        ("ca-senate-fr", [{**ROE, "gender": ""}, {**DOE, "gender": ""}],
         "Mesdames et Messieurs les Sénateurs,"),
        ("ca-senate-fr", [DOE, POE], "Mesdames les Sénatrices,"),
    ],
)  # fmt: skip
def test_offices_and_titles_keep_their_forms(
    seat: str, people: list[dict[str, str]], expected: str | None
) -> None:
    found, _ = together(seat, *people)
    assert found.recipient.salutation == (expected or "Dear Members of the European Parliament,")


@pytest.mark.parametrize(
    ("seat", "people"),
    [
        ("ca-senate-fr", [DOE, ROE]),
        ("ca-fr", [DOE, POE]),
        ("eu-fr", [DOE, ROE, POE]),
    ],
)
def test_a_french_close_names_whom_the_salutation_names(
    seat: str, people: list[dict[str, str]]
) -> None:
    one = together(seat, *people)[0].recipient
    assert f"d’agréer, {one.salutation} l’expression" in one.close


def test_the_highest_office_comes_first_whatever_the_order_of_the_rows() -> None:
    speaker = {**ROE, "role": "speaker"}
    for people in ([DOE, speaker, POE], [speaker, DOE, POE]):
        found, _ = together("uk", *people)
        assert [one.family_name for one in found.recipients] == ["Roe", "Doe", "Poe"]
        assert found.recipient.family_name == "Roe"
    same = together("uk", DOE, ROE)[0], together("uk", ROE, DOE)[0]
    assert [one.recipient.family_name for one in same] == ["Doe", "Roe"]


@pytest.mark.parametrize("seat", SEATS)
def test_all_names_are_on_the_envelope_one_below_the_other(seat: str) -> None:
    titles = ("Baroness", "Lord", "Baroness") if seat == "lords" else ("", "", "")
    people = [{**one, "title": title} for one, title in zip((DOE, ROE, POE), titles, strict=True)]
    found, _ = together(seat, *people)
    block = found.recipient.address_block
    for line, one in zip(block, (DOE, ROE, POE), strict=False):
        assert one["family_name"] in line
    assert found.recipients[0].address_block == block
    assert len({one.id for one in found.recipients}) == 3
    for person in found.recipients[1:]:
        alone, _ = together(seat, people[int(person.id) - 1])
        assert person.salutation == alone.recipient.salutation


def test_offices_stand_below_the_name_they_belong_to_while_there_is_room() -> None:
    minister = {**ROE, "office": "Minister for Examples"}
    block = together("au", minister, DOE)[0].recipient.address_block
    assert block[:3] == ("The Hon John Roe MP", "Minister for Examples", "Ms Jane Doe MP")
    many = [{**one, "office": "Chair of the Committee on Tests"} for one in (DOE, ROE, POE)]
    rows = [recipient(str(n), **{**SEATS["us-senate"], **one}) for n, one in enumerate(many)]
    found, told = address_together(rows, built_in(), "MY", WINDOW)
    assert found is not None
    assert sum("Honorable" in line for line in found.recipient.address_block) == 3
    assert not any("Committee" in line for line in found.recipient.address_block)
    assert "address.no-office" in {one.code for one in told}


def test_without_a_form_all_names_are_there_in_full() -> None:
    own = {
        "xx": {
            "name": "Assembly of Ruritania", "country": "DE", "paper": "a4",
            "spelling": "british", "languages": ["en"],
            "forms": {"en": {"envelope": ["[{title} ]{name}"], "salutation": ["Hail {family}!"],
                             "close": ["Farewell,"]}},
            "body": {"address": {"city": "Strelsau", "postal_code": "12345"},
                     "forms": {"en": {"envelope": ["Assembly"], "salutation": ["Hail!"],
                                      "close": ["Farewell,"]}}},
            "chambers": {"one": {"name": "Assembly", "member": "member",
                                 "address": {"city": "Strelsau", "postal_code": "12345"}}},
            "roles": {"member": {"name": "Member"}},
        }
    }  # fmt: skip
    rows = [recipient(str(n), parliament="xx", **one) for n, one in enumerate((DOE, ROE))]
    found, told = address_together(rows, load_profiles(own), "", None)
    assert found is not None
    assert found.recipient.salutation == "Jane Doe and John Roe!"
    assert found.recipient.close == "Farewell,"
    (warning,) = (one for one in told if one.code == "protocol.no-joint-form")
    assert "[parliaments.xx.joint.en]" in warning.hint


def test_two_whom_one_word_would_greet_are_named_in_full() -> None:
    people = [{**one, "role": "prime-minister"} for one in (DOE, ROE)]
    assert salutation("uk", *people) == "Dear Jane Doe and John Roe,"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Dear friends,", "Dear friends,"), "Dear friends,"),
        (("Dear Jane,", ""), "Dear Jane and Mr Roe,"),
        (("", "Hello John,"), "Dear Ms Doe and John Roe,"),
    ],
)
def test_a_salutation_of_the_roster_counts_for_its_person_or_for_all(
    lines: tuple[str, str], expected: str
) -> None:
    people = [{**one, "salutation": line} for one, line in zip((DOE, ROE), lines, strict=True)]
    found, codes = together("uk", *people)
    assert found.recipient.salutation == expected
    assert "protocol.no-joint-form" not in codes


def test_an_envelope_name_of_the_roster_is_the_line_of_its_person() -> None:
    found, _ = together("uk", {**DOE, "envelope_name": "Dr J. Doe MP"}, ROE)
    assert found.recipient.address_block[:2] == ("Dr J. Doe MP", "Mr John Roe MP")


def test_one_person_is_what_a_letter_alone_would_have() -> None:
    found, _ = together("uk", DOE)
    assert found == Addressees.of(found.recipient)
    assert found.members == ("1",)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"salutation": "Dear all,"}, "salutation"),
        ({"salutation": "Dear {all} {all},"}, "salutation"),
        ({"salutation": "Dear {all},", "couple": "{titles}"}, "must hold"),
        ({"salutation": "Dear {all},", "couple_envelope": "{titles} {family}"}, "must hold"),
        ({"salutation": "Dear {all},", "plural": {}}, "plural"),
    ],
)
def test_joint_forms_that_do_not_fit_are_refused(wrong: dict[str, Any], told: str) -> None:
    from lettermerge.errors import SettingsError

    with pytest.raises(SettingsError) as caught:
        load_profiles({"uk": {"joint": {"en": wrong}}})
    assert told in str([str(one) for one in caught.value.faults])


def test_an_unknown_language_or_role_is_refused() -> None:
    from lettermerge.errors import SettingsError

    with pytest.raises(SettingsError) as caught:
        load_profiles(
            {"uk": {"joint": {"cy": {"salutation": "{all},"}}, "precedence": ["premier"]}}
        )
    keys = {one.where.column for one in caught.value.faults}
    assert keys == {"parliaments.uk.joint.cy", "parliaments.uk.precedence"}


def test_offices_of_committees_follow_each_other_in_their_order() -> None:
    chair = {**ROE, "office": "Chair, Samples Committee"}
    ranking = {**DOE, "office": "Ranking Member, Samples Committee"}
    leader = {**POE, "office": "Majority Leader"}
    found, _ = together("us-house", ranking, chair, leader)
    assert [one.family_name for one in found.recipients] == ["Poe", "Roe", "Doe"]
    vice = {"office": "Vice-President"}
    assert salutation("eu", {**DOE, **vice}, {**POE, **vice}) == "Dear Vice-Presidents,"
    group = {**ROE, "office": "Samples Group (Chair)"}
    assert salutation("eu", group, {**DOE, **vice}) == "Dear Madam Vice-President and Chair,"
