"""`render` end to end with the real engines: files, exit codes, what is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny

from lettermerge.workers import fork_server, local_processes
from lettermerge.workers.fork_server import ForkServer

LETTERS = ("nz/nz-new-zealand-parliament", "uk/a1-ann-testwright", "us/a2-ben-testman")


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def test_all_letters_are_made_once(tiny: Tiny) -> None:
    code, out, err = tiny.run("render", "--no-sign", "-j", "0")
    assert code == 0, err
    first = tiny.files()
    names = {f"{name}.{kind}" for name in LETTERS for kind in ("pdf", "docx")}
    assert set(first) == {*names, "manifest.jsonl"}
    assert "letters written\t3" in out
    code, out, _ = tiny.run("render", "--no-sign", "-j", "0", "--json")
    assert code == 0
    said = json.loads(out)
    assert (said["written"], said["up_to_date"], said["failed"]) == (0, 3, 0)
    tiny.run("render", "--no-sign", "-j", "0", "--force")
    again = tiny.files()
    assert {n: again[n] for n in names} == {n: first[n] for n in names}


@pytest.mark.slow
def test_workers_make_the_same_bytes(tiny: Tiny) -> None:
    assert tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf", "-o", "here")[0] == 0
    assert tiny.run("render", "--no-sign", "-j", "2", "-f", "pdf", "-o", "there")[0] == 0
    here, there = tiny.files("here"), tiny.files("there")
    assert {n: c for n, c in here.items() if n.endswith(".pdf")} == {
        n: c for n, c in there.items() if n.endswith(".pdf")
    }


@pytest.mark.slow
def test_engines_are_imported_once_for_all_workers(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[ForkServer] = []

    class Counted(ForkServer):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            begun.append(self)

    monkeypatch.setattr(fork_server, "ForkServer", Counted)
    monkeypatch.setattr(local_processes, "ForkServer", Counted)
    assert tiny.run("render", "--no-sign", "-j", "2", "-f", "docx")[0] == 0
    assert len(begun) == 1


def test_only_what_changed_is_made_anew(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    tiny.write("r.csv", ROSTER.replace("Mole & Dale", "Mole Valley"))
    code, out, _ = tiny.run("render", "--no-sign", "-f", "pdf", "--dry-run", "--json")
    assert code == 0
    plan = {one["id"]: (one["action"], one["reasons"]) for one in json.loads(out)["files"]}
    assert plan == {"nz": ("keep", []), "a1": ("write", ["recipient"]), "a2": ("keep", [])}
    tiny.write("letters/a.md", "Another body.")
    plan = json.loads(tiny.run("render", "--no-sign", "-f", "pdf", "--dry-run", "--json")[1])
    assert {tuple(one["reasons"]) for one in plan["files"]} == {
        ("recipient", "template"),
        ("template",),
    }


def test_a_bad_row_fails_alone_and_can_be_fed_back(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER + "a3,uk,comons,,,Cid,Testson,m,\n\na4,xx,,,,Dot,Testdale,f,\n")
    code, _, err = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    assert code == 5
    assert "r.csv, row 5" in err
    assert "commons" in err
    assert "r.csv, row 7" in err  # the blank line counts
    errors = tiny.files()["errors.csv"].decode("utf-8-sig")
    assert "a3,uk,comons" in errors
    assert len([n for n in tiny.files() if n.endswith(".pdf")]) == 3
    mended = errors.replace("comons", "commons").replace("a4,xx,,", "a4,uk,commons,")
    tiny.write("mended.csv", mended)
    code, _, err = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf", "--roster", "mended.csv")
    assert code == 0, err
    assert len([n for n in tiny.files() if n.endswith(".pdf")]) == 5
    assert "errors.csv" not in tiny.files()


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["Testwright"], {"uk/a1-ann-testwright.pdf"}),
        (["a2", "nz"], {"us/a2-ben-testman.pdf", "nz/nz-new-zealand-parliament.pdf"}),
        (["-w", "recipient.chamber == 'senate'"], {"us/a2-ben-testman.pdf"}),
        (["--limit", "1"], {"nz/nz-new-zealand-parliament.pdf"}),
    ],
)
def test_a_part_can_be_chosen(tiny: Tiny, arguments: list[str], made: set[str]) -> None:
    code, out, _ = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf", "--json", *arguments)
    assert code == 0
    assert {name for name in tiny.files() if name.endswith(".pdf")} == made
    said = json.loads(out)
    assert said["rows"] == said["written"] + said["not_selected"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["render", "nobody"], 2, "no recipient is called `nobody`"),
        (["render", "test"], 2, "means 2 recipients"),
        (["render", "-w", "recipient.chambre == ''"], 2, "did you mean `chamber`"),
        (["render", "-f", "odt"], 2, "not a format"),
        (["render", "--limit", "0"], 2, "--limit"),
        (["render", "--roster", "none.csv"], 2, "no file none.csv"),
        (["render", "-C", "nowhere"], 3, "lettermerge init"),
    ],
)
def test_a_wrong_command_line_is_told(
    tiny: Tiny, arguments: list[str], code: int, words: str
) -> None:
    found, _, err = tiny.run(*arguments)
    assert (found, words in err) == (code, True), err
    assert not tiny.files()


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        ("lettermerge.toml", SETTINGS.replace("date", "dat"), 3, "did you mean `date`"),
        ("lettermerge.toml", SETTINGS.replace("a.md", "b.md"), 4, "did you mean `a.md`"),
        ("lettermerge.toml", SETTINGS + 'image = "no.png"\n', 3, "the image is not there"),
        ("lettermerge.toml", SETTINGS.replace("r.csv", "s.csv"), 3, "s.csv"),
        (
            "lettermerge.toml",
            SETTINGS.replace("2023-07-20", '"today"'),
            3,
            "write a date as year-month-day",
        ),
        ("r.csv", "id,chamber\n1,house\n", 3, "parliament"),
        ("r.csv", ROSTER + "a1,nz,,,,Cid,Testson,m,\n", 3, "rows 3, 5"),
        ("r.csv", b"\x80\x81\x00\x01id", 3, "r.csv"),
        ("letters/a.md", "a\n\nCafé".encode("cp1252"), 4, "line 3 is not UTF-8  (template.syntax)"),
        ("letters/a.md", "{% if %}", 4, "letters/a.md:1"),
        ("letters/a.md", "---\nsubjet: x\n---\n", 4, "did you mean `subject`"),
        ("letters/a.md", "---\nsubject: {{ x }}\n---\n", 4, "between quotes"),
        ("letters/a.md", "a\n\n{{ recipeint.name }}", 5, "letters/a.md:3"),
        ("letters/a.md", "![Map](map.png)", 5, "the image is not there"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    tiny: Tiny, name: str, text: str | bytes, code: int, words: str
) -> None:
    tiny.write(name, text)
    for command in (["check"], ["render", "--no-sign", "-j", "0", "-f", "pdf"]):
        found, _, err = tiny.run(*command)
        assert (found, words in err) == (code, True), err
        assert not [path for path in tiny.files() if path.endswith(".pdf")]


def test_a_name_with_a_glyph_that_no_font_has_fails_that_letter(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER + "a3,nz,house,,Ms,Cho,테스트,f,\n")
    code, _, err = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    assert code == 5
    assert "r.csv, row 5" in err
    assert "U+D14C" in err
    assert len([n for n in tiny.files() if n.endswith(".pdf")]) == 3


@pytest.mark.slow
def test_an_altered_file_is_left_alone(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    tiny.write("output/uk/a1-ann-testwright.pdf", "mine")
    tiny.write("letters/a.md", "Another body.")
    code, _, err = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    assert code == 8
    assert "--force" in err
    assert tiny.files()["uk/a1-ann-testwright.pdf"] == b"mine"
    assert tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf", "--force")[0] == 0
    assert tiny.files()["uk/a1-ann-testwright.pdf"] != b"mine"


def test_colliding_names_stop_the_run(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nname = "{{ parliament.id }}"\n')
    tiny.write("r.csv", ROSTER + "a3,us,senate,,,Cid,Testson,m,\n")
    code, _, err = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    assert code == 3
    assert "row 4" in err
    assert "row 5" in err
    assert not [n for n in tiny.files() if n.endswith(".pdf")]
