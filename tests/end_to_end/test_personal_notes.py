"""A personal note is printed in its letter, decides what is up to date, and is told of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lettermerge.cli.application import run
from lettermerge.inspection.pdf_text import read_pdf_text

SETTINGS = """[letter]
template = "letter.md"
date = 2026-01-02
[[recipients]]
source = "r.csv"
[sender]
name = "Testers"
[signing]
identity = "none"
[output]
formats = ["pdf"]
name = "{{ recipient.id }}"
"""
ROSTER = """id,parliament,full_name,personal,joint
a/1,nz,Ann Testwright,,
b,nz,Bo Testsmith,We met in *May*.,
c,nz,Cy Testmason,,
"""
BODY = "We write to you.\n\n{{ personal }}\n\nThank you.\n"


def project(folder: Path, body: str = BODY, **notes: str) -> Path:
    (folder / "letters" / "personal").mkdir(parents=True)
    (folder / "lettermerge.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "letters" / "letter.md").write_text(body, encoding="utf-8")
    (folder / "r.csv").write_text(ROSTER, encoding="utf-8")
    for name, text in notes.items():
        (folder / "letters" / "personal" / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def words(folder: Path, name: str) -> str:
    sheets = read_pdf_text((folder / "output" / f"{name}.pdf").read_bytes())
    found = " ".join(" ".join(one.text for sheet in sheets for one in sheet.words).split())
    return found.replace(" ,", ",")  # bold words are a run of their own


def test_notes_are_printed_where_the_template_says(tmp_path: Path) -> None:
    folder = project(tmp_path, a_1="You, **{{ recipient.name }}**, voted for it.\n\n- one\n")
    assert run(["render", "-C", str(folder), "-q"]) == 0
    assert "You, Ann Testwright, voted for it." in words(folder, "a_1")
    assert "We met in *May*." in words(folder, "b")  # a cell is no markup
    assert "We write to you. Thank you." in words(folder, "c")


def test_an_edited_note_makes_its_letter_out_of_date_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project(tmp_path, c="Hello.")
    assert run(["render", "-C", str(folder), "-q"]) == 0
    (folder / "letters/personal/c.md").write_text("Hello again.", encoding="utf-8")
    capsys.readouterr()
    run(["status", "-C", str(folder), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert {one["id"]: one["action"] for one in document["files"]} == {
        "a/1": "keep", "b": "keep", "c": "write",
    }  # fmt: skip
    assert document["personal_notes"] == {
        "b": "4 of 10 words (40 %)", "c": "2 of 8 words (25 %)",
    }  # fmt: skip


def test_status_preview_and_check_say_who_has_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project(tmp_path)
    run(["status", "-C", str(folder)])
    assert "1 letter with a personal note:\n  b: 4 of 10 words (40 %)" in capsys.readouterr().err
    run(["preview", "b", "-C", str(folder), "-f", "html"])
    assert "personal note: 4 of 10 words (40 %) are its own" in capsys.readouterr().err
    run(["check", "-v", "-C", str(folder)])
    told = capsys.readouterr()
    assert "4 of 10 words (40 %)" in told.out + told.err


def test_a_note_that_nobody_reads_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project(tmp_path, "Nothing of your own.\n", cc="For whom?")
    run(["check", "-C", str(folder)])
    told = "".join(capsys.readouterr())
    assert "lint.personal-not-printed" in told
    assert "letters/personal/cc.md" in told
    assert "did you mean `c`?" in told


def test_a_note_with_a_fault_fails_its_letter_and_names_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project(tmp_path, c="Hello {{ recipient.nmae }}")
    assert run(["render", "-C", str(folder), "-q"]) == 5
    assert "letters/personal/c.md" in "".join(capsys.readouterr())
    assert (folder / "output" / "b.pdf").exists()
    assert not (folder / "output" / "c.pdf").exists()
