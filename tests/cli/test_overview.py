"""`lettermerge` alone says where one is and what to do next; commands end with the next command."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from tests.approving import approve, make_approving
from tests.cli.test_commands import run_python
from tests.tiny import ROSTER, Tiny, make_tiny

import lettermerge


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def told(tiny: Tiny) -> dict[str, str]:
    """Return what is said, by its first word."""
    code, out, err = tiny.run()
    assert (code, err) == (0, "")
    return {line.split()[0]: line[8:].strip() for line in out.splitlines() if line[0] != " "}


def test_outside_a_project_it_says_how_to_begin(tmp_path: Path, tiny: Tiny) -> None:
    (tmp_path / "lettermerge.toml").unlink()
    code, out, err = tiny.run()
    assert (code, err) == (0, "")
    assert out.startswith(f"no project: {tmp_path} and the folders above it")
    assert "\n  lettermerge init " in out


@pytest.mark.slow
def test_it_follows_a_project_from_its_beginning_to_its_letters(tiny: Tiny) -> None:
    assert told(tiny) == {
        "project": str(tiny.folder),
        "letter": "a.md",
        "lists": "r.csv (3 rows)",
        "finished": "none yet",
        "waiting": "rows: 3 without a letter",
        "next": "lettermerge check: find every fault before anything is made",
    }
    assert not (tiny.folder / "output").exists()  # nothing was written

    tiny.run("render", "nz", "a1", "--no-sign", "-j", "0")
    half = told(tiny)
    assert half["finished"] == "2 letters"
    assert half["waiting"] == "rows: 1 without a letter"
    assert half["next"].startswith("lettermerge render:")

    tiny.run("render", "--no-sign", "-j", "0")
    whole = told(tiny)
    assert (whole["finished"], whole["waiting"]) == ("3 letters", "no row")
    assert whole["next"].startswith("lettermerge status:")

    later = (tiny.folder / "output/manifest.jsonl").stat().st_mtime + 5
    os.utime(tiny.folder / "letters/a.md", (later, later))
    changed = told(tiny)
    assert "newer than the letters" in changed["changed"]
    assert changed["next"].startswith("lettermerge render:")

    next((tiny.folder / "output").rglob("*.docx")).unlink()
    assert told(tiny)["finished"] == "2 letters"


@pytest.mark.slow
def test_letters_that_wait_for_approval_are_counted_and_come_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_approving(tmp_path, capsys, monkeypatch)
    assert told(tiny)["approval"] == "3 letters wait for approval"
    assert "\n         lettermerge approve: let somebody else agree" in tiny.run()[1]
    assert approve(tiny, "dora", "a1", "a2")[0] == 0
    tiny.run("render", "-j", "0", "-q")
    half = told(tiny)
    assert half["approval"] == "1 letter waits for approval"
    assert half["next"].startswith("lettermerge approve: ")
    assert approve(tiny)[0] == 0
    whole = told(tiny)
    assert whole["approval"] == "every letter has it"
    assert whole["next"].startswith("lettermerge render: ")
    tiny.write("letters/a.md", "---\nsubject: Another\n---\nOther words.\n")
    assert told(tiny)["approval"] == "3 letters wait for approval"


def test_rows_on_hold_and_with_faults_are_counted_apart(tiny: Tiny) -> None:
    rows = ROSTER.splitlines()
    held = [f"{rows[0]},hold", f"{rows[1]},", f"{rows[2]},yes", f"{rows[3]},", "a9,xx,,,,,,,,"]
    tiny.write("r.csv", "\n".join(held))
    tiny.run("render", "--no-sign", "-j", "0")
    said = told(tiny)
    assert said["finished"] == "2 letters"
    assert "1 on hold" in said["waiting"]
    assert said["failed"] == "rows in errors.csv"


def test_an_object_store_that_cannot_be_asked_is_named_and_why(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    settings = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    tiny.write("lettermerge.toml", f'{settings}[output]\ndirectory = "s3://bucket/letters"\n')
    code, out, err = tiny.run()
    assert (code, err) == (0, "")
    assert "which cannot be looked at: there are no credentials for s3://bucket/letters" in out
    said = told(tiny)
    assert said["letters"] == "in s3://bucket/letters"
    assert said["next"].startswith("lettermerge status:")
    assert "finished" not in said


def test_a_project_that_cannot_be_read_is_told_with_what_is_wrong(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", "nonsense")
    code, out, err = tiny.run()
    assert code == 3
    assert "lettermerge.toml:1: a line is a setting" in err
    assert "next     lettermerge check" in out


@pytest.mark.slow
def test_check_and_render_end_with_the_next_command(tiny: Tiny, tmp_path: Path) -> None:
    assert tiny.run("check")[2].endswith("next: lettermerge render\n")
    assert "next: lettermerge status, then lettermerge print (" in tiny.run("render", "-j", "0")[2]
    shutil.move(tiny.folder / "r.csv", tiny.folder / "s.csv")
    below = tmp_path / "a project"
    for name in ("lettermerge.toml", "letters", "s.csv"):
        below.mkdir(exist_ok=True)
        shutil.move(tiny.folder / name, below / name)
    (below / "s.csv").rename(below / "r.csv")
    assert tiny.run("check", "-C", "a project")[2].endswith("render -C 'a project'\n")
    (below / "r.csv").write_text(f"{ROSTER}a9,xx,,,,,,,\n", encoding="utf-8")
    said = tiny.run("check", "-C", "a project")[2]
    assert said.endswith("next: fix each error, then run lettermerge check -C 'a project'\n")


def test_the_version_names_the_engines_and_imports_none() -> None:
    script = (
        "import sys\nfrom lettermerge.cli.application import run\nrun(['--version'])\n"
        "print(sorted({'weasyprint', 'docx', 'jinja2', 'pandas'} & set(sys.modules)))"
    )
    first, *engines, loaded = run_python("-c", script).stdout.splitlines()
    assert first == f"lettermerge {lettermerge.__version__}"
    versions = dict(line.rsplit(" ", 1) for line in engines)
    assert {"Python", "Pango", "HarfBuzz", "WeasyPrint", "python-docx", "Jinja2"} <= {*versions}
    assert all(re.match(r"\d+\.\d+", one) for one in versions.values())
    assert loaded == "[]"
