"""Two files in, correct letters out: a Word or text letter and a list become a project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx.shared import Mm
from tests.importing import word_letters as word
from tests.importing.letterheads import logo

from lettermerge.cli.application import run
from lettermerge.inspection.pdf_text import read_pdf_text

ROSTER = """First Name,Last Name,Title,Party,Chamber,Parliament,Bill
Ada,Testwright,Ms,Green,Senate,United States,S. 12
Bo,Testsmith,Mr,Blue,House of Representatives,United States,H.R. 7
"""
TEXT = """Example Testers
1 Example Street
Exampletown

20 July 2023

To: the European Parliament, the United States Congress

Re: Prisoners in Examplia

Dear Members,

We write about prisoners in Examplia.

We ask you to:

1. speak;
2. act.

Yours faithfully,

Jane Testdoe
Director

Encl.: List of prisoners
"""


def word_letter() -> bytes:
    document = word.new()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Example Testers Alliance"
    section.footer.paragraphs[0].text = "Registered in Examplia"
    word.markup(document.add_paragraph(), word.field(' DATE \\@ "d MMMM yyyy" ', "1 January 1999"))
    word.markup(document.add_paragraph(), word.field(" MERGEFIELD First_Name ", "Zebulon"))
    document.add_paragraph()
    salutation = document.add_paragraph("Dear ")
    word.markup(salutation, word.field(" MERGEFIELD Last_Name ", "Quagmire") + word.run(":"))
    subject = document.add_paragraph("Re: Vote on ")
    word.markup(subject, word.field(" MERGEFIELD Bill ", "HB 0"))
    body = document.add_paragraph("We ask the ")
    word.markup(
        body, word.field(" MERGEFIELD Party \\* Upper ", "PURPLE") + word.run(" party & you.")
    )
    document.add_paragraph("vote;", style="List Bullet")
    document.add_paragraph("speak.", style="List Bullet")
    document.add_paragraph("Sincerely,")
    document.add_paragraph()
    document.add_paragraph("Jane Testdoe")
    document.add_paragraph("Director")
    return word.saved(document)


def words_of(path: Path) -> str:
    sheets = read_pdf_text(path.read_bytes())
    return " ".join(" ".join(one.text for sheet in sheets for one in sheet.words).split())


@pytest.mark.slow
def test_a_word_letter_and_a_list_become_signed_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.docx").write_bytes(word_letter())
    (tmp_path / "members.csv").write_text(ROSTER, encoding="utf-8")
    made = ["init", str(tmp_path / "p"), "--letter", str(tmp_path / "letter.docx")]
    assert run([*made, "--roster", str(tmp_path / "members.csv")]) == 0
    told = capsys.readouterr()
    assert "members.csv: 2 letters of 2 rows" in told.err
    assert "next: lettermerge preview" in told.err
    assert run(["check", "-C", str(tmp_path / "p")]) == 0
    assert run(["render", "-C", str(tmp_path / "p"), "-q"]) == 0
    pdfs = sorted((tmp_path / "p" / "output").rglob("*.pdf"))
    assert len(pdfs) == len(sorted((tmp_path / "p" / "output").rglob("*.docx"))) == 2
    ada, bo = (words_of(path) for path in pdfs)
    assert "Dear Senator Testwright: Vote on S. 12" in ada or "Vote on S. 12" in ada
    assert "We ask the GREEN party & you." in ada
    assert "We ask the BLUE party & you." in bo
    for shown in ("Zebulon", "Quagmire", "PURPLE", "HB 0"):
        assert shown not in ada + bo


@pytest.mark.slow
def test_a_condition_on_a_column_that_protocol_reads_sees_it_as_typed(tmp_path: Path) -> None:
    document = word.new()
    document.add_paragraph("Dear all,")
    body = document.add_paragraph("We thank ")
    word.markup(body, word.field('IF {MERGEFIELD Gender} = "F" "her" "him"'))
    word.markup(body, word.run(" for the gift of ") + word.field('MERGEFIELD Sum \\# "£#,##0"'))
    document.add_paragraph("Sincerely,")
    (tmp_path / "letter.docx").write_bytes(word.saved(document))
    head = "First Name,Last Name,Gender,Chamber,Parliament,Sum\n"
    rows = "Ada,Testwright,F,Senate,United States,1200\nBo,Testsmith,M,Senate,United States,7\n"
    (tmp_path / "members.csv").write_text(head + rows, encoding="utf-8")
    made = ["init", str(tmp_path / "p"), "--letter", str(tmp_path / "letter.docx"), "-q"]
    assert run([*made, "--roster", str(tmp_path / "members.csv")]) == 0
    assert run(["render", "-C", str(tmp_path / "p"), "-q", "-f", "pdf"]) == 0
    ada, bo = (words_of(one) for one in sorted((tmp_path / "p" / "output").rglob("*.pdf")))
    assert "We thank her for the gift of £1,200" in ada
    assert "We thank him for the gift of £7" in bo


@pytest.mark.slow
def test_a_condition_on_a_column_that_is_not_there_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = word.new()
    document.add_paragraph("Dear all,")
    word.markup(document.add_paragraph("We "), word.field('IF {MERGEFIELD Sex} = "F" "a" "b"'))
    document.add_paragraph("Sincerely,")
    (tmp_path / "letter.docx").write_bytes(word.saved(document))
    (tmp_path / "members.csv").write_text(ROSTER, encoding="utf-8")
    made = ["init", str(tmp_path / "p"), "--letter", str(tmp_path / "letter.docx"), "-q"]
    assert run([*made, "--roster", str(tmp_path / "members.csv")]) == 0
    capsys.readouterr()
    assert run(["check", "-C", str(tmp_path / "p")]) == 0
    told = "".join(capsys.readouterr())
    assert "lint.missing-column" in told
    assert "a condition asks for `Sex`" in told


@pytest.mark.slow
def test_a_text_letter_alone_becomes_letters_to_its_addressees(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(TEXT, encoding="utf-8")
    assert run(["init", str(tmp_path / "p"), "--letter", str(tmp_path / "letter.txt"), "-q"]) == 0
    assert run(["render", "-C", str(tmp_path / "p"), "-q", "-f", "pdf"]) == 0
    pdfs = sorted((tmp_path / "p" / "output").rglob("*.pdf"))
    assert [path.parent.name for path in pdfs] == ["eu", "us"]
    assert "We write about prisoners in Examplia." in words_of(pdfs[0])
    assert words_of(pdfs[0]).count("Yours faithfully") <= 1


def test_a_roster_alone_is_mapped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "members.csv").write_text(ROSTER, encoding="utf-8")
    assert run(["init", str(tmp_path / "p"), "--roster", str(tmp_path / "members.csv")]) == 0
    assert 'given_name = "First Name"' in (tmp_path / "p" / "lettermerge.toml").read_text("utf-8")
    capsys.readouterr()
    assert run(["check", "-C", str(tmp_path / "p")]) == 0
    assert "2 of 2 rows make a letter" in "".join(capsys.readouterr())


def test_import_adds_a_letter_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, letter = tmp_path / "p", tmp_path / "letter.docx"
    letter.write_bytes(word_letter())
    assert run(["init", str(project), "-q"]) == 0
    settings = (project / "lettermerge.toml").read_bytes()
    capsys.readouterr()
    assert run(["import", str(letter), "--name", "second", "-C", str(project), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["template"] == "letters/second.md"
    assert {"name", "place", "mapped_to", "sure"} == set(report["fields"][0])
    assert (project / "lettermerge.toml").read_bytes() == settings
    before = (project / "letters/second.md").read_bytes()
    assert run(["import", str(letter), "--name", "second", "-C", str(project)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (project / "letters/second.md").read_bytes() == before
    assert run(["import", str(letter), "--name", "second", "-C", str(project), "--force"]) == 0


def test_a_letter_in_a_second_language_shares_the_theme_of_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, first, second = tmp_path / "p", tmp_path / "letter.docx", tmp_path / "lettre.docx"
    first.write_bytes(word_letter())
    document = word.opened(word_letter())
    document.sections[0].footer.paragraphs[0].text = "Inscrite en Examplie"
    document.paragraphs[-2].insert_paragraph_before().add_run().add_picture(logo(), Mm(30))
    second.write_bytes(word.saved(document))
    assert run(["init", str(project), "--letter", str(first), "-q"]) == 0
    before = {one: one.read_bytes() for one in project.rglob("*") if one.is_file()}
    capsys.readouterr()
    added = ["import", str(second), "--name", "letter.fr", "-C", str(project), "--json"]
    assert run(added) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["template"], report["theme"]) == ("letters/letter.fr.md", "")
    told = [one for one in report["dropped"] if one["place"] == "letterhead"]
    assert [one["words"] for one in told] == ["Inscrite en Examplie"]
    assert "letters/themes/letter/theme.toml" in told[0]["reason"]
    signed = [one for one in report["dropped"] if one["place"] == "signature block"]
    assert [one["words"] for one in signed] == ["image letter.fr-1.png"]
    after = {one for one in project.rglob("*") if one.is_file()}
    assert {one.relative_to(project).as_posix() for one in after - {*before}} == {
        "letters/letter.fr.md"
    }
    assert all(one.read_bytes() == data for one, data in before.items())


def test_a_second_letter_knows_the_list_and_says_what_the_settings_have_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, letter = tmp_path / "p", tmp_path / "second.html"
    assert run(["init", str(project), "-q"]) == 0
    text = (project / "recipients.csv").read_text(encoding="utf-8-sig")
    head, _, rows = text.partition("\n")
    (project / "recipients.csv").write_text(f"{head},Case number\n{rows}", encoding="utf-8")
    lines = ("Dear all,", "About [Case number].", "Yours sincerely,", "Ann Testwright, Chair")
    letter.write_text("".join(f"<p>{one}</p>" for one in lines), encoding="utf-8")
    before = (project / "lettermerge.toml").read_bytes()
    capsys.readouterr()
    assert run(["import", str(letter), "-C", str(project), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (field,) = report["fields"]
    assert (field["mapped_to"], field["sure"]) == ('recipient.extra["Case number"]', True)
    (told,) = [one for one in report["settings"] if "Testwright" in one]
    assert told.endswith('write name = "Ann Testwright", role = "Chair"')
    assert (project / "lettermerge.toml").read_bytes() == before
    assert run(["import", str(letter), "-C", str(project), "--force"]) == 0
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("name", ["letter.pdf", "missing.docx"])
def test_what_cannot_be_imported_makes_no_project(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    assert run(["init", str(tmp_path / "p"), "--letter", str(tmp_path / name)]) == 2
    assert not (tmp_path / "p").exists()


@pytest.mark.slow
def test_messages_name_the_sheet_s_headings_and_a_misspelled_cell_costs_one_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = word.new()
    for text in ("Dear all,", "We write about [Bill].", "Sincerely,", "Jane Testdoe"):
        document.add_paragraph(text)
    (tmp_path / "letter.docx").write_bytes(word.saved(document))
    head = "Given,Surname,Prefix,House,Congress,Bill,Hold\n"
    rows = ("Ada,Testwright,Ms,Senate,US,S. 1,", "Bo,Testsmith,,Huse,US,S. 2,",
            "Cy,Testson,,House,US,S. 3,")  # fmt: skip
    (tmp_path / "m.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    made = ["init", str(tmp_path / "p"), "--letter", str(tmp_path / "letter.docx")]
    assert run([*made, "--roster", str(tmp_path / "m.csv")]) == 0
    told = capsys.readouterr().err
    assert '[Bill] is the column "Bill" of the list' in told
    assert "m.csv: 2 letters of 3 rows" in told
    assert "row 3: United States Congress has no chamber `Huse`" in told
    assert run(["check", "-C", str(tmp_path / "p")]) == 5
    said = "".join(capsys.readouterr())
    assert "m.csv, row 3, House" in said
    assert "read as" not in said  # Hold is mapped
