"""A command line that cannot be read is answered with what to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.cli.application import program, run
from lettermerge.cli.usage_advice import SYNONYMS


def told(capsys: pytest.CaptureFixture[str], line: str) -> tuple[str, str]:
    """Return the error and the advice that a command line ends with."""
    assert run(line.split(" ")) == 2
    error, advice = capsys.readouterr().err.splitlines()[-2:]
    return error, advice.strip()


@pytest.mark.parametrize(
    ("line", "error", "advice"),
    [
        ("send", "Error: there is no command `send`", "did you mean `lettermerge mail --send`?"),
        ("post", "Error: there is no command `post`", "did you mean `lettermerge print`?"),
        ("export", "Error: there is no command `export`", "`lettermerge ledger export`?"),
        ("ledgr show", "Error: there is no command `ledgr`", "`lettermerge ledger`?"),
        ("ledger sho", "Error: there is no command `sho`", "`lettermerge ledger show`?"),
        ("roster check", "Error: there is no command `check`", "`lettermerge check`?"),
        ("frobnicate", "Error: there is no command `frobnicate`", "lettermerge -h lists all"),
        ("render --dryrun", "Error: No such option: --dryrun", "did you mean `--dry-run`?"),
        ("render --send", "Error: No such option: --send", "an option of `lettermerge mail`"),
        ("render --xyzzy", "Error: No such option", "lettermerge render -h lists all"),
        ("render --limit x", "not a whole number", "write digits alone"),
        ("preview Hoyle Blanchet", "Error: `Blanchet` is too much", "preview --serve"),
        ("ledger add a sent --on 3.12.2026", "`3.12.2026` is not a date", "write 2026-12-03"),
    ],
)
def test_what_was_meant_is_named(
    capsys: pytest.CaptureFixture[str], line: str, error: str, advice: str
) -> None:
    said = told(capsys, line)
    assert error in said[0]
    assert advice in said[1]


def test_a_name_that_the_shell_parted_is_put_in_quotes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("Letter to MPs (3).docx", "My list.xlsx", "Letter"):
        (tmp_path / name).touch()
    _, advice = told(capsys, "init new --letter Letter to MPs (3).docx --roster My list.xlsx")
    whole = 'init new --letter "Letter to MPs (3).docx" --roster "My list.xlsx"'
    assert advice == f"put a name with spaces in quotes: lettermerge {whole}"


def test_each_synonym_leads_to_a_command_and_is_none_itself() -> None:
    commands = program().commands
    for command, words in SYNONYMS.items():
        assert command.startswith("--") or command.split()[0] in commands
        assert not {*words.split()} & {*commands}
