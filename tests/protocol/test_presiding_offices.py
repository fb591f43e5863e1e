"""Who presides over a committee or a group, in every order of words; names and bodies invented."""

from __future__ import annotations

from itertools import product

import pytest
from tests.protocol.people import addressed, told

from lettermerge.protocol.presiding_offices import head_first, presides_over

SEATS = [
    ("uk", "commons"), ("uk", "lords"), ("ca", "commons"), ("ca", "senate"), ("au", "senate"),
    ("au", "house"), ("nz", "house"), ("us", "senate"), ("us", "house"), ("eu", "parliament"),
]  # fmt: skip
CHAIRS = ("Chair", "Chairman", "Chairwoman", "Chairperson")
DEPUTIES = ("Deputy Chair", "Vice-Chair", "Vice Chair", "Co-Chair", "Ranking Member")
BODY = "Samples and Examples Committee"
ORDERS = (
    "{head}, {body}", "{head} of the {body}", "{head} - {body}", "{head} – {body}",
    "{head}: {body}", "{head} ({body})", "{body} ({head})", "{body} - {head}", "{body} – {head}",
    "{body}, {head}", "{body}: {head}", "{body} {head}",
)  # fmt: skip


def _cells(parliament: str, chamber: str, **cells: str) -> dict[str, str]:
    lord = {"title": "Baroness", "family_name": "Testford"} if chamber == "lords" else {}
    name = lord or {"given_name": "Ada", "family_name": "Testwright", "gender": "f"}
    return {"parliament": parliament, "chamber": chamber, **name, **cells}


@pytest.mark.slow
@pytest.mark.parametrize(("parliament", "chamber"), SEATS)
def test_a_chair_is_one_in_every_order_of_words(parliament: str, chamber: str) -> None:
    for head, order in product((*CHAIRS, *DEPUTIES), ORDERS):
        office = order.format(head=head, body=BODY)
        cells = _cells(parliament, chamber, office=office)
        found = addressed(**cells)
        codes = told(**cells)
        assert "protocol.unknown-office" not in codes, office
        assert (found.role == "committee-chair") == (head in CHAIRS), office
        behind = not order.startswith("{head}")
        assert ("protocol.office-turned" in codes) == behind, office
        assert found.address_block[1] == (f"{head}, {BODY}" if behind else office)


@pytest.mark.parametrize(
    ("office", "salutation", "line"),
    [
        ("Vice-President", "Madame la Vice-Présidente,", "Vice-présidente du Parlement européen"),
        ("Chair, EPP Group", "Madame la Présidente,", "Présidente du groupe PPE"),
        ("S&D Group - Chair", "Madame la Présidente,", "Présidente du groupe S&D"),
        ("President of the Renew Europe Group", "Madame la Présidente,",
         "Présidente du groupe Renew Europe"),
        ("Commission de la pêche - Présidente", "Madame la Présidente,",
         "Présidente de la commission de la pêche"),
        ("Groupe PPE (Présidente)", "Madame la Présidente,", "Présidente du groupe PPE"),
        ("Committee on Fisheries (Vice-Chair)", "Madame la Députée,",
         "Vice-présidente de la commission de la pêche"),
        ("Quaestor", "Madame la Députée,", "Questeure du Parlement européen"),
    ],
)  # fmt: skip
def test_offices_of_the_european_parliament_in_french(
    office: str, salutation: str, line: str
) -> None:
    cells = _cells("eu", "", office=office, language="fr")
    found = addressed(**cells)
    assert (found.salutation, found.address_block[2]) == (salutation, line)
    assert not {"protocol.unknown-office", "protocol.office-language"} & {*told(**cells)}


@pytest.mark.parametrize(
    ("office", "salutation", "line"),
    [
        ("Vice-Présidente du Parlement européen", "Dear Madam Vice-President,",
         "Vice-President of the European Parliament"),
        ("Questeur", "Dear Ms Testwright,", "Quaestor of the European Parliament"),
        ("Questeure du Parlement européen", "Dear Ms Testwright,",
         "Quaestor of the European Parliament"),
        ("Présidente du groupe PPE", "Dear Chair,", "Chair, EPP Group"),
        ("14th Vice-President", "Dear Madam Vice-President,", "14th Vice-President"),
    ],
)  # fmt: skip
def test_offices_of_the_european_parliament_in_english(
    office: str, salutation: str, line: str
) -> None:
    cells = _cells("eu", "", office=office)
    found = addressed(**cells)
    assert (found.salutation, found.address_block[1]) == (salutation, line)
    assert not {"protocol.unknown-office", "protocol.office-language"} & {*told(**cells)}


@pytest.mark.parametrize(
    ("office", "english", "french"),
    [
        ("President of the European Commission", "Dear President Testwright,",
         "Madame la Présidente,"),
        ("Executive Vice-President of the European Commission", "Dear Madam Vice-President,",
         "Madame la Vice-Présidente,"),
        ("Commissioner for Examples", "Dear Commissioner Testwright,", "Madame la Commissaire,"),
        ("High Representative", "Dear High Representative,", "Madame la Haute Représentante,"),
    ],
)  # fmt: skip
def test_the_commission_has_its_own_address_and_no_seat(
    office: str, english: str, french: str
) -> None:
    found = addressed(**_cells("eu", "", office=office))
    assert found.address_block == (
        "Ms Ada Testwright", office, "European Commission", "1049 Bruxelles / Brussel", "BELGIUM",
    )  # fmt: skip
    assert found.salutation == english
    other = addressed(**_cells("eu", "", office=office, language="fr"))
    assert other.salutation == french
    assert "Commission européenne" in other.address_block[1:]


@pytest.mark.parametrize(
    "text",
    [
        "Minister for Examples", "Chair", "Committee Chair", "President of the Examples Board",
        "Clerk of the Samples Committee", "Member, Samples Committee", "Group", "Chair, ",
    ],
)  # fmt: skip
def test_other_offices_stay_as_they_are(text: str) -> None:
    assert head_first(text) == ""
    assert presides_over(text) == ""


@pytest.mark.parametrize(
    ("language", "lines", "salutation"),
    [
        ("en", ("European Council", "Rue de la Loi / Wetstraat 175"), "Dear President Testman,"),
        ("fr", ("Conseil européen", "Rue de la Loi 175"), "Monsieur le Président,"),
    ],
)
def test_the_president_of_the_european_council_is_no_member_of_the_parliament(
    language: str, lines: tuple[str, ...], salutation: str
) -> None:
    cells = {"parliament": "eu", "full_name": "Mr Jan Testman", "language": language}
    found = addressed(**cells, office="President of the European Council")
    assert (found.role, found.salutation) == ("council-president", salutation)
    assert found.post_nominals == ""
    assert found.address_block[2:4] == lines
    assert found.address_block[4].startswith("1048 Bruxelles")
