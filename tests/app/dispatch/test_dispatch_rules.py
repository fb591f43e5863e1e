"""No letter goes to whoever answered the last one, unless somebody asks for those who did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.mailing import make_mailing
from tests.tiny import Tiny

REMINDER = "2026-06-20"
COMMANDS = (
    (("print", "--dry-run"), "letters"),
    (("envelopes", "--dry-run"), "addresses"),
    (("labels", "--sheet", "L7160", "--dry-run"), "addresses"),
    (("handoff", "generic", "--dry-run"), "files"),
    (("mail", "--dry-run"), "emails"),
)


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """Make a project whose first letter was posted; a1 has answered, and a reminder is ready."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = make_mailing(tmp_path, capsys)
    roster = [one for one in made.files(".")["r.csv"].decode().splitlines() if one[:2] != "nz"]
    made.write("r.csv", "\n".join(roster) + "\n")
    for words in (("a1", "a2", "printed"), ("a1", "answered"), ("a2", "called")):
        assert made.run("ledger", "add", *words)[0] == 0
    settings = made.files(".")["lettermerge.toml"].decode()
    made.write("lettermerge.toml", settings.replace("2023-07-20", REMINDER))
    assert made.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    return made


def found(tiny: Tiny, command: tuple[str, ...], key: str, *more: str) -> tuple[int, set[str], str]:
    code, out, err = tiny.run(*command, *more, "--json")
    return code, {one["id"] for one in json.loads(out)[key]}, out + err


@pytest.mark.slow
def test_those_who_answered_are_left_out_of_every_dispatch(tiny: Tiny) -> None:
    for command, key in COMMANDS:
        code, ids, told = found(tiny, command, key)
        assert (code, ids) == (8, {"a2"}), (command, told)
        assert "has answered on" in told
        code, ids, told = found(tiny, command, key, "-w", "ledger.answered")
        assert (code, ids) == (0, {"a1"}), (command, told)
        assert "has answered on" not in told


@pytest.mark.slow
def test_an_answer_counts_until_the_next_letter_goes_out(tiny: Tiny) -> None:
    assert tiny.run("print", "-q", "-w", "ledger.answered")[0] == 0
    code, ids, told = found(tiny, ("print", "--dry-run", "--again"), "letters")
    assert (code, ids) == (0, {"a1", "a2"}), told
    code, ids, told = found(tiny, ("handoff", "generic", "--dry-run"), "files")
    assert (code, ids) == (0, {"a1", "a2"}), told  # the answer was to the letter before
    assert tiny.run("ledger", "add", "a1", "answered")[0] == 0
    code, ids, told = found(tiny, ("print", "--dry-run"), "letters")
    assert (code, ids, "has answered on" in told) == (0, {"a2"}, False)  # it was printed before
    code, ids, told = found(tiny, ("handoff", "generic", "--dry-run"), "files")
    assert (code, ids, "has answered on" in told) == (8, {"a2"}, True)
