"""`check --rendered` over a project: what is on the pages, said with its row, and once."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("PATH", os.devnull)  # no LibreOffice: what it says has tests of its own
    return make_tiny(tmp_path, capsys)


def checked(tiny: Tiny) -> tuple[int, list[dict[str, Any]]]:
    code, out, _ = tiny.run("check", "--rendered", "--json")
    return code, json.loads(out)["diagnostics"]


def test_a_sound_project_has_a_note_about_libreoffice_alone(tiny: Tiny) -> None:
    code, found = checked(tiny)
    assert code == 0
    assert [(one["code"], one["severity"]) for one in found] == [("page.docx-uncounted", "note")]
    assert not (tiny.folder / "output").exists()


@pytest.mark.slow
def test_a_window_out_of_place_is_said_with_row_and_key(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]'))
    tiny.write("letters/themes/t/theme.toml", "[page.a4]\nwindow = [25, 40, 75, 30]\n")
    code, found = checked(tiny)
    assert code == 0
    faults = [one for one in found if one["code"] == "page.window"]
    assert [one["row"] for one in faults] == [2, 3]  # the letters on A4
    assert {one["file"] for one in faults} == {"r.csv"}
    assert all("page.a4.window = [25, 56." in one["hint"] for one in faults)
    tiny.write(
        "lettermerge.toml",
        SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]') + '[envelopes]\na4 = ""\n',
    )
    assert [one["code"] for one in checked(tiny)[1]] == ["page.docx-uncounted"]


def test_a_missing_glyph_is_an_error_with_its_row(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER.replace("Testman", "Test\u4e2dman"))
    code, found = checked(tiny)
    assert code == 5
    (fault,) = [one for one in found if one["code"] == "letter.missing-glyph"]
    assert (fault["severity"], fault["row"]) == ("error", 4)
    assert "CJK" in fault["message"]


@pytest.mark.slow
def test_an_odd_page_count_and_letters_alike_are_told(tiny: Tiny) -> None:
    template = (
        "---\nsubject: S\n---\nOne text for all.\n\n"
        "{% if recipient.id == 'a2' %}\n\\newpage\n\nMore.\n{% endif %}\n"
    )
    tiny.write("letters/a.md", template)
    _, found = checked(tiny)
    (odd,) = [one for one in found if one["code"] == "page.count"]
    assert (odd["row"], odd["message"]) == (4, "the letter has 2 pages; most have 1")
    tiny.write("letters/a.md", "---\nsubject: S\n---\nOne text for all.\n")
    tiny.write("r.csv", ROSTER + "a3,uk,commons,,Ms,Bea,Testwright,f,Mole & Dale\n")
    (alike,) = [one for one in checked(tiny)[1] if one["code"] == "page.alike"]
    assert alike["row"] == 3
    assert alike["message"].startswith(
        "2 letters are the same but for the address (a1, a3): 58.6 %"
    )


@pytest.mark.slow
def test_a_style_sheet_that_prints_words_is_told(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]'))
    tiny.write("letters/themes/t/theme.toml", "")
    tiny.write("letters/themes/t/theme.css", ".close::after { content: ' indeed' }")
    assert [one["code"] for one in checked(tiny)[1]].count("page.words-differ") == 3


@pytest.mark.slow
def test_pages_are_looked_at_whichever_format_is_made(tiny: Tiny) -> None:
    theme = SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]')
    tiny.write("letters/themes/t/theme.toml", "[page.letter]\nwindow = [25, 40, 75, 30]\n")
    tiny.write("lettermerge.toml", theme + '[output]\nformats = ["pdf"]\n')
    assert [one["code"] for one in checked(tiny)[1]] == ["page.window"]
    tiny.write("lettermerge.toml", theme + '[output]\nformats = ["docx"]\n')
    assert [one["code"] for one in checked(tiny)[1]] == ["page.window", "page.docx-uncounted"]


@pytest.mark.slow
def test_a_glyph_that_only_a_pdf_lacks_is_no_fault_of_a_docx(tiny: Tiny) -> None:
    theme = SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]')
    tiny.write("letters/themes/t/theme.toml", '[text]\nembed = "none"\n')
    tiny.write("lettermerge.toml", theme + '[output]\nformats = ["docx"]\n')
    tiny.write("r.csv", ROSTER.replace("Testman", "Test\u4e2dman"))
    code, found = checked(tiny)
    assert (code, [one["code"] for one in found]) == (0, ["page.docx-uncounted"])


@pytest.mark.tools
@pytest.mark.slow
def test_libreoffice_agrees_with_the_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(make_tiny(tmp_path, capsys)) == (0, [])


def test_an_address_that_no_e_mail_reaches_is_told_with_its_cell(tiny: Tiny) -> None:
    rows = "".join(
        f"c{i},uk,commons,Ann,{name},f,{typed}\n"
        for i, (name, typed) in enumerate(
            (("One", "ann@commons.example"), ("Two", "bob at commons"), ("Three", ""))
        )
    )
    head = "id,parliament,chamber,given_name,family_name,gender,"
    tiny.write("r.csv", f"{head}Mail contact\n{rows}")
    assert "mail.doubtful-address" not in {one["code"] for one in checked(tiny)[1]}
    for mapping, heading, cell in (
        ("Mail contact", "Mail contact", "bob at commons"),
        ('{{ row["Mail contact"].split(" ")[0] }}', "Mail contact", "bob at commons"),
    ):
        settings = f"[recipients.columns]\nemail = '''{mapping}'''\n"
        tiny.write("lettermerge.toml", SETTINGS + settings)
        found = [one for one in checked(tiny)[1] if one["code"] == "mail.doubtful-address"]
        (told,) = found
        assert (told["severity"], told["file"], told["row"]) == ("warning", "r.csv", 3)
        assert (told["column"], told["value"]) == (heading, cell)


@pytest.mark.slow
def test_a_text_of_one_language_is_told_once_where_letters_have_several(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "---\nsubject: Un sujet\n---\nBonjour.\n")
    rows = "c1,ca,commons,Ann,One,f,fr\nc2,ca,commons,Bob,Two,m,fr\nc3,ca,commons,Cleo,Three,f,\n"
    tiny.write("r.csv", "id,parliament,chamber,given_name,family_name,gender,language\n" + rows)
    people = "".join(
        f'[[signatories]]\nname = "{name}"\nrole = "Director"\norganisation = "Specimen"\n'
        for name in ("Thea Testley", "Ben Testman")
    )
    tiny.write("lettermerge.toml", SETTINGS + people)
    (told,) = [one for one in checked(tiny)[1] if one["code"] == "settings.one-language"]
    assert told["message"] == "`signatories.role` is printed as it is in 2 French letters"
    assert told["hint"] == "write role = { en = ..., fr = ... } below [[signatories]]"
    both = people.replace('"Director"', '{ en = "Director", fr = "Directrice" }')
    tiny.write("lettermerge.toml", SETTINGS + both)
    assert "settings.one-language" not in {one["code"] for one in checked(tiny)[1]}
    place = SETTINGS.replace("[recipients]", 'place = "Brussels"\n[recipients]')
    tiny.write("lettermerge.toml", place + both)
    (told,) = [one for one in checked(tiny)[1] if one["code"] == "settings.one-language"]
    assert told["message"] == "`letter.place` is printed as it is in 2 French letters"
    tiny.write("lettermerge.toml", SETTINGS + people)
    tiny.write("r.csv", (tiny.folder / "r.csv").read_text(encoding="utf-8").replace(",fr\n", ",\n"))
    assert "settings.one-language" not in {one["code"] for one in checked(tiny)[1]}


@pytest.mark.slow
def test_sentences_of_a_letterhead_are_by_language(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "---\nsubject: Un sujet\n---\nBonjour.\n")
    rows = "c1,ca,commons,Ann,One,f,fr\nc2,ca,commons,Ann,Two,f,\n"
    tiny.write("r.csv", "id,parliament,chamber,given_name,family_name,gender,language\n" + rows)
    tiny.write("lettermerge.toml", SETTINGS.replace("[recipients]", 'theme = "own"\n[recipients]'))
    item = "[[letterhead.items]]\nx = 20\ny = 10\nwidth = 90\nlines = "
    english, french = "A foundation under the law of Examplia", "Une fondation de droit exemplien"

    def told(lines: str) -> list[tuple[str, str]]:
        tiny.write("letters/themes/own/theme.toml", item + lines + "\n")
        names = ("settings.one-language", "settings.no-language")
        return [(one["code"], one["hint"]) for one in checked(tiny)[1] if one["code"] in names]

    other = "settings.one-language", "write lines = { en = ..., fr = ... }"
    assert told(f'["{english}"]') == [other]
    places = [one["column"] for one in checked(tiny)[1] if one["code"] == other[0]]
    assert told('["1 Example Street", "Specimen Society of the Examplian Coast · Tel. 1"]') == []
    assert places == ["lines in item 1 of letterhead.items"]
    assert told(f'{{ en = ["{english}"], de = ["x"] }}')[0][0] == "settings.no-language"
    assert told(f'{{ en = ["{english}"], fr = "{french}" }}') == []
    out = tiny.folder / "out.html"
    assert tiny.run("preview", "c1", "-f", "html", "-o", str(out))[0] == 0
    page = out.read_text(encoding="utf-8")
    assert french in page
    assert english not in page


@pytest.mark.slow
def test_a_column_that_is_read_as_another_is_told_with_its_new_name(tiny: Tiny) -> None:
    tiny.write("r.csv", "id,parliament,House,given_name,family_name\nc1,ca,commons,Ann,One\n")
    tiny.write("lettermerge.toml", SETTINGS + '[recipients.columns]\nchamber = "House"\n')
    tiny.write("letters/a.md", 'Of {{ recipient.extra["House"] }}.\n')
    (told,) = [one for one in checked(tiny)[1] if one["code"] == "template.undefined"]
    hint = "`House` is read as the column `chamber`: write {{ recipient.chamber_name }}"
    assert told["hint"] == hint
