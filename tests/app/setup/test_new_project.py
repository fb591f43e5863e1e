"""A new project of a roster; its people are invented."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from tests.recipients.readers.several_sheets import write_book

from lettermerge.app.letter_file_names import LetterNames
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.setup.new_project import make_new_project
from lettermerge.config.settings import load_settings
from lettermerge.errors import UsageError

TODAY = datetime.date(2026, 1, 2)
DEFAULT = "{{ parliament.id }}/{{ recipient.id }}-{{ recipient.name | slug }}"


@pytest.mark.parametrize(
    ("text", "by_id"),
    [
        ("Name,Party\nMr Ivo Xample MP,A\nMs Ina Quux MP,B\n", True),
        ("First name,Last name,Party\nIvo,Xample,A\nIna,Quux,B\n", True),
        ("id,Name,Party\nix,Mr Ivo Xample MP,A\niq,Ms Ina Quux MP,B\n", False),
    ],
)
def test_files_are_named_once_where_the_id_is_made_of_the_name(
    tmp_path: Path, text: str, by_id: bool
) -> None:
    roster = tmp_path / "list.csv"
    roster.write_text(text, encoding="utf-8")
    project = tmp_path / "new"
    make_new_project(project, TODAY, roster=roster)
    assert (load_settings(project).output.name != DEFAULT) is by_id


def test_files_are_named_once_by_an_id_that_is_mapped_later(tmp_path: Path) -> None:
    rows = "Ms Ann Example MP,UK\nMs Ann Example MP,Canada\nMs Ann Example MP,\n"
    (tmp_path / "list.csv").write_text(f"Full name,Parliament\n{rows}", encoding="utf-8")
    made = make_new_project(tmp_path / "new", TODAY, roster=tmp_path / "list.csv")
    settings = load_settings(tmp_path / "new")
    assert made.first_step
    assert "id" not in settings.recipients[0].columns
    roster = settings.recipients[0]
    columns = {
        **roster.columns,
        "id": "{{ (row['Full name'] ~ ' ' ~ Parliament) | slug }}",
        "parliament": "Parliament",
        "chamber": "{{ 'commons' }}",
    }
    project = open_project(
        tmp_path / "new", replace(settings, recipients=(replace(roster, columns=columns),))
    )
    names = [LetterNames(project).name(one, None) for one in address_rosters(project).letters]
    assert names == ["uk/ms-ann-example-mp-uk", "ca/ms-ann-example-mp-canada"]


LIST = """Campaign list,,,
No.,Name,Parliament,House,Lang.,Notes
CANADA,,,,,
1,Jo Mockette,Canada,Senate,F,
2,Speaker,Canada,Senate,FR,office only
3,Ann Testwright,Canada,H of C,EN,
4,Dev Samplewala,Canada,Commons,E,
5,Cy Probe,Canada,Commons,,
6,Di Trial,Canada,,,
NZ and Australia,,,,,
7,Lee Proof,Australia,House of Reps,,
Total: 7,,,,,
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A project of a messy list, and what was said of the list."""
    folder = tmp_path_factory.mktemp("messy")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    new = make_new_project(folder / "new", TODAY, roster=folder / "list.csv")
    assert new.report is not None
    return folder / "new", new.report.roster.splitlines()


def test_a_messy_list_is_mapped_but_for_the_rows_that_are_named(
    made: tuple[Path, list[str]],
) -> None:
    first, *said = made[1]
    assert first == (
        "list.csv: 6 letters of 7 rows; 3 more head others or count them, and are nobody's"
    )
    assert [one.split(":")[0].strip() for one in said] == [
        "the id is made of the name",
        "row 3 [CANADA]", "row 10 [NZ and Australia]", "row 12 [Total", "row 9",
        "columns that are not used",
    ]  # fmt: skip
    columns = load_settings(made[0]).recipients[0].columns
    assert columns["chamber"] == "House"
    assert columns["language"] == "Lang."


def test_names_of_files_keep_the_name_when_another_id_is_mapped(
    made: tuple[Path, list[str]],
) -> None:
    settings = load_settings(made[0])

    def names(id_: str) -> list[str]:
        roster = settings.recipients[0]
        columns = {**roster.columns, "id": id_}
        other = replace(settings, recipients=(replace(roster, columns=columns),))
        project = open_project(made[0], other)
        letters = address_rosters(project).letters
        return [LetterNames(project).name(one, None) for one in letters][:2]

    assert names("{{ Name | slug }}") == ["ca/jo-mockette", "ca/speaker-speaker-of-the-senate"]
    assert names("No.") == ["ca/1-jo-mockette", "ca/2-speaker-of-the-senate"]


def test_a_project_that_is_there_is_told_where_a_list_goes(tmp_path: Path) -> None:
    roster = tmp_path / "my list.csv"
    roster.write_text("Name,Parliament\nMr Ivo Xample MP,UK\n", encoding="utf-8")
    project = tmp_path / "new"
    make_new_project(project, TODAY, roster=roster)
    before = (project / "lettermerge.toml").read_bytes()
    with pytest.raises(UsageError) as told:
        make_new_project(project, TODAY, roster=roster)
    assert f"lettermerge roster map --roster '{project / 'my list.csv'}'" in told.value.hint
    with pytest.raises(UsageError) as told:
        make_new_project(project, TODAY, letter=roster)
    assert "lettermerge import FILE" in told.value.hint
    assert (project / "lettermerge.toml").read_bytes() == before


def test_a_condition_on_a_column_that_protocol_reads_has_it_as_typed(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "id,parliament,chamber,full_name\na,uk,Commons,Ms Ann Example\n", encoding="utf-8"
    )
    text = 'Dear Members,\n\n{% if chamber == "Commons" %}As a member{% endif %}, you vote.\n'
    (tmp_path / "letter.txt").write_text(text, encoding="utf-8")
    project = tmp_path / "new"
    make_new_project(project, TODAY, tmp_path / "letter.txt", tmp_path / "list.csv")
    assert len(address_rosters(open_project(project, load_settings(project))).letters) == 1
    assert load_settings(project).recipients[0].columns["chamber as typed"] == "chamber"
    assert 'extra["chamber as typed"]' in (project / "letters/letter.md").read_text("utf-8")


NOTES = (("Notes", "By"), ("Ask Ann before you send", "Bo"), ("Done in May", "Cal"))
TARGETS = (
    ("ID", "Name", "Parliament", "House"),
    ("a1", "Ms Ann Example MP", "UK", "Commons"),
    ("a2", "Mr Bo Sample MP", "UK", "Commons"),
)


@pytest.mark.parametrize("names", [("Notes", "Targets"), ("Targets", "Notes")])
def test_the_sheet_that_holds_recipients_is_read(tmp_path: Path, names: tuple[str, str]) -> None:
    sheets = {"Notes": NOTES, "Targets": TARGETS}
    book = write_book(tmp_path / "list.xlsx", {one: sheets[one] for one in names})
    made = make_new_project(tmp_path / "new", TODAY, roster=book)
    assert made.report is not None
    assert "2 letters of 2 rows" in made.report.roster
    assert "`Notes` is not" in made.report.roster
    (roster,) = load_settings(tmp_path / "new").recipients
    assert roster.sheet == ("Targets" if names[0] == "Notes" else "")


def test_the_first_sheet_stays_where_none_maps_better(tmp_path: Path) -> None:
    book = write_book(tmp_path / "list.xlsx", {"One": NOTES, "Two": NOTES})
    made = make_new_project(tmp_path / "new", TODAY, roster=book)
    assert made.first_step
    assert load_settings(tmp_path / "new").recipients[0].sheet == ""


def test_what_cells_say_against_letters_does_not_unmap_their_column(tmp_path: Path) -> None:
    rows = "".join(f"a{n},Ms Ann{n} Example MP,UK,Commons,Resigned\n" for n in range(4))
    text = f"ID,Name,Parliament,House,Position\n{rows}b,Mr Bo Sample MP,UK,Commons,Chair\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    made = make_new_project(tmp_path / "new", TODAY, roster=tmp_path / "list.csv")
    assert load_settings(tmp_path / "new").recipients[0].columns["office"] == "Position"
    assert made.report is not None
    assert "1 letter of 5 rows" in made.report.roster
