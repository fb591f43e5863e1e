"""Test `lettermerge ledger` as it is typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from tests.tiny import SETTINGS, TEMPLATE, Tiny, make_tiny

import lettermerge

UNSIGNED = SETTINGS + '[signing]\nidentity = "none"\n'


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", UNSIGNED)
    assert made.run("render", "-j", "0", "-q")[0] == 0
    assert made.run("print", "-q", "-w", "parliament.paper == 'a4'")[0] == 0
    return made


def entries(tiny: Tiny, *options: str) -> list[dict[str, str]]:
    code, out, err = tiny.run("ledger", "show", "--json", *options)
    assert (code, err) == (0, "")
    listed: list[dict[str, str]] = json.loads(out)["entries"]
    return listed


def states(tiny: Tiny, *options: str) -> dict[str, str]:
    return {one["id"]: one["state"] for one in entries(tiny, *options)}


def test_the_state_of_each_letter_is_shown_by_recipient_channel_and_state(tiny: Tiny) -> None:
    assert states(tiny) == {"nz": "printed", "a1": "printed"}
    code, out, err = tiny.run("ledger", "show", "Testwright")
    assert code == 0
    assert out.splitlines()[1].split("\t")[:2] == ["a1", "printed"]
    assert err == "1 letter\n"
    assert tiny.run("ledger", "add", "a1", "answered", "--note", "a  line\nmore")[0] == 0
    assert states(tiny) == {"nz": "printed", "a1": "answered"}
    assert states(tiny, "--state", "answered") == {"a1": "answered"}
    assert states(tiny, "--state", "printed") == {"nz": "printed"}
    assert states(tiny, "--channel", "email") == {}
    assert states(tiny, "--channel", "print") == {"nz": "printed", "a1": "answered"}
    history = entries(tiny, "a1", "--history")
    assert [one["state"] for one in history] == ["printed", "answered"]
    assert history[1]["note"] == "a line more"
    assert history[1]["sha256"] == history[0]["sha256"]
    assert tiny.run("ledger", "show", "Nobody")[0] == 2
    assert tiny.run("ledger", "show", "--state", "eaten")[0] == 2


def test_events_are_added_for_letters_that_were_never_printed(tiny: Tiny) -> None:
    code, _, err = tiny.run("ledger", "add", "Testman", "handed over", "--on", "2026-01-31",
                            "--channel", "courier")  # fmt: skip
    assert code == 0
    assert "recorded: a2, handed-over on 2026-01-31 (the letter a.md of 2023-07-20)" in err
    (one,) = entries(tiny, "a2")
    assert (one["channel"], one["day"], len(one["sha256"])) == ("courier", "2026-01-31", 64)


def test_an_event_belongs_to_the_letter_that_is_meant(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED.replace("2023-07-20", "2024-02-01"))
    tiny.run("render", "-j", "0", "-q")
    tiny.run("print", "-q", "a1")
    tiny.run("ledger", "add", "a1", "answered", "--letter-date", "2023-07-20")
    found = {(one["date"], one["state"]) for one in entries(tiny, "a1")}
    assert found == {("2023-07-20", "answered"), ("2024-02-01", "printed")}
    code, _, err = tiny.run("ledger", "add", "a1", "answered", "--letter-date", "2022-01-01")
    assert code == 2
    assert "no letter of 2022-01-01 to a1 is recorded" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a1", "anserd"), "did you mean `answered`?"),
        (("a1", "sending"), "`sending` is not an event here"),
        (("a1", "answered", "--on", "2999-01-01"), "still to come"),
        (("a1", "answered", "--on", "yesterday"), "--on"),
        (("Nobody", "answered"), "no recipient is called `Nobody`"),
    ],
)
def test_what_cannot_be_added_is_refused(tiny: Tiny, words: tuple[str, ...], told: str) -> None:
    before = (tiny.folder / "output/ledger.jsonl").read_bytes()
    code, out, err = tiny.run("ledger", "add", *words)
    assert code == 2
    assert told in out + err
    assert (tiny.folder / "output/ledger.jsonl").read_bytes() == before


def test_the_ledger_is_exported_as_csv_xlsx_and_json(tiny: Tiny) -> None:
    tiny.run("ledger", "add", "a1", "returned", "--note", "=cmd|' /C calc'!A0; moved, unknown")
    for name in ("l.csv", "l.xlsx", "l.json"):
        assert tiny.run("ledger", "export", name)[0] == 0
    rows = list(csv.reader(io.StringIO((tiny.folder / "l.csv").read_text("utf-8-sig"))))
    note = rows[0].index("note")
    assert [row[rows[0].index("state")] for row in rows[1:]] == ["printed", "printed", "returned"]
    assert rows[3][note].startswith("'=cmd")
    assert {len(row) for row in rows} == {len(rows[0])}
    frame = pd.read_excel(tiny.folder / "l.xlsx", dtype=str, keep_default_na=False,
                          engine="calamine")  # fmt: skip
    listed = json.loads((tiny.folder / "l.json").read_text("utf-8"))
    assert frame.to_dict("records") == listed
    assert listed[2]["note"].startswith("=cmd")
    assert tiny.run("ledger", "export", "latest.json", "--latest", "--recipient", "a1")[0] == 0
    latest = json.loads((tiny.folder / "latest.json").read_text("utf-8"))
    assert [one["state"] for one in latest] == ["returned"]
    assert tiny.run("ledger", "export", "l.txt")[0] == 2
    assert lettermerge.read_ledger(tiny.folder).to_dict("records") == listed


def test_a_ledger_without_a_line_is_empty(tiny: Tiny) -> None:
    (tiny.folder / "output/ledger.jsonl").unlink()
    assert entries(tiny) == []
    assert tiny.run("ledger", "export", "l.csv")[0] == 0
    assert lettermerge.read_ledger(tiny.folder).empty


def test_a_letter_of_another_version_was_not_printed(tiny: Tiny) -> None:
    before = entries(tiny, "a1")[0]["sha256"]
    tiny.write("letters/a.md", TEMPLATE + "\nNew.\n")
    tiny.run("render", "-j", "0", "-q")
    tiny.run("print", "-q", "a1")
    found = [one["sha256"] for one in entries(tiny, "a1", "--history")]
    assert found[0] == before
    assert found[1] != before
