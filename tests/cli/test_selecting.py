"""Every command that selects letters takes the same expressions over the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.mailing import make_mailing
from tests.series import SOAK
from tests.tiny import Tiny

#: Each command, and where its JSON lists ids.
COMMANDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("render", "-j", "0", "--dry-run"), "files"),
    (("status",), "dispatch"),
    (("roster", "show"), "recipients"),
    (("print", "--dry-run"), "letters"),
    (("envelopes", "--dry-run"), "addresses"),
    (("labels", "--sheet", "L7160", "--dry-run"), "addresses"),
    (("handoff", "generic", "--dry-run"), "files"),
    (("mail", "--dry-run"), "emails"),
    (("mail", "--send", "--dry-run"), "emails"),
    (("preview", "--proof"), "pack"),
)
EXPRESSIONS = (
    ("ledger.answered", {"a1"}),
    ("not ledger.answered", {"a2"}),
    ("ledger.called and ledger.channel == 'delivery' and ledger.date == '2026-03-04'", {"a2"}),
    ("ledger.state == 'answered' or ledger.returned", {"a1"}),
    ("ledger.date and ledger.date > '2026-03-03'", {"a2"}),
)


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = make_mailing(tmp_path, capsys)
    settings = made.files(".")["lettermerge.toml"].decode()
    made.write("lettermerge.toml", settings + 'host = "smtp.specimen.example"\n')
    roster = [one for one in made.files(".")["r.csv"].decode().splitlines() if one[:2] != "nz"]
    made.write("r.csv", "\n".join(roster) + "\n")
    for words in (
        ("a1", "answered", "--note", "by e-mail"),
        ("a2", "sent", "--channel", "delivery", "--on", "2026-03-04"),
        ("a2", "called"),
    ):
        assert made.run("ledger", "add", *words)[0] == 0
    return made


def ids(found: Iterable[dict[str, str]]) -> set[str]:
    return {one["id"] for one in found}


@pytest.mark.slow
@pytest.mark.soak
def test_every_command_takes_expressions_over_the_ledger(tiny: Tiny) -> None:
    for number, (command, key) in enumerate(COMMANDS):
        few = EXPRESSIONS if SOAK or command == ("status",) else EXPRESSIONS[number % 5 :][:1]
        few = EXPRESSIONS[:1] if command[0] == "preview" else few  # a proof takes a second
        again = ("--again",) if command[0] in ("print", "handoff") else ()
        for expression, wanted in few:
            code, out, err = tiny.run(*command, *again, "--json", "-w", expression)
            assert code == 0, (command, err)
            assert ids(json.loads(out)[key]) == wanted, (command, expression)
        code, out, err = tiny.run(*command, "-w", "ledger.anwsered")
        assert (code, "anwsered" in out + err) == (2, True), command


def told_rows(document: str) -> set[int]:
    """Return the rows that diagnostics name."""
    return {one["row"] for one in json.loads(document)["diagnostics"] if "row" in one}


@pytest.mark.slow
def test_check_and_preview_look_at_the_selected_letters_alone(tiny: Tiny) -> None:
    rows = "b1,uk,commons,,Ms,Bea,Test\u0e01wright,f,Mole,\n"  # no face has that letter
    rows += "b2,uk,commons,,,Cora,Sample,unclear,Mole,\n"  # a warning of the roster
    tiny.write("r.csv", tiny.files(".")["r.csv"].decode() + rows)
    code, out, _ = tiny.run("check", "--json")
    assert (code, {4, 5} <= told_rows(out)) == (5, True)
    for expression, letters in (("ledger.answered", 1), ("ledger.state", 2)):
        code, out, _ = tiny.run("check", "--json", "-w", expression)
        told = json.loads(out)
        assert (code, told["letters"], told["rows"]) == (0, letters, letters)
        assert told_rows(out) <= {2, 3}
    assert json.loads(tiny.run("check", "--json", "b1")[1])["rows"] == 1
    code, _, err = tiny.run("preview", "-w", "ledger.state", "-f", "html")
    assert code == 0
    assert "the first of 2 letters that are selected: a1" in err
    code, out, err = tiny.run("preview", "Testman", "-w", "ledger.called", "-f", "html")
    assert (code, Path(out.strip()).name) == (0, "a2.html"), err
    for words in (("-w", "ledger.sent and ledger.answered"), ("-w", "ledger.x"), ("a1", "-w", "(")):
        assert tiny.run("preview", *words)[0] == 2
    assert tiny.run("preview", "--diff", "a1", "a2", "-w", "ledger.sent")[0] == 2
