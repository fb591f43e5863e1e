"""Headings and cells are mapped right in one round: every shape that is known, and others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.recipients.mapping.rosters import SHAPES, Shape

from lettermerge.config.settings import RosterSettings
from lettermerge.protocol.known_parliaments import known_parliaments
from lettermerge.protocol.profile_loading import load_profiles
from lettermerge.recipients.mapping.heading_words import rank_of
from lettermerge.recipients.mapping.mapping_proposal import Proposal, propose
from lettermerge.recipients.mapping.roster_sample import read_sample


def proposed(folder: Path, text: str, name: str = "r.csv", **given: object) -> Proposal:
    """Return what is proposed for a text as a roster."""
    (folder / name).write_text(text, encoding="utf-8")
    settings = RosterSettings(name, **given)  # type: ignore[arg-type]
    return propose(read_sample(settings, folder), known_parliaments(load_profiles()), settings)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=[*SHAPES])
def test_a_shape_is_mapped_right_in_one_round(tmp_path: Path, shape: Shape) -> None:
    found = proposed(tmp_path, shape.text, shape.file)
    assert dict(found.columns) == shape.columns
    assert dict(found.constants) == shape.constants
    assert found.missing == ()


PEOPLE = (
    "{},First name,Surname,E-mail\n{},Ann,Example,a@parliament.uk\n{},Bo,Sample,b@parliament.uk\n"
)


@pytest.mark.parametrize(
    ("heading", "cells", "right"),
    [
        ("Person ID", ("E1", "E2"), "Person ID"),
        ("Person ID", ("E1", "E1"), "{{ (row['First name'] ~ '-' ~ Surname) | slug }}"),
        ("Person ID", ("E1", ""), "{{ (row['First name'] ~ '-' ~ Surname) | slug }}"),
        ("Area Code", ("N", "n"), "{{ (row['First name'] ~ '-' ~ Surname) | slug }}"),
        ("url", ("https://example.org/1", "https://example.org/2"),
         "{{ (row['First name'] ~ '-' ~ Surname) | slug }}"),
        ("Postcode", ("AB1 2CD", "EF3 4GH"), "{{ (row['First name'] ~ '-' ~ Surname) | slug }}"),
    ],
)  # fmt: skip
def test_an_id_is_filled_and_different_in_every_row(
    tmp_path: Path, heading: str, cells: tuple[str, str], right: str
) -> None:
    assert proposed(tmp_path, PEOPLE.format(heading, *cells)).columns["id"] == right


@pytest.mark.parametrize(
    ("heading", "cell", "held"),
    [
        ("Do not send", "x", True),
        ("Opt-out", "TRUE", True),
        ("Deceased", "yes", True),
        ("E-mail opt-out", "yes", False),
        ("Unsubscribe", "https://lists.example/u", False),
        ("Status", "DO NOT SEND", False),
    ],
)
def test_a_column_that_says_of_whom_nobody_writes_to_is_hold(
    tmp_path: Path, heading: str, cell: str, *, held: bool
) -> None:
    text = f"ID,Name,{heading}\na,Ann Example MP,{cell}\nb,Bo Sample MP,{cell}\n"
    assert (proposed(tmp_path, text).columns.get("hold") == heading) is held


def test_a_number_of_the_row_is_an_id_only_where_nothing_else_differs(tmp_path: Path) -> None:
    rows = "".join(f"{n},Ann Example,North,a@parliament.uk\n" for n in (1, 2, 3))
    found = proposed(tmp_path, f"No,Name,Constituency,Contact\n{rows}")
    assert found.columns["id"] == "No"
    rows = "".join(f"{n},{name} Example,North\n" for n, name in enumerate("ABC", 1))
    assert proposed(tmp_path, f"No,Name,Constituency\n{rows}").columns["id"] == "{{ Name | slug }}"


def test_a_running_number_is_the_id_with_the_rows_that_repeat(tmp_path: Path) -> None:
    rows = "".join(f"{n},Ann Example,North\n" for n in (1, 2)) + "3,Bo Sample,North\n" * 1
    found = proposed(tmp_path, f"No,Name,Constituency\n{rows}")
    assert found.columns["id"] == "No"
    assert any("`Name` repeats in rows 2 and 3" in one for one in found.notes)


@pytest.mark.parametrize(("empty", "kept"), [(1, True), (4, False)])
def test_a_column_of_ids_that_is_empty_in_few_rows_stays_the_id(
    tmp_path: Path, empty: int, *, kept: bool
) -> None:
    rows = "".join(f"x{n},Ann{n} Example,North\n" for n in range(6))
    rows += "".join(f",Bo{n} Sample,North\n" for n in range(empty))
    found = proposed(tmp_path, f"ID,Name,Constituency\n{rows}")
    assert (found.columns.get("id") == "ID") is kept
    assert ("`ID` is empty in row 8: fill it in" in found.notes) is kept


def test_a_column_of_ids_is_one_though_its_numbers_run(tmp_path: Path) -> None:
    rows = "".join(f"{n},Name {name},North\n" for n, name in enumerate("ABC", 1))
    for heading in ("ID", "Person ID", "memberId"):
        assert proposed(tmp_path, f"{heading},Name,Seat\n{rows}").columns["id"] == heading
    assert "slug" in proposed(tmp_path, f"Nr.,Name,Seat\n{rows}").columns["id"]


def test_a_list_in_which_one_person_is_twice_is_mapped_and_the_rows_are_named(
    tmp_path: Path,
) -> None:
    names = [*(f"Ann Example {one}" for one in "ABCDEFGHIJ"), "Ann Example C"]
    rows = "".join(f"{name},Canada,Commons\n" for name in names)
    found = proposed(tmp_path, f"Name,Parliament,Chamber\n{rows}")
    assert found.columns["id"] == "{{ Name | slug }}"
    (note,) = (one for one in found.notes if "no letter can be made" in one)
    assert note.startswith("`Name` has the same in rows 4 and 12: delete all rows but one")


def test_a_column_of_languages_or_offices_is_none_of_titles(tmp_path: Path) -> None:
    rows = "Ann Example,Canada,,\nBo Sample,Canada,FR,MP\nCy Mock,UK,,Speaker\n"
    for heading in ("Lang.", "Language", "Letter in"):
        columns = proposed(tmp_path, f"Name,Parliament,{heading},Function\n{rows}").columns
        assert "title" not in columns
        assert columns["office"] == "Function"
        assert columns.get("language", heading) == heading


def test_names_alone_are_halves_beside_the_other_half(tmp_path: Path) -> None:
    def names(headings: str, cells: str) -> dict[str, str]:
        columns = proposed(tmp_path, f"{headings}\n{cells}\n").columns
        return {ours: text for ours, text in columns.items() if ours.endswith("name")}

    assert names("nom,prénom", "Exemple,Ann") == {"given_name": "prénom", "family_name": "nom"}
    assert names("nome,cognome", "Ann,Esempio") == {"given_name": "nome", "family_name": "cognome"}
    assert names("nom", "Ann Exemple") == {"full_name": "nom"}
    assert names("nombre,apellidos", "Ann,Muestra Ejemplo") == {
        "given_name": "nombre", "family_name": "apellidos",
    }  # fmt: skip
    whole = names("Name,Vorname,Nachname", "Ann Muster,Ann,Muster")
    assert whole == {"given_name": "Vorname", "family_name": "Nachname", "full_name": "Name"}
    other = names("Member,First name,Last name", "Lantern Party,Ann,Muster")
    assert other == {"given_name": "First name", "family_name": "Last name"}


@pytest.mark.parametrize(
    "heading", ["Party Name", "Committee name", "Staff name", "constituency_name", "Country Name"]
)
def test_the_name_of_something_else_is_no_persons(tmp_path: Path, heading: str) -> None:
    found = proposed(tmp_path, f"id,{heading},MP\na,Lantern League,Ann Example\n")
    assert found.columns["full_name"] == "MP"


def test_the_last_word_of_a_heading_counts(tmp_path: Path) -> None:
    text = "ce-mip-mp-name,BB_Title,value.mail,MC_Party\nAnn Example,Ms,a@example.org,Lantern\n"
    columns = proposed(tmp_path, text).columns
    assert columns["full_name"] == "ce-mip-mp-name"
    assert columns["title"] == "BB_Title"
    assert (columns["email"], columns["party"]) == ("value.mail", "MC_Party")


def test_a_mail_column_has_addresses(tmp_path: Path) -> None:
    text = (
        "id,Name,Email,Contact,Twitter\na,Ann Example,https://a.example.org/contact,a@b.ca,@ann\n"
    )
    found = proposed(tmp_path, text)
    assert found.columns["email"] == "Contact"
    assert "email" not in proposed(tmp_path, "id,Name,Twitter\na,Ann Example,@ann\n").columns


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (("Ms", "Mr"), {"title": "Title"}),
        (("Hon Dr", "Rt Hon"), {"honorific": "Title"}),
        (("Minister for Examples", "Leader of the House"), {"office": "Title"}),
    ],
)
def test_cells_say_what_a_title_is(
    tmp_path: Path, cells: tuple[str, str], right: dict[str, str]
) -> None:
    rows = "".join(f"{n},Ann Example {n},{cell}\n" for n, cell in zip("ab", cells, strict=True))
    columns = proposed(tmp_path, f"id,Name,Title\n{rows}").columns
    ours = ("title", "honorific", "office")
    assert {one: columns[one] for one in ours if columns.get(one)} == right


def test_titles_under_a_heading_that_says_nothing_are_taken_by_their_cells(tmp_path: Path) -> None:
    text = "id,Name,x\na,Ann Example,The Honourable\nb,Bo Sample,\nc,Cy Muster,The Honourable\n"
    found = proposed(tmp_path, text)
    assert found.columns["honorific"] == "x"
    assert "by its cells" in found.reasons["honorific"]


def test_no_constant_beside_a_column_of_parliaments(tmp_path: Path) -> None:
    text = "id,Name,Jurisdiction\na,Ann Example,{}\nb,Bo Sample,New Zealand\n"
    found = proposed(tmp_path, text.format("Freedonia"))
    assert not found.constants  # the column is there, and one of its cells is wrong
    found = proposed(tmp_path, text.format("New Zealand"))
    assert (found.columns["parliament"], dict(found.constants)) == ("Jurisdiction", {})


def test_constants_come_from_the_rows_and_guesses_are_marked(tmp_path: Path) -> None:
    found = proposed(tmp_path, "id,Name\na,Baroness Testworth\nb,Lord Testley\n")
    assert dict(found.constants) == {"parliament": "uk", "chamber": "lords"}
    assert found.guesses == ("parliament", "chamber")
    assert all(found.reasons[one].startswith("a guess: ") for one in found.guesses)
    mixed = "id,Name,Mail\na,Ann Example,a@parliament.uk\nb,Bo Sample,b@europarl.europa.eu\n"
    found = proposed(tmp_path, mixed)
    assert "parliament" in found.missing
    assert any("several parliaments: " in note for note in found.notes)


def test_a_list_for_none_of_them_lacks_its_parliament(tmp_path: Path) -> None:
    found = proposed(tmp_path, "id,Name,Kreis\na,Ann Example,Nord\nb,Bo Sample,Süd\n")
    assert found.missing == ("parliament",)
    assert not found.constants


def test_what_the_settings_map_stays_but_for_an_id_that_repeats(tmp_path: Path) -> None:
    text = "No,Name,Alias\n1,Ann Example,A\n1,Bo Sample,B\n"
    columns = {"id": "No", "full_name": "Alias"}
    found = proposed(tmp_path, text, columns=columns, constants={"parliament": "nz"})
    assert (found.columns["full_name"], found.constants["parliament"]) == ("Alias", "nz")
    assert found.columns["id"] != "No"
    assert "`No` is empty or repeated in some rows: it is no id" in found.notes


def test_a_member_who_left_and_other_terms_are_not_taken_for_now(tmp_path: Path) -> None:
    people = [
        {"id": "a", "name": {"full": "Ann Example"}, "terms": [{"house": "x"}, {"house": "y"}]}
    ]
    found = proposed(tmp_path, json.dumps(people), "r.json", constants={"parliament": "nz"})
    assert not any(".1." in text for text in found.columns.values())


def test_whole_salutations_are_kept_and_titles_called_so_are_titles(tmp_path: Path) -> None:
    text = (
        'id,Name,Salutation\na,Ann Example,"Dear Senator Example,"\nb,Bo Sample,"Dear Mr Sample,"\n'
    )
    assert proposed(tmp_path, text).columns["salutation"] == "Salutation"
    columns = proposed(tmp_path, "id,Name,Salutation\na,Ann Example,Ms\nb,Bo Sample,Mr\n").columns
    assert (columns["title"], columns["salutation"]) == ("Salutation", "")


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ("1 Rue Exemple 1000 Ville,France\n1 Via Esempio 00100 Roma,Italy\n", {"constituency"}),
        ("1 Rue Exemple 1000 Ville France,France\n1 Via 00100 Roma Italy,Italy\n", {"country"}),
    ],
)
def test_a_country_is_where_post_goes_or_where_somebody_is_from(
    tmp_path: Path, rows: str, right: set[str]
) -> None:
    lines = zip("ab", rows.splitlines(), strict=True)
    text = "id,Name,Address,Country\n" + "".join(f"{n},Ann Ex{n},{line}\n" for n, line in lines)
    columns = proposed(tmp_path, text, constants={"parliament": "eu"}).columns
    assert {one for one, heading in columns.items() if heading == "Country"} == right


def test_columns_of_another_meaning_that_lettermerge_knows_are_left_alone(tmp_path: Path) -> None:
    text = "id,Name,suffix,note\na,Ann Example,PhD (h.c.),x\n"
    assert "suffix" not in proposed(tmp_path, text).columns  # it is taken by its own name


def test_missions_are_offices_with_addresses_of_several_lines(tmp_path: Path) -> None:
    lines = "Permanent Mission of {0}\nto the Example Nations\n1 Road\nNew York, NY 10017"
    rows = "".join(
        f'{n},5ed51{code},{name.upper()},Republic of {name},"{lines.format(name)}",'
        f'"a{n}@example.org\nb{n}@example.org",French; English\n'
        for n, code, name in ((21, "6a", "Examplia"), (8, "6b", "Samplia"), (2, "6c", "Specimia"))
    )
    head = ",_id,MC_Entity,MC_EntityLong,MC_Address,MC_eMail,MC_UNCorrespondenceLanguage\n"
    found = proposed(tmp_path, head + rows)
    assert dict(found.columns) == {
        "id": "_id", "office": "MC_EntityLong", "address": "MC_Address",
        "email": "{{ (MC_eMail | replace('mailto:', '') | replace(',', ' ') | replace(';', ' '))"
        ".split()[:1] | join }}",
        "language": "{{ MC_UNCorrespondenceLanguage.split(';')[0] }}",
    }  # fmt: skip
    assert found.missing == ("parliament",)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Vor- und Nachname", ("Ottoline Muster", "Bo Beispiel")),
        ("Député(e)", ("Mme Ann EXEMPLE", "M. Bo TÉMOIN")),
        ("Cognome e nome", ("ESEMPIO Ada", "PROVA Ugo")),
        ("contact_full_name", ("Ann Example", "Bo Sample")),
    ],
)
def test_a_whole_name_in_other_languages(
    tmp_path: Path, heading: str, cells: tuple[str, str]
) -> None:
    found = proposed(tmp_path, f"id;{heading};x\na;{cells[0]};\nb;{cells[1]};\n")
    assert found.columns["full_name"] == heading
    assert "family_name" not in found.columns


def test_first_names_to_greet_by_are_no_office(tmp_path: Path) -> None:
    text = "id,MP Name,Salutation,Title\na,Ann Example,Ann,\nb,Bo Sample,Bo,Minister for Roads\n"
    columns = proposed(tmp_path, text).columns
    assert (columns["salutation"], columns["office"]) == ("", "Title")


def test_rows_of_one_cell_and_totals_say_nothing_of_the_columns(tmp_path: Path) -> None:
    people = "".join(f"{n},{name} Example,North\n" for n, name in enumerate("ABCDE", 1))
    text = f"No,Name,Constituency\nNZ and others,,\n{people}Total: 5,,\n"
    found = proposed(tmp_path, text)
    assert found.columns["id"] == "{{ Name | slug }}"
    assert not [one for one in found.notes if "no id" in one or "is empty" in one]


def test_an_id_of_names_leaves_rows_without_one_to_fail_and_names_them(tmp_path: Path) -> None:
    people = "".join(f"{name} Example,North\n" for name in "ABCDEFGHI")
    found = proposed(tmp_path, f"Name,Constituency\n{people},North\n,North\n")
    assert found.columns["id"] == "{{ Name | slug }}"
    assert any(one.startswith("rows 11 and 12: `Name` is empty") for one in found.notes)
    found = proposed(tmp_path, "Name,Party\nAnn Example,A\nAnn Example,A\n,A\n,A\n")
    (note,) = (one for one in found.notes if one.startswith("no column and no combination"))
    assert "`Name` is empty in rows 4 and 5" in note
    assert "the same in rows 2 and 3" in note


HOUSES = "Name,Parliament,House\n"
PARLIAMENTS = ("US Congress", "House"), ("Canada", "H of C"), ("UK", "Lords")


def test_a_column_of_chambers_is_mapped_though_some_cells_are_empty_or_odd(tmp_path: Path) -> None:
    rows = [(f"{p} {n}", p, house) for p, house in PARLIAMENTS for n in "ABCDE"]
    rows += [("Odd A", "US Congress", ""), ("Odd B", "UK", "the other place")]
    text = HOUSES + "".join(f"{','.join(one)}\n" for one in rows)
    found = proposed(tmp_path, text)
    assert found.columns["chamber"] == "House"
    assert found.reasons["chamber"] == "2 rows name no chamber that is known"
    many = text + "".join(f"More {n},UK,\n" for n in "ABCDEF")
    assert "chamber" not in proposed(tmp_path, many).columns


def test_a_column_of_chambers_of_one_parliament_may_have_empty_cells(tmp_path: Path) -> None:
    rows = "".join(
        f"Ann {n},{house}\n" for n, house in zip("ABCDEFGHIJ", ["Senate", "House"] * 5, strict=True)
    )
    constants = {"parliament": "us"}
    found = proposed(tmp_path, f"Name,House\n{rows}Cy X,\nCy Y,Hse of X\n", constants=constants)
    assert found.columns["chamber"] == "House"
    rows = rows.replace("Senate", "S").replace("House", "H")
    found = proposed(tmp_path, f"Name,House\n{rows}Cy X,\nCy Y,Q\n", constants=constants)
    assert "'': ''" in found.columns["chamber"]
    assert "'Q': 'Q'" in found.columns["chamber"]


@pytest.mark.parametrize(
    ("heading", "cells", "ours"),
    [
        ("Lang.", ("fr", "EN"), "language"),
        ("Lge", ("fr", "EN"), "language"),
        ("Sprache", ("fr", "EN"), "language"),
        ("Langue", ("fr", "EN"), "language"),
        ("Const.", ("North", "South"), "constituency"),
    ],
)
def test_headings_are_known_by_their_short_forms(
    tmp_path: Path, heading: str, cells: tuple[str, str], ours: str
) -> None:
    text = f"id,Name,{heading}\nx,Ann Example,{cells[0]}\ny,Bo Sample,{cells[1]}\n"
    assert proposed(tmp_path, text, constants={"parliament": "ca"}).columns[ours] == heading


def test_a_few_cells_with_several_addresses_leave_the_column_as_it_is(tmp_path: Path) -> None:
    def email(several: int) -> str:
        cells = [f"a{n}@x.example" + "; b@x.example" * (n < several) for n in range(10)]
        rows = "".join(f"Ann {n},{cell}\n" for n, cell in zip("ABCDEFGHIJ", cells, strict=True))
        return proposed(tmp_path, f"Name,E-mail\n{rows}").columns["email"]

    assert email(2) == "E-mail"
    assert "split()[:1]" in email(3)


MIXED = (
    "Ann Example MP,Commons,North,UK\nBo Sample,Senate,East,Canada\n"
    "Cy Mock,House of Representatives,West,Australia\nDi Trial,EP,,Germany\nEd Probe,EP,,\n"
)


@pytest.mark.parametrize(
    "heading", ["Riding / constituency", "Constituency", "State/Riding", "Present riding", "Area"]
)
def test_countries_are_no_constituencies_beside_a_column_of_these(
    tmp_path: Path, heading: str
) -> None:
    found = proposed(tmp_path, f"Full name,House,{heading},Country\n{MIXED}")
    assert found.columns["constituency"] == heading
    assert found.columns["country"] == ""
    assert found.reasons["country"] == "`Country` holds something else"
    states = "Ann Example,EP,North,Italy\nBo Sample,EP,East,Malta\nCy Mock,EP,West,\n"
    found = proposed(tmp_path, f"Full name,House,{heading},Country\n{states}")
    assert found.columns["constituency"] == heading


@pytest.mark.parametrize("heading", ["Riding / constituency", "State/Riding", "Riding or area"])
def test_a_heading_of_two_known_ones_is_as_near_as_one(heading: str) -> None:
    assert (rank_of(heading, "constituency") or (9,))[0] == 0
    assert (rank_of(f"{heading} / Remark", "constituency") or (9,))[0] == 1


def test_countries_that_have_parliaments_are_never_constituencies(tmp_path: Path) -> None:
    rows = "Ann Example,UK\nBo Sample,Canada\nCy Mock,France\nDi Trial,Malta\n"
    assert "constituency" not in proposed(tmp_path, f"Full name,Country\n{rows}").columns
    rows = "Ann Example MEP,Italy\nBo Sample MEP,Malta\nCy Mock MEP,France\n"
    assert proposed(tmp_path, f"Full name,Country\n{rows}").columns["constituency"] == "Country"


def test_states_are_constituencies_though_ca_is_canada_elsewhere(tmp_path: Path) -> None:
    rows = "Ann Example,CA\nBo Sample,CA\nCy Mock,NY\n"
    assert proposed(tmp_path, f"Full name,State\n{rows}").columns["constituency"] == "State"


@pytest.mark.parametrize("heading", ["No.", "Nr.", "#", "Ref.", "ID", "Lfd. Nr."])
def test_numbers_of_persons_are_ids_rather_than_names(tmp_path: Path, heading: str) -> None:
    rows = "1,Ann Example,N\n2,Bo Sample,E\n4,Cy Mock,W\n"
    found = proposed(tmp_path, f"{heading},Name,Constituency\n{rows}")
    assert found.columns["id"] == heading
    assert not [one for one in found.notes if "made of the name" in one]


def test_an_id_made_of_the_name_is_told_to_change_with_it(tmp_path: Path) -> None:
    rows = "1,Ann Example,N\n2,Bo Sample,E\n3,Cy Mock,W\n"
    found = proposed(tmp_path, f"No.,Name,Constituency\n{rows}")
    assert found.columns["id"] == "{{ Name | slug }}"
    assert "changes when the name is corrected" in found.reasons["id"]
    (note,) = (one for one in found.notes if "add a column `ID`" in one)
    assert "or map `No.` if nobody ever renumbers it" in note
