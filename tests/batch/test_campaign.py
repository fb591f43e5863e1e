"""Real letters, killed in the middle: the run that goes on ends as a clean one, byte for byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch.test_kill import ROOT
from tests.batch.test_run import files_in

from lettermerge.signing.trust import Believed
from lettermerge.signing.verify import find_files, verify_file

SETTINGS = """
[letter]
template = "letter.md"
date = 2026-01-15
[recipients]
source = "recipients.csv"
[sender]
name = "Example Alliance"
country = "BE"
[signing]
identity = "{identity}"
"""
TEMPLATE = """---
subject: A test
---

{{{{ recipient.name }}}}, a letter {version}.
"""
ROWS = 90

pytestmark = pytest.mark.slow


def make_project(folder: Path, identity: str, version: str) -> Path:
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    (folder / "lettermerge.toml").write_text(SETTINGS.format(identity=identity), encoding="utf-8")
    (folder / "letters/letter.md").write_text(TEMPLATE.format(version=version), encoding="utf-8")
    rows = [f"m{n},uk,commons,Member{n},Exemplar,Testford {n}" for n in range(ROWS)]
    head = "id,parliament,chamber,given_name,family_name,constituency"
    (folder / "recipients.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return folder / "output"


def start(project: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "lettermerge", "render", "-q", "-j", "2", "-C", str(project)]
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def finish(project: Path) -> None:
    process = start(project)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()


def kill_after(project: Path, lines: int) -> None:
    """Kill a run, with its workers, once the manifest has so many more lines."""
    manifest = project / "output" / "manifest.jsonl"
    before = manifest.read_bytes().count(b"\n") if manifest.exists() else 0
    process = start(project)
    until = time.monotonic() + 60
    while process.poll() is None:
        if manifest.exists() and manifest.read_bytes().count(b"\n") - before >= lines:
            break
        assert time.monotonic() < until
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def letters_in(output: Path) -> dict[str, bytes]:
    return {
        path: content for path, content in files_in(output).items() if not path.endswith(".part")
    }


def test_unsigned_letters_are_the_same_after_kills_and_a_change_of_the_template(
    tmp_path: Path,
) -> None:
    clean = {}
    for version in ("one", "two"):
        output = make_project(tmp_path / version, "none", version)
        finish(tmp_path / version)
        clean[version] = letters_in(output)
        assert len(clean[version]) == 2 * ROWS
    chance = random.Random(4)
    project = tmp_path / "killed"
    seen = 0
    for version in ("one", "two"):
        output = make_project(project, "none", version)
        for _ in range(3):
            kill_after(project, chance.choice([1, 2, 65, 66, 129, 130]))
            for path, content in letters_in(output).items():
                assert content in {clean["one"][path], clean["two"][path]}
                seen += content == clean[version][path]
        finish(project)
        assert files_in(output) == clean[version]
    assert seen > 0


def test_missing_halves_of_pairs_are_each_made_for_their_own_recipient(tmp_path: Path) -> None:
    output = make_project(tmp_path, "none", "one")
    finish(tmp_path)
    clean = files_in(output)
    for number, path in enumerate(sorted((output / "uk").iterdir())):
        if path.suffix == (".pdf", ".docx")[number // 2 % 2] or number % 12 == 0:
            path.unlink()
    assert len(files_in(output)) < 1.5 * ROWS
    finish(tmp_path)
    assert files_in(output) == clean


def test_a_killed_signed_run_goes_on_and_every_file_verifies(tmp_path: Path) -> None:
    project = tmp_path / "signed"
    output = make_project(project, "demo", "one")
    for lines in (2, 130):
        kill_after(project, lines)
    finish(project)
    assert len(letters_in(output)) == 2 * ROWS
    for path in find_files(output):
        verdict = verify_file(path, Believed(roots=()))
        assert verdict.signatures
        assert verdict.all_reasons == ()
