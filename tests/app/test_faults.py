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


def test_a_style_sheet_that_prints_words_is_told(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]'))
    tiny.write("letters/themes/t/theme.toml", "")
    tiny.write("letters/themes/t/theme.css", ".close::after { content: ' indeed' }")
    assert [one["code"] for one in checked(tiny)[1]].count("page.words-differ") == 3


def test_pages_are_looked_at_whichever_format_is_made(tiny: Tiny) -> None:
    theme = SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]')
    tiny.write("letters/themes/t/theme.toml", "[page.letter]\nwindow = [25, 40, 75, 30]\n")
    tiny.write("lettermerge.toml", theme + '[output]\nformats = ["pdf"]\n')
    assert [one["code"] for one in checked(tiny)[1]] == ["page.window"]
    tiny.write("lettermerge.toml", theme + '[output]\nformats = ["docx"]\n')
    assert [one["code"] for one in checked(tiny)[1]] == ["page.window", "page.docx-uncounted"]


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
