"""A list for several parliaments is mapped row by row, and never by its headings alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recipients.mapping.test_mapping_proposal import proposed

from lettermerge.protocol.chamber_and_role import find_chamber
from lettermerge.protocol.profile_loading import load_profiles
from lettermerge.recipients import read_recipients
from lettermerge.templating import Sandbox

HEAD = "Member,Country / Parliament,Constituency / Riding,Mail\n"
ROWS = (
    "Ann Example MP,Wales,North,a@example.org\n"
    "Baroness Sample,UK,,b@example.org\n"
    "Bo Specimen,Canada (QC),East,c@example.org\n"
    "Cy Muster,Germany (MEP),,d@example.org\n"
    'Di Mock,"Poland, EP",,e@example.org\n'
    "Ed Trial MEP,Sweden,,f@example.org\n"
)


def read_as_proposed(folder: Path, text: str) -> dict[str, tuple[str, str]]:
    """Return parliament and chamber of each recipient, by name."""
    found = read_recipients([proposed(folder, text).settings()], folder, Sandbox())
    return {one.full_name: (one.parliament, one.chamber) for one in found.recipients}


def test_cells_that_name_a_parliament_in_a_part_are_mapped(tmp_path: Path) -> None:
    found = proposed(tmp_path, HEAD + ROWS)
    assert "parliament" not in found.constants
    assert "chamber" in found.guesses
    assert read_as_proposed(tmp_path, HEAD + ROWS) == {
        "Ann Example MP": ("uk", ""),  # the title says the chamber when the row is addressed
        "Baroness Sample": ("UK", ""),
        "Bo Specimen": ("ca", "commons"),
        "Cy Muster": ("eu", ""),
        "Di Mock": ("eu", ""),
        "Ed Trial MEP": ("eu", ""),
    }


def test_a_member_state_or_england_alone_is_no_parliament(tmp_path: Path) -> None:
    rows = ROWS + "Fy Nobody,France,,g@example.org\nGo Nobody,Scotland,,h@example.org\n"
    rows += "Ha Nobody MEP,France,,i@example.org\n"
    found = proposed(tmp_path, HEAD + rows)
    assert "'France'" not in found.columns["parliament"]
    assert "'Scotland'" not in found.columns["parliament"]
    (note,) = (one for one in found.notes if "not known" in one)
    assert "`France`, `Scotland`" in note


def test_a_state_of_two_letters_is_no_parliament(tmp_path: Path) -> None:
    rows = 'Ann Example,"Sacramento, CA",,\nBo Sample,"Canberra, AU",,\n'
    assert "parliament" not in proposed(tmp_path, HEAD + rows).columns


@pytest.mark.parametrize(
    "row",
    [
        "Baroness Example,East,x@example.org,",
        "Bo Sample MEP,East,x@example.org,",
        "Bo Sample,East,x@europarl.europa.eu,",
        "Bo Sample,East,x@parliament.uk,",
        "Bo Sample,East,x@example.org,UK",
    ],
)
def test_headings_alone_propose_nothing_that_a_row_speaks_against(tmp_path: Path, row: str) -> None:
    head = "Member,Riding,Mail,Country\n"
    others = "".join(f"Ann Example {n},North,a{n}@example.org,\n" for n in "ABCDEF")
    assert proposed(tmp_path, head + others).constants["parliament"] == "ca"
    found = proposed(tmp_path, f"{head}{others}{row}\n")
    assert "parliament" not in found.constants
    assert "parliament" in found.missing
    (note,) = (one for one in found.notes if "several parliaments: ca" in one)
    assert 'add a column "Parliament"' in note


def test_rows_that_say_otherwise_are_counted_beside_addresses(tmp_path: Path) -> None:
    rows = "".join(f"Ann Example {n},a{n}@parl.gc.ca\n" for n in range(39))
    found = proposed(tmp_path, f"Name,Mail\n{rows}Bo Sample MEP,b@example.org\n")
    assert found.constants["parliament"] == "ca"
    assert "1 of 40 rows say otherwise" in found.reasons["parliament"]


def test_a_column_of_parliaments_with_gaps_makes_no_constant(tmp_path: Path) -> None:
    rows = "Ann Example,North,UK\nBo Sample,East,Canada\nCy Mock,West,\nDi Trial,South,\n"
    found = proposed(tmp_path, f"Member,Riding,Parliament\n{rows}")
    assert found.columns["parliament"] == "Parliament"
    assert "parliament" not in found.constants


def test_headings_between_rows_do_not_count(tmp_path: Path) -> None:
    text = f"{HEAD}UK,,,\n{ROWS}CANADA,,,\nCANADA,,,\n"
    assert proposed(tmp_path, text).columns == proposed(tmp_path, HEAD + ROWS).columns


def test_no_chamber_by_headings_that_a_title_speaks_against(tmp_path: Path) -> None:
    rows = "".join(f"Ann Example {n},x,a{n}@parliament.uk\n" for n in "ABC")
    head = "Name,Constituency,Mail\n"
    assert proposed(tmp_path, head + rows, "mps.csv").constants["chamber"] == "commons"
    found = proposed(tmp_path, f"{head}{rows}Lord Sample,,b@parliament.uk\n", "mps.csv")
    assert "chamber" not in found.constants


def test_parliaments_without_districts_are_asked_for_their_chamber(tmp_path: Path) -> None:
    found = proposed(tmp_path, "Member,Parliament\nAnn Example,UK\nBo Sample,Canada\n")
    assert any("which chamber some rows are for: ca (1), uk (1)" in one for one in found.notes)
    titled = "Member,Parliament\nAnn Example MP,UK\nSenator Bo Sample,Canada\n"
    assert not any("chamber" in one for one in proposed(tmp_path, titled).notes)


@pytest.mark.parametrize(
    ("cell", "parliament", "chamber"),
    [
        ("House of Reps Australia", "au", "house"),
        ("Australia (Senate)", "au", "senate"),
        ("Upper House, New Zealand", "nz", ""),
        ("NZ House of Representatives", "nz", "house"),
        ("European Parl.", "eu", ""),
        ("Commons - Canada", "ca", "commons"),
        ("American Congress, the Senate", "us", "senate"),
        ("Members of the British Parliament", "uk", ""),
    ],
)
def test_a_country_beside_words_of_parliaments_names_them(
    tmp_path: Path, cell: str, parliament: str, chamber: str
) -> None:
    text = f'Name,Parliament\nAnn Example,"{cell}"\nBo Sample,UK Parliament\n'
    recipients = read_recipients([proposed(tmp_path, text).settings()], tmp_path, Sandbox())
    first = recipients.recipients[0]
    profile = load_profiles().find(first.parliament)
    assert profile
    assert profile.id == parliament
    if len(profile.chambers) > 1:
        assert find_chamber(first.parliament, profile) == chamber


def test_a_parliament_within_a_country_is_not_the_countrys(tmp_path: Path) -> None:
    for cell in ("Parliament of Western Australia", "Texas Senate USA", "Scottish Parliament, UK"):
        rows = f'Ann Example,UK\nBo Sample,Canada\nCy Mock,"{cell}"\n'
        found = proposed(tmp_path, f"Name,Parliament\n{rows}")
        assert any(f"not known: `{cell}`" in one for one in found.notes), cell


LIST = """No.,Full name,House,Riding / constituency,Country
EUROPEAN PARLIAMENT,,,,
1,Ms Ann Example,EP,,Germany
2,Mr Bo Sample,EP,,France
Total EP,2,,,
CANADA,,,,
3,Cy Mock,House of Commons,East,Canada
Total Canada,1,,,
UNITED KINGDOM,,,,
4,Di Trial,Lords,,UK
TOTAL,4,,,
"""


def test_member_states_are_of_a_parliament_that_a_column_of_chambers_names(tmp_path: Path) -> None:
    found = read_as_proposed(tmp_path, LIST)
    assert {name: one[0] for name, one in found.items()} == {
        "Ms Ann Example": "eu", "Mr Bo Sample": "eu", "Cy Mock": "Canada", "Di Trial": "UK",
    }  # fmt: skip


def test_headings_between_rows_are_named_where_a_column_of_parliaments_lacks(
    tmp_path: Path,
) -> None:
    rows = "CANADA,,\nAnn Example,North,a@example.org\nUK,,\nBo Sample MEP,East,b@example.org\n"
    (note,) = (
        one
        for one in proposed(tmp_path, f"Member,Riding,Mail\n{rows}").notes
        if "several parliaments: " in one
    )
    assert "what heads the rows (CANADA, UK) is to be written into that column" in note
