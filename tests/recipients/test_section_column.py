"""The headings between rows become a column: of each row what heads it, where that is sure."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from lettermerge.app.project import open_project
from lettermerge.app.rosters.mapping_trial import TriedMapping, map_roster
from lettermerge.app.setup.new_project import make_new_project
from lettermerge.cli.application import run
from lettermerge.config.settings import RosterSettings, load_settings
from lettermerge.recipients.readers.source_dispatch import open_source
from lettermerge.recipients.section_column import SectionReader, with_sections
from lettermerge.recipients.section_headings import named_sections


@pytest.mark.parametrize(
    "text",
    ["United States – Senate", "Canada: House of Commons", "UK / Lords", "Senate of Canada",
     "Australian Senate", "House of Representatives (New Zealand)", "U.S. House"],
)  # fmt: skip
def test_a_country_and_its_chamber_are_one_heading(text: str) -> None:
    assert len(named_sections(text)) == 1


@pytest.mark.parametrize("text", ["Senate and House", "Canada, Australia", "Canada – Australia"])
def test_two_names_of_a_kind_are_no_one_heading(text: str) -> None:
    assert len(named_sections(text)) != 1


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("CANADA|a b", "|CANADA"),
        ("a b|CANADA|a b|UK:|a b", "||CANADA||UK"),
        ("CANADA|SENATE|a b|House of Commons|a b", "||CANADA – SENATE||CANADA – House of Commons"),
        ("SENATE|a b", "|SENATE"),
        ("U.S. – SENATE|a b|PEERS|a b", "|U.S. – SENATE||U.S. – PEERS"),
        ("Canadian Senate:|a b|COMMONS|a b", "|Canadian Senate||canada – COMMONS"),
        ("CANADA|a b|Total: 1|a b", "|CANADA||"),
        ("CANADA|a b|Canada and UK|a b", "|CANADA||"),
        ("CANADA|a b|Scottish Parliament|a b", "|CANADA||Scottish Parliament"),
        ("CANADA|a b|LABOUR|a b|SENATE|a b", "|CANADA||LABOUR||LABOUR – SENATE"),
    ],
)
def test_what_heads_each_row(rows: str, expected: str) -> None:
    reader = SectionReader()
    found = [reader.read([one, "x" if one == "a b" else "", ""]) for one in rows.split("|")]
    assert "|".join(found) == expected


TODAY = datetime.date(2023, 7, 20)
HEAD = "Name,E-mail,Phone\n"
LIST = HEAD + (
    "United States – Senate,,\nSen. Ann Example,a@x.org,1\nUnited States – House,,\n"
    "Rep. Bob Sample,b@x.org,2\nCANADA,,\nHouse of Commons,,\nJane Doe,j@x.org,3\n"
    "Senate of Canada,,\nPat Poe,p@x.org,4\nNew Zealand:,,\nKim Low,k@x.org,5\n"
)


def mapped(folder: Path, text: str) -> TriedMapping:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    make_new_project(folder / "made", TODAY, None, folder / "list.csv")
    project = open_project(folder / "made", load_settings(folder / "made"))
    return map_roster(project, RosterSettings("list.csv"))


def test_a_chamber_below_another_of_its_parliament_is_read_as_itself(tmp_path: Path) -> None:
    rows = "United States – Senate,,\nAnn Example,,1\nHouse of Representatives,,\nBob Sample,,2\n"
    said = {one.id: " ".join(one.envelope) for one in mapped(tmp_path, HEAD + rows).shown}
    assert "Senate" in said["ann-example"]
    assert "House of Representatives" in said["bob-sample"]


def test_rows_are_for_the_parliament_and_the_chamber_that_head_them(tmp_path: Path) -> None:
    tried = mapped(tmp_path, LIST)
    assert (tried.letters, tried.errors) == (5, ())
    assert tried.proposal.sections == "Parliament above"
    assert "parliament" in tried.proposal.guesses
    assert not [one for one in tried.proposal.notes if "chamber" in one]
    said = {one.id: one.envelope for one in tried.shown}
    assert "Senate" in " ".join(said["pat-poe"])
    assert "House of Commons" in " ".join(said["jane-doe"])
    assert "NEW ZEALAND" in " ".join(said["kim-low"])
    assert not [one for one in tried.report if one.code == "roster.section-row"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (LIST.replace("j@x.org", "j@europarl.europa.eu"), "row 8 is below `CANADA – House"),
        (LIST.replace("CANADA,,", "Canada and Australia,,"), ""),
        (LIST.replace("CANADA,,\n", "CANADA,,\nSCOTTISH PARLIAMENT,,\n"), ""),
        (HEAD + "Zoe First,z@x.org,0\n" + LIST.removeprefix(HEAD), ""),
    ],
)
def test_what_is_not_sure_is_not_taken(tmp_path: Path, text: str, note: str) -> None:
    """A letter to the wrong parliament is worse than a question."""
    tried = mapped(tmp_path, text)
    assert tried.proposal.sections == ""
    assert "parliament" in tried.proposal.missing
    assert any(one.startswith(note) for one in tried.proposal.notes)


def test_what_says_it_in_each_row_comes_before_what_heads_them(tmp_path: Path) -> None:
    rows = [line.split(",") for line in LIST.splitlines()]
    text = "\n".join(
        ",".join((*row, "Parliament" if n == 0 else "Australia" if row[1] else ""))
        for n, row in enumerate(rows)
    )
    tried = mapped(tmp_path, text + "\n")
    assert (tried.proposal.sections, tried.proposal.columns["parliament"]) == ("", "Parliament")


@pytest.mark.slow
def test_failed_rows_keep_what_headed_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped(tmp_path, LIST + ",u@x.org,8\n")
    made = tmp_path / "made"
    assert run(["render", "-C", str(made), "--no-sign", "-f", "docx", "-q"]) == 5
    errors = (made / "output/errors.csv").read_text(encoding="utf-8-sig")
    assert errors.splitlines()[0].startswith("Name,E-mail,Phone,Parliament above,")
    assert "New Zealand" in errors.splitlines()[-1]
    (made / "fixed.csv").write_text(errors.replace(",u@x.org", "Una Fixed,u@x.org"), "utf-8")
    table = open_source(made, RosterSettings("fixed.csv"))
    assert with_sections(table, "Parliament above") is table
    table.close()
    arguments = ["render", "-C", str(made), "--no-sign", "-f", "docx", "-q"]
    assert run([*arguments, "--roster", str(made / "fixed.csv"), "-o", str(tmp_path / "o")]) == 0
    assert "una-fixed" in " ".join(one.name for one in (tmp_path / "o").rglob("*.docx"))
    capsys.readouterr()


def test_headings_that_no_mapping_reads_are_no_column_of_the_list(tmp_path: Path) -> None:
    text = "Member,Country,Constituency\nUNITED KINGDOM,,\nAnn Testwright MP,UK,Northgate\n"
    tried = mapped(tmp_path, text)
    assert (tried.letters, tried.proposal.sections) == (1, "")
    assert tried.unused(()) == ()
