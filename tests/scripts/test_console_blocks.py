"""What the tutorial and the how-to guides show is what their commands print."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import console_blocks
from console_blocks import DOCS, ROOT, Terminal, normalised, updated, with_tables

PAGES = [path.relative_to(DOCS).as_posix() for path in console_blocks.pages()]


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    """Return every page as its commands make it, all of them run by one process."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "console_blocks.py"), "--json"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_its_commands_print(name: str, made: Mapping[str, str]) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert normalised(page) == normalised(made[name]), "run `make examples`"


def test_most_guides_have_commands_that_are_run() -> None:
    run = [name for name in PAGES if "```console" in (DOCS / name).read_text(encoding="utf-8")]
    assert len(run) >= 12


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_another_output_is_found(terminal: Terminal) -> None:
    page = "```console\n$ echo one  # a word\ntwo\n```\n"
    assert updated(page, terminal) == "```console\n$ echo one  # a word\none\n```\n"


def test_commands_share_a_folder_and_files(terminal: Terminal) -> None:
    page = (
        '```text title="a/b.txt"\nwords\n```\n'
        "```console\n$ cd a\n$ cat b.txt\n```\n"
        "```sh\n$ exit 1\n```\n"
    )
    assert updated(page, terminal).count("words\n") == 2
    assert (terminal.home / "a" / "b.txt").read_text(encoding="utf-8") == "words\n"


def test_a_terminal_shows_both_streams_and_its_home(terminal: Terminal) -> None:
    assert terminal.run("echo out; echo err >&2; pwd") == f"out\nerr\n{console_blocks.HOME}"


def test_a_folder_that_is_not_there_is_an_error(terminal: Terminal) -> None:
    with pytest.raises(console_blocks.ExampleError, match="no such folder"):
        terminal.run("cd nowhere")


def test_tables_take_the_place_of_those_with_their_heading() -> None:
    settings = "# first\n[a]\nx = 1 # one\n\n[b] # two\ny = 2\n"
    changed = with_tables(settings, "[b]\ny = 3\n\n[[c]]\nz = 4\n[[c]]\nz = 5\n")
    assert changed == (
        "# first\n[a]\nx = 1 # one\n\n[b]\ny = 3\n\n[[c]]\nz = 4\n\n[[c]]\nz = 5\n\n"
    )


def test_times_and_hashes_do_not_count() -> None:
    one = "signed 2026-11-29 12:36:19 UTC, 0123456789abcdef0123\n│ seconds │ 1.4, after 0.4 │"
    other = "signed 2027-01-02 03:04:05 UTC, fedcba98765432100123\n│ seconds   │ 21.4 │"
    assert normalised(one) == normalised(other)
    assert normalised("12 letters") != normalised("13 letters")
