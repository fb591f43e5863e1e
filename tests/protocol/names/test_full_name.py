"""Names as sources give them; every person here is invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.protocol.people import addressed, built_in, told

from lettermerge.protocol.names.full_name import Name, read_name
from lettermerge.protocol.names.name_vocabulary import Vocabulary

CAPITALS = [
    ("Ulrich VON DER SCHULENBURG", "Ulrich", "von der Schulenburg"),
    ("Zoe MCALLISTER", "Zoe", "McAllister"),
    ("Ina TER LAAK", "Ina", "ter Laak"),
    ("Irma BOẞDORF", "Irma", "Boßdorf"),
    ("Irma BOßDORF", "Irma", "Boßdorf"),
    ("Gino PEDULLA'", "Gino", "Pedulla'"),
    ("Anna Maria O'SHEA", "Anna Maria", "O'Shea"),
    ("Aoife NÍ MHURCHÚ", "Aoife", "Ní Mhurchú"),
    ("Liam Ó RÍORDÁIN", "Liam", "Ó Ríordáin"),
    ("Úna NIC AN TSAMPLA", "Úna", "Nic an Tsampla"),
    ("Berta ROCA I GINER", "Berta", "Roca i Giner"),
    ("Luz PASCUAL DE LA TORRE", "Luz", "Pascual de la Torre"),
    ("Rosa DEL CAMPO VERA", "Rosa", "del Campo Vera"),
    ("Eva GARCÍA HERRERA-VAN DER BERG", "Eva", "García Herrera-van der Berg"),
    ("Rui MOREIRA DE SÁ", "Rui", "Moreira de Sá"),
    ("Karin STRACK-LINDNER", "Karin", "Strack-Lindner"),
    ("Sophie IN 'T VELD", "Sophie", "in 't Veld"),
    ("Sophie in 't VELD", "Sophie", "in 't Veld"),
    ("SCHULENBURG Ulrich", "Ulrich", "Schulenburg"),
    ("Νίκος ΠΑΠΠΑΣ", "Νίκος", "Παππας"),
    ("Nuala McEXAMPLE", "Nuala", "McExample"),
    ("Chris MacSAMPLE", "Chris", "MacSample"),
    ("Rosa d'ESEMPIO", "Rosa", "d'Esempio"),
]

BY_SOURCE = [
    ("Doe, Jane", "Jane", "Doe"),
    ("VAN DER BERG, Jan", "Jan", "van der Berg"),
    ("Doe Smith, Hon Dr Jane Mary", "Jane Mary", "Doe Smith"),
    ("Doe, James (Jim)", "James (Jim)", "Doe"),
    ("Doe, J.D.", "J.D.", "Doe"),
]

BY_RULE = [
    ("Jane Doe", "Jane", "Doe"),
    ("Jane Mary Doe-Roe", "Jane Mary", "Doe-Roe"),
    ("Jan van der Berg", "Jan", "van der Berg"),
    ("Juan de la Cruz", "Juan", "de la Cruz"),
    ("María José Pérez y Gómez", "María José", "Pérez y Gómez"),
    ("Ahmad bin Rahman", "Ahmad", "bin Rahman"),
    ("Henry C. “Hank” Doe", "Henry C. “Hank”", "Doe"),
    ("James (Jim) Doe", "James (Jim)", "Doe"),
    ("Hāmi Ngārimu", "Hāmi", "Ngārimu"),
    ("Van Doe", "Van", "Doe"),
    ("JANE DOE", "Jane", "Doe"),
    ("J. R. DOE", "J. R.", "Doe"),
    ("JD Doe", "JD", "Doe"),
    ("AJ Doe", "AJ", "Doe"),
    ("JD DOE", "JD", "Doe"),
    ("AL DOE", "Al", "Doe"),
]


def _read(
    name: str, parliament: str = "eu", chamber: str = "parliament", country: str = ""
) -> Name:
    return read_name(name, Vocabulary(built_in()[parliament], chamber), country)


@pytest.mark.parametrize(("name", "given_name", "family"), CAPITALS)
def test_surnames_in_capitals(name: str, given_name: str, family: str) -> None:
    found = _read(name)
    assert (found.given, found.family, found.by_rule) == (given_name, family, False)


@pytest.mark.parametrize(("name", "given_name", "family"), BY_SOURCE)
def test_surname_before_a_comma(name: str, given_name: str, family: str) -> None:
    found = _read(name)
    assert (found.given, found.family, found.by_rule) == (given_name, family, False)
    assert found.full == f"{given_name} {family}"


@pytest.mark.parametrize(("name", "given_name", "family"), BY_RULE)
def test_split_by_rule_and_said_so(name: str, given_name: str, family: str) -> None:
    found = _read(name)
    assert (found.given, found.family, found.by_rule) == (given_name, family, True)


def test_particles_are_written_as_the_country_writes_them() -> None:
    assert _read("Sara DE MEO", country="IT").family == "De Meo"
    assert _read("Jan VAN DIJK", country="BE").family == "Van Dijk"
    assert _read("Jan VAN DIJK").family == "van Dijk"
    assert addressed(parliament="eu", full_name="Sara DE MEO", constituency="Italy").name == (
        "Sara De Meo"
    )


@pytest.mark.parametrize(
    ("name", "suffix", "family"),
    [
        ("John Doe, Jr.", "Jr.", "Doe"),
        ("John Doe III", "III", "Doe"),
        ("John Doe Sr", "Sr", "Doe"),
        ("Doe, John, Jr.", "Jr.", "Doe"),
        ("Doe Jr., John", "Jr.", "Doe"),
    ],
)
def test_suffixes_stand_on_the_envelope_alone(name: str, suffix: str, family: str) -> None:
    found = addressed(parliament="us", chamber="house", full_name=name)
    assert found.suffix == suffix
    assert found.envelope_name.removesuffix(".").endswith(suffix.removesuffix("."))
    assert found.salutation == f"Dear Representative {family}:"


def test_comma_before_junior_but_not_before_a_number() -> None:
    us = {"parliament": "us", "chamber": "senate", "given_name": "John", "family_name": "Doe"}
    assert addressed(**us, suffix="Jr.").envelope_name == "The Honorable John Doe, Jr."
    assert addressed(**us, suffix="II").envelope_name == "The Honorable John Doe II"


def test_titles_and_post_nominals_inside_a_name_are_never_doubled() -> None:
    cells = {"parliament": "uk", "chamber": "commons", "honorific": "The Rt Hon", "title": "Sir"}
    found = addressed(**cells, full_name="Rt Hon Sir John Doe KBE MP", post_nominals="MP")
    assert found.envelope_name == "The Rt Hon Sir John Doe KBE MP"
    assert found.salutation == "Dear Sir John,"
    assert found.name == "John Doe"


def test_columns_of_given_and_family_name_win_over_the_rule() -> None:
    cells = {"parliament": "us", "chamber": "house", "full_name": "Jane Smith Doe"}
    assert addressed(**cells).salutation == "Dear Representative Doe:"
    assert addressed(**cells, family_name="Smith Doe").salutation == (
        "Dear Representative Smith Doe:"
    )
    assert "protocol.name-split" in told(**cells)
    assert "protocol.name-split" not in told(**cells, family_name="Smith Doe")


def test_a_short_name_is_not_taken_for_letters_after_it() -> None:
    assert _read("Wei PC").family == "Pc"
    assert _read("Jane MP").post_nominals == ()
    assert _read("Mr Doe MP").post_nominals == ("MP",)


_LETTERS = st.characters(min_codepoint=0x21, exclude_categories=("C", "Z", "M"))
_WORDS = st.text(_LETTERS, min_size=1, max_size=12)


@pytest.mark.slow
@given(st.lists(_WORDS, min_size=1, max_size=4), st.sampled_from(["eu", "us", "uk"]))
def test_nothing_of_a_full_name_is_lost(parts: list[str], parliament: str) -> None:
    chamber = next(iter(built_in()[parliament].chambers))
    name = " ".join(parts)
    assume(not any("," in one for one in parts))
    found = _read(name, parliament, chamber)
    kept = [found.full, found.suffix, *found.post_nominals, found.aside]
    titles = [word.id for word in found.titles]
    if not titles:
        assert sorted("".join(kept).replace(" ", "").casefold()) == sorted(
            name.replace(" ", "").casefold()
        )
    assert found.full


@given(_WORDS, _WORDS, st.sampled_from(["eu", "us", "ca", "au", "uk", "nz"]))
def test_any_name_comes_out_whole(given_name: str, family: str, parliament: str) -> None:
    chamber = next(iter(built_in()[parliament].chambers))
    assume(not re.search(r"[&/;+]|(?i:^and$)", given_name + family))  # several names
    found = addressed(
        parliament=parliament,
        chamber=chamber,
        given_name=given_name,
        family_name=family,
        gender="f",
    )
    assert given_name.casefold() in found.envelope_name.casefold()
    assert family.casefold() in found.envelope_name.casefold()
    assert family.casefold() in found.salutation.casefold()
    assert found.envelope_name.removesuffix(", Senator") == found.address_block[0].removesuffix(
        ", Senator"
    )


def test_a_suffix_in_the_column_of_the_family_name() -> None:
    cells = {"parliament": "us", "chamber": "house", "given_name": "John"}
    found = addressed(**cells, family_name="Van Doe, Jr.")
    assert found.envelope_name == "The Honorable John Van Doe, Jr."
    assert found.salutation == "Dear Representative Van Doe:"
    assert addressed(**cells, family_name="Doe III").salutation == "Dear Representative Doe:"


def test_junior_has_its_point_where_the_parliament_points() -> None:
    cells = {"given_name": "John", "family_name": "Doe", "suffix": "Jr"}
    found = addressed(parliament="us", chamber="house", **cells)
    assert found.envelope_name == "The Honorable John Doe, Jr."
    assert addressed(parliament="nz", **cells).envelope_name == "John Doe Jr MP"


def test_the_older_titles_of_peers_as_the_register_has_them() -> None:
    lords = {"parliament": "uk", "chamber": "lords"}
    for name, envelope, salutation in (
        (
            "Admiral the Rt Hon. the Lord Doe of Place GCB DL",
            "Admiral the Rt Hon the Lord Doe of Place GCB DL",
            "Dear Lord Doe,",
        ),
        ("The Revd the Baroness Doe OBE", "The Revd the Baroness Doe OBE", "Dear Lady Doe,"),
        ("Professor the Lord Doe", "Professor the Lord Doe", "Dear Lord Doe,"),
        ("The Lady Doe", "The Lady Doe", "Dear Lady Doe,"),
        ("Doe of Place, B.", "The Baroness Doe of Place", "Dear Lady Doe,"),
        ("The Most Hon. the Marquess of Place PC", "The Most Hon the Marquess of Place PC",
         "Dear Lord Place,"),
        ("His Grace the Duke of Place OBE DL", "His Grace the Duke of Place OBE DL", "Dear Duke,"),
        ("The Lord Doe KG XYZ", "The Lord Doe KG XYZ", "Dear Lord Doe,"),
        ("Place, E.", "The Earl of Place", "Dear Lord Place,"),
        ("Howe, E.", "The Earl Howe", "Dear Lord Howe,"),
        ("Place, Bp.", "The Rt Revd the Lord Bishop of Place", "Dear Bishop,"),
        ("LORD DOE OF PLACE", "The Lord Doe of Place", "Dear Lord Doe,"),
    ):  # fmt: skip
        found = addressed(**lords, full_name=name)
        assert (found.envelope_name, found.salutation) == (envelope, salutation)


def test_letters_are_pointed_in_canada() -> None:
    found = addressed(
        parliament="ca", chamber="commons", full_name="Rt Hon John Doe PC CC MP", gender="m"
    )
    assert found.envelope_name == "The Right Honourable John Doe, P.C., C.C., M.P."


def test_a_member_s_letters_before_the_name_are_not_part_of_it() -> None:
    assert addressed(parliament="eu", full_name="MEP Jane Doe").envelope_name == "Jane Doe MEP"


def test_a_peer_s_given_name_is_no_part_of_the_title() -> None:
    cells = {"parliament": "uk", "chamber": "lords", "full_name": "Baroness Jane Doe"}
    found = addressed(**cells, given_name="Jane", family_name="Doe")
    assert (found.envelope_name, found.salutation) == ("The Baroness Doe", "Dear Lady Doe,")


@pytest.mark.parametrize(
    ("name", "envelope"),
    [
        ("The Hon. Jane Doe, C.M., O.Ont.", "The Honourable Jane Doe, C.M., O.Ont., Senator"),
        ("Hon. Jane Doe, O.C., S.X.M.", "The Honourable Jane Doe, O.C., S.X.M., Senator"),
    ],
)
def test_letters_that_no_list_has_stand_beside_those_that_are_known(
    name: str, envelope: str
) -> None:
    found = addressed(parliament="ca", chamber="senate", full_name=name)
    assert (found.envelope_name, found.salutation) == (envelope, "Dear Senator Doe:")


def test_letters_after_a_name_that_is_all_in_capitals() -> None:
    cells = {"parliament": "au", "chamber": "house", "gender": "f"}
    assert addressed(**cells, full_name="JANE DOE OAM MP").envelope_name == "Ms Jane Doe OAM MP"


def test_initials_in_the_column_of_the_given_name() -> None:
    cells = {"parliament": "us", "chamber": "senate"}
    for given_name, family, name in (
        ("JD", "Doe", "JD Doe"), ("JD", "DOE", "JD Doe"), ("AL", "DOE", "Al Doe"),
    ):  # fmt: skip
        assert addressed(**cells, given_name=given_name, family_name=family).name == name


def test_a_title_behind_the_name_is_a_title() -> None:
    found = addressed(parliament="eu", full_name="Jane DOE dr.")
    assert (found.envelope_name, found.salutation) == ("Dr Jane Doe MEP", "Dear Dr Doe,")


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ("Prof. Dr. Dr. h.c.", "Professor"),
        ("Prof. Dr. h. c. mult.", "Professor"),
        ("Dr. iur. utr.", "Dr"),
        ("DDr. rer. soc. oec.", "Dr"),
        ("Dr. med. vet.", "Dr"),
        ("Dipl.-Ing. Dr. techn.", "Dr"),
        ("Dr. e.h.", "Dr"),
    ],
)
def test_the_field_of_a_degree_is_no_given_name(before: str, title: str) -> None:
    for name in ("Jana Doe", "v. Doe", "Jana van der Doe"):
        found = addressed(parliament="eu", full_name=f"{before} {name}")
        assert found.envelope_name == f"{title} {name} MEP"
    found = addressed(parliament="eu", title=before, full_name="Jana Doe")
    assert found.envelope_name == f"{title} Jana Doe MEP"


@pytest.mark.parametrize("name", ["Baroness Jane Doe", "Lord John Doe of Place"])
def test_what_may_be_a_given_name_in_a_peer_s_title_is_questioned(name: str) -> None:
    cells = {"parliament": "uk", "chamber": "lords", "full_name": name}
    assert "protocol.peer-name" in told(**cells)
    assert told(**cells, given_name=name.split()[1], family_name="Doe") == []


@pytest.mark.parametrize(
    "name",
    ["Lord De Doe", "Baroness Doe of Great Place", "Lord St Doe", "The Lord Doe and Roe",
     "The Lord Bishop of Doe and Roe", "The Earl of Place", "Lord Doe-Roe", "Doe of Place, L."],
)  # fmt: skip
def test_what_peers_titles_hold_is_not_questioned(name: str) -> None:
    assert told(parliament="uk", chamber="lords", full_name=name) == []


def test_a_rank_with_its_of_in_the_column_of_titles() -> None:
    lords = {"parliament": "uk", "chamber": "lords", "family_name": "Place"}
    earl = addressed(**lords, title="The Earl of")
    assert (earl.envelope_name, earl.salutation) == ("The Earl of Place", "Dear Lord Place,")
    bishop = addressed(**lords, title="Lord Bishop of")
    assert bishop.envelope_name == "The Rt Revd the Lord Bishop of Place"


@pytest.mark.parametrize(
    ("name", "gender", "envelope"),
    [
        ("Rt. Hon. John Doe", "m", "Le très honorable John Doe, C.P., député"),
        ("La très hon. Jane Doe", "f", "La très honorable Jane Doe, C.P., députée"),
        ("L'hon. Jane Doe", "f", "L’honorable Jane Doe, C.P., députée"),
        ("Jane Doe, P.C.", "f", "L’honorable Jane Doe, C.P., députée"),
        ("Jane Doe", "f", "Madame Jane Doe, députée"),
    ],
)
def test_honorifics_in_french(name: str, gender: str, envelope: str) -> None:
    cells = {"parliament": "ca", "chamber": "commons", "language": "fr", "gender": gender}
    assert addressed(**cells, full_name=name).envelope_name == envelope


@pytest.mark.parametrize(
    ("suffix", "envelope"),
    [
        ("MP", "Ms Jane Doe MP"),
        ("OAM MP", "Ms Jane Doe OAM MP"),
        ("III, OAM", "Ms Jane Doe III OAM MP"),
    ],
)
def test_letters_in_the_column_of_suffixes_are_not_doubled(suffix: str, envelope: str) -> None:
    cells = {"parliament": "au", "chamber": "house", "gender": "f", "suffix": suffix}
    assert addressed(**cells, full_name="Jane Doe").envelope_name == envelope
    assert addressed(**cells, given_name="Jane", family_name="Doe").envelope_name == envelope


@pytest.mark.parametrize("word", ["MP", "Jr.", "Dr", "DOE", "de", "(x)", "of"])
def test_a_name_of_very_many_words_comes_out(word: str) -> None:
    name = " ".join(["Jane", *[word] * 20_000])
    found = addressed(parliament="us", chamber="house", full_name=name)
    assert found.envelope_name.casefold().count(word.casefold().strip(".")) >= 19_900
