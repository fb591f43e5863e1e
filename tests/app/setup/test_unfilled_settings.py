"""The end of `init` names what is left to fill in, with its file and line."""

from __future__ import annotations

import datetime
from pathlib import Path

from lettermerge.app.setup.new_project import NewProject, make_new_project
from lettermerge.config.settings import load_settings

TODAY = datetime.date(2023, 7, 20)
LETTER = """# Example Alliance

1 Example Street
1000 Exampletown

{date}

Dear Members,

Re: A case in Examplia

We write about [Case Number] and no more.

Yours sincerely,

{signed}
"""


def gaps(folder: Path, date: str = "", signed: str = "") -> dict[str, str]:
    letter = folder / "letter.txt"
    letter.write_text(LETTER.format(date=date, signed=signed), encoding="utf-8")
    made = make_new_project(folder / "made", TODAY, letter)
    found = {}
    for one in made.gaps:
        line = (folder / "made" / one.file).read_text(encoding="utf-8").splitlines()[one.line - 1]
        found[one.what.partition(":")[0]] = line
    return found


def test_each_gap_is_named_with_its_line(tmp_path: Path) -> None:
    found = gaps(tmp_path, "1 May 2019")
    assert found["date"].startswith("date = 2019-05-01")
    assert found["sender.address"].startswith('address = ["1 Example Street"')
    assert found["country"].startswith('# country = "GB"')
    assert found["[[signatories]]"].startswith("# [[signatories]]")
    assert "Case Number" in found["[Case Number] is printed as it is"]


def test_what_the_letter_says_is_no_gap(tmp_path: Path) -> None:
    assert set(gaps(tmp_path, "20 July 2023", "John Roe")) == {
        "sender.address", "country", "[Case Number] is printed as it is",
    }  # fmt: skip


def test_settings_with_gaps_are_settings(tmp_path: Path) -> None:
    gaps(tmp_path)
    assert load_settings(tmp_path / "made").sender.country == ""


def test_a_column_that_a_placeholder_may_be_meant_for_is_named(tmp_path: Path) -> None:
    letter, roster = tmp_path / "letter.txt", tmp_path / "r.csv"
    letter.write_text(LETTER.format(date="20 July 2023", signed="Jane"), encoding="utf-8")
    head = "Given,Surname,Chamber,Parliament,The case number"
    roster.write_text(f"{head}\nAda,Testwright,Senate,US,7\n", encoding="utf-8")
    made = make_new_project(tmp_path / "made", TODAY, letter, roster)
    (gap,) = (one for one in made.gaps if one.file.endswith(".md"))
    assert gap.what == (
        "[Case Number] is printed as it is: write "
        '{{ recipient.extra["The case number"] }} for the column `The case number`'
    )


def test_a_letter_without_a_subject_is_told_where_to_write_one(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    places = (("", "two lines of --- at the top"), ("Enclosures: List", "the --- lines"))
    for enclosed, where in places:
        text = LETTER.replace("Re: A case in Examplia", "").format(date="", signed="Jane")
        letter.write_text(f"{text}\n{enclosed}\n", encoding="utf-8")
        made = make_new_project(tmp_path / (enclosed or "made"), TODAY, letter)
        (gap,) = (one for one in made.gaps if "subject" in one.what)
        assert (gap.file, gap.line) == ("letters/letter.md", 1)
        says = f'the letter has no subject: write "subject: …" between {where} of letters/letter.md'
        assert gap.what == says


def test_a_gap_in_the_subject_is_asked_about(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    text = LETTER.replace("A case in Examplia", "A case in [insert town] and [Name]")
    letter.write_text(text.format(date="20 July 2023", signed="Jane"), encoding="utf-8")
    made = make_new_project(tmp_path / "made", TODAY, letter)
    assert made.report
    asked = [one.name for one in made.report.fields if not one.sure]
    assert asked == ["[insert town]", "[Name]", "[Case Number]"]
    told = {one.what.partition(" is")[0]: (one.line, one.what) for one in made.gaps}
    assert told["[insert town]"][0] == told["[Name]"][0] == 2
    assert told["[Name]"][1].endswith("write who it is, or {{ recipient.name }} for the reader")


def mapped(folder: Path, text: str) -> tuple[NewProject, dict[str, str]]:
    """Return a project made of a list, and the line of each gap that is named."""
    roster = folder / "r.csv"
    roster.write_text(text, encoding="utf-8")
    made = make_new_project(folder / "made", TODAY, None, roster)
    lines = (folder / "made" / "lettermerge.toml").read_text(encoding="utf-8").splitlines()
    return made, {one.what: lines[one.line - 1] for one in made.gaps}


def test_a_constant_and_a_guess_are_named_with_their_lines(tmp_path: Path) -> None:
    names = (f"Ann Sample{a}{b}" for a in "abc" for b in "abcdefghijklm")
    rows = "".join(f"{one},North,{one[-2:]}@parliament.uk\n" for one in names)
    made, found = mapped(tmp_path, f"Name,Constituency,Mail\n{rows}Bo Sample MEP,x,b@x.org\n")
    assert not made.first_step
    (parliament,) = (one for one in found if one.startswith('parliament = "uk" in every row'))
    assert "1 of 40 rows say otherwise" in parliament
    assert found[parliament].startswith('parliament = "uk"')
    (chamber,) = (one for one in found if one.startswith('chamber = "commons" in every row'))
    assert "a guess" in chamber
    assert found[chamber].startswith('chamber = "commons"')


def test_a_list_without_its_parliaments_is_not_to_be_rendered_next(tmp_path: Path) -> None:
    rows = "Ann Example,North,a@europarl.europa.eu\nBo Sample,East,b@parliament.uk\n"
    made, found = mapped(tmp_path, f"Member,Riding,Mail\n{rows}")
    copy = (tmp_path / "made" / "r.csv").as_posix()
    assert made.first_step == f'add the column "Parliament" to {copy} (the project\'s copy)'
    (gap,) = (one for one in found if one.startswith("parliament: add a column"))
    assert f'"Parliament" to {copy}, with' in gap
    assert found[gap] == "[[recipients]]"


def test_a_column_of_parliaments_is_never_a_constant_as_well(tmp_path: Path) -> None:
    rows = "Ann Example,North,UK\nEUROPEAN PARLIAMENT,,\nBo Sample,,European Parliament\n"
    made, _ = mapped(tmp_path, f"Member,Riding,Parliament\n{rows}")
    (roster,) = load_settings(tmp_path / "made").recipients
    assert roster.columns["parliament"] == "Parliament"
    assert not {*roster.columns} & {*roster.constants}
    assert made.report is not None
    assert "r.csv: 2 letters of 2 rows; 1 more head" in made.report.roster
    assert "row 3 [EUROPEAN PARLIAMENT]: the row has one filled cell" in made.report.roster


def test_a_constant_is_not_also_mapped_by_a_heading_of_its_name(tmp_path: Path) -> None:
    rows = "".join(f"Ann Example {n},a{n}@parl.gc.ca,\n" for n in range(5))
    mapped(tmp_path, f"Member,Mail,Parliament\n{rows}Bo Example,b@parl.gc.ca,Canada\n")
    (roster,) = load_settings(tmp_path / "made").recipients
    assert roster.constants["parliament"] == "ca"
    assert "parliament" not in roster.columns


def test_a_letter_without_text_is_told_at_the_end_of_its_front_matter(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    text = "Dear Members,\n\nRe: Water\n{}\nYours sincerely,\n\nJohn Roe\n"
    for folder, body, told in (("a", "", [""]), ("b", "\nWe write.\n", [])):
        letter.write_text(text.format(body), encoding="utf-8")
        made = make_new_project(tmp_path / folder, TODAY, letter)
        lines = (tmp_path / folder / "letters/letter.md").read_text(encoding="utf-8").splitlines()
        assert [lines[one.line - 1] for one in made.gaps if "has no text" in one.what] == told
