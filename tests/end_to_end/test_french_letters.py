"""Whole letters in French: labels, offices, closes, texts by language, in PDF and DOCX."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.tiny import Tiny, make_tiny

from lettermerge.inspection.format_comparison import compare_words
from lettermerge.inspection.pdf_text import read_pdf_text

HEAD = "id,parliament,chamber,full_name,gender,office,language\n"
ROWS = (
    "m1,ca,commons,Jeanne Testard,f,Minister of Foreign Affairs,fr\n"
    'm2,ca,commons,Jean Testard,m,"Chair, Standing Committee on Health",fr\n'
    's1,ca,senate,Rose Testrose,f,"Chair, Standing Senate Committee on Human Rights",fr\n'
    "e1,eu,,Luc Testmont,m,Chair of the Subcommittee on Human Rights,fr\n"
)
TEMPLATE = """---
subject: Défense de la Ruritanie
enclosures: ["Le rapport"]
cc: ["Ada Testson"]
---
Nous vous écrivons au sujet d'un « fait » : la Ruritanie.
"""
SETTINGS = """\
[letter]
template = "a.md"
date = 2026-10-02
language = "fr"
smart_punctuation = true
{letter}
[[recipients]]
source = "r.csv"
[sender]
name = "Société d’essai"
country = "CH"
about = {{ fr = "La Société d’essai écrit des lettres.", en = "The Society writes letters." }}
{signatories}
[signing]
identity = "none"
"""
ONE = """[[signatories]]
name = "Ada Testson"
role = { en = "Director", fr = "Directrice" }
"""
TWO = ONE + '[[signatories]]\nname = "Ben Testman"\nrole = { en = "Chair", fr = "Président" }\n'
#: What no letter in French holds.
_ENGLISH = re.compile(
    r"\b(the|of|and|Chair|Committee|Minister|Dear|Yours|Page \d of|Enclosures?|Director|Senate|"
    r"House|Honourable|Subject|Canada'?s|Belgium)\b"
)


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("letters/a.md", TEMPLATE)
    made.write("r.csv", HEAD + ROWS)
    return made


def letters(tiny: Tiny, signatories: str, letter: str = "") -> dict[str, str]:
    """Return what each letter says by its id; its PDF and its DOCX say the same."""
    tiny.write("lettermerge.toml", SETTINGS.format(letter=letter, signatories=signatories))
    assert tiny.run("render", "--no-sign", "-j", "0")[0] == 0
    files, said = tiny.files(), {}
    for name in (one for one in files if one.endswith(".pdf")):
        sheets = read_pdf_text(files[name])
        assert compare_words(sheets, files[name.removesuffix("pdf") + "docx"]) is None
        words = " ".join(one.text for sheet in sheets for one in sheet.words)
        said[name.rpartition("/")[2].partition("-")[0]] = " ".join(words.split())
    return said


@pytest.mark.slow
def test_a_french_letter_holds_no_english(tiny: Tiny) -> None:
    place = 'place = { en = "Brussels", fr = "Bruxelles" }'
    dated = {ONE: ("", "Le 2 octobre 2026"), TWO: (place, "Bruxelles, le 2 octobre 2026")}
    for signatories, (letter, date) in dated.items():
        said = letters(tiny, signatories, letter)
        assert set(said) == {"m1", "m2", "s1", "e1"}
        for text in said.values():
            assert not _ENGLISH.search(text), _ENGLISH.search(text)
            for part in (
                date, "Objet : Défense", "Pièce jointe : Le rapport",
                "Directrice", "La Société d’essai écrit",
                "Nous vous prions d’agréer", "de notre",
            ):  # fmt: skip
                assert part in text, (part, text)
        canadian = {key for key, text in said.items() if "Copie conforme : Ada Testson" in text}
        assert canadian == {"m1", "m2", "s1"}
        assert "Copie : Ada Testson" in said["e1"]
        assert "Ministre des Affaires étrangères" in said["m1"]
        assert "Président du Comité permanent de la santé" in said["m2"]
        assert "Présidente du Comité sénatorial permanent des droits de la personne" in said["s1"]
        assert "Président de la sous-commission « droits de l’homme »" in said["e1"]
        assert "Rue Wiertz 60 1047 Bruxelles BELGIQUE" in said["e1"]


@pytest.mark.slow
def test_one_person_writes_i(tiny: Tiny) -> None:
    said = letters(tiny, ONE, 'voice = "i"')
    assert all("Je vous prie d’agréer" in text and "de ma" in text for text in said.values())
    alone = ONE.replace("Ada Testson", "Société d’essai")
    assert "Je vous prie d’agréer" in letters(tiny, alone)["e1"]
    assert "Nous vous prions" in letters(tiny, alone, 'voice = "we"')["e1"]


@pytest.mark.slow
def test_a_text_without_the_language_is_told(tiny: Tiny) -> None:
    signatories = (
        '[[signatories]]\nname = "Ada Testson"\nrole = { en = "Director", de = "Leiterin" }\n'
    )
    place = 'place = { en = "Brussels", de = "Brüssel" }'
    assert "Director" in letters(tiny, signatories, place)["m1"]
    code, out, _ = tiny.run("check", "--json")
    assert code == 0
    assert "settings.no-language" in out
    assert "signatories.1.role" in out
    assert "letter.place" in out
    assert "sender.about" not in out


def test_a_recipient_who_asked_for_a_language_is_told_of_another(tiny: Tiny) -> None:
    from lettermerge.app.project import open_project
    from lettermerge.app.rosters.roster_addressing import address_rosters
    from lettermerge.config.settings import load_settings
    from lettermerge.diagnostics import Severity

    letters(tiny, ONE)
    tiny.write("r.csv", HEAD + ROWS.replace(",fr\n", ",en\n", 1))
    report = address_rosters(open_project(tiny.folder, load_settings(tiny.folder))).report
    found = [one for one in report.diagnostics if one.code == "letter.other-language"]
    assert [(one.severity, one.where.value) for one in found] == [(Severity.WARNING, "en")]


@pytest.mark.slow
def test_the_paper_of_the_sender_and_who_writes(tiny: Tiny) -> None:
    from lettermerge.app.project import common_facts
    from lettermerge.config.settings import load_settings

    letters(tiny, ONE, 'paper = "sender"')
    assert common_facts(load_settings(tiny.folder)) == {"voice": "we", "paper": "a4"}
    letters(tiny, ONE, 'voice = "i"')
    assert common_facts(load_settings(tiny.folder)) == {}
