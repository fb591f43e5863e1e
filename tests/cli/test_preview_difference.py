"""Test `preview --diff`: signs in a pipe, colours on a terminal, one document as JSON."""

from __future__ import annotations

import json
import os
import pty
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout, suppress
from pathlib import Path

import pytest
from tests.tiny import TEMPLATE, Tiny, make_tiny


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def test_what_differs_is_signed(tiny: Tiny) -> None:
    code, out, err = tiny.run("preview", "--diff", "a1", "a2")
    assert code == 0, err
    shown = out.splitlines()
    assert shown[:2] == ["- Ann Testwright (a1)", "+ Ben Testman (a2)"]
    body = "[-**Ann Testwright** of Mole & Dale-]{+**Ben Testman** of Examplia+}."
    assert f"~   Body for {body}" in shown
    assert shown[-1] == "the same: letterhead, signatures, templates, pages"
    assert "\x1b" not in out
    assert not (tiny.folder / "output").exists()


def test_equal_lines_are_counted(tiny: Tiny) -> None:
    for more, said in (("One.", "1 paragraph"), ("One.\n\nTwo.", "2 paragraphs")):
        tiny.write("letters/a.md", f"{TEMPLATE}\n{more}\n")
        shown = tiny.run("preview", "--diff", "a1", "a2")[1].splitlines()
        assert f"    ({said} the same)" in shown


def test_what_does_not_differ_is_said(tiny: Tiny) -> None:
    assert tiny.run("preview", "--diff", "a1", "a1")[1].splitlines()[-1] == "nothing differs"


def test_a_difference_is_one_json_document(tiny: Tiny) -> None:
    code, out, _ = tiny.run("preview", "--diff", "a1", "a2", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["differs"] is True
    parts = {one["part"]: one for one in found["parts"]}
    assert parts["salutation"]["lines"] == [
        {
            "in": "changed",
            "what": "line",
            "spans": [
                {"in": "both", "text": "Dear ", "marks": []},
                {"in": "first", "text": "Ms Testwright,", "marks": []},
                {"in": "second", "text": "Senator Testman:", "marks": []},
            ],
        }
    ]
    assert parts["signatures"]["differs"] is False


@pytest.mark.parametrize(
    "arguments",
    [("--diff", "a1", "nobody"), ("--diff", "a1"), ("a1", "--diff", "a1", "a2"), ()],
)
def test_a_command_line_that_does_not_fit_is_refused(tiny: Tiny, arguments: tuple[str]) -> None:
    assert tiny.run("preview", *arguments)[0] == 2


@pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_shows_colours_unless_told_otherwise(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], coloured: bool
) -> None:
    shown = on_terminal(tiny, monkeypatch, more, "preview", "--diff", "a1", "a2")
    assert ("\x1b[31m" in shown) is coloured
    assert "[-Ms Testwright,-]" in shown


@pytest.mark.slow
def test_a_cell_does_not_drive_the_terminal(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    tiny.write("r.csv", roster.replace("Examplia", "[red]x[/red]"))
    assert "[red]x[/red]" in on_terminal(tiny, monkeypatch, {}, "preview", "--diff", "a1", "a2")


def on_terminal(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], *arguments: str
) -> str:
    """Run the program with a terminal as its stdout; return what it printed there."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "100", **more}.items():
        monkeypatch.setenv(name, value)
    ours, its = pty.openpty()
    with ThreadPoolExecutor(1) as reader:
        shown = reader.submit(_read, ours)
        with open(its, "w", encoding="utf-8") as terminal, redirect_stdout(terminal):  # noqa: PTH123
            assert tiny.run(*arguments)[0] == 0
        printed = shown.result()
    os.close(ours)
    return printed.decode("utf-8")


def _read(terminal: int) -> bytes:
    """Read until nobody writes any more, which Linux tells with EIO."""
    content = b""
    with suppress(OSError):
        while part := os.read(terminal, 65536):
            content += part
    return content
