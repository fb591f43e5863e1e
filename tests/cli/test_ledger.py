"""Test `lettermerge ledger` as it is typed."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from tests.mailing import make_mailing
from tests.tiny import SETTINGS, TEMPLATE, Tiny, make_tiny

import lettermerge
from lettermerge.errors import OutputError

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


@pytest.mark.slow
def test_the_state_of_each_letter_is_shown_by_recipient_channel_and_state(tiny: Tiny) -> None:
    assert states(tiny) == {"nz": "printed", "a1": "printed"}
    code, out, err = tiny.run("ledger", "show", "Testwright")
    assert code == 0
    assert out.splitlines()[1].split("\t")[:3] == ["a1", "Ann Testwright", "printed"]
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
                            "--channel", "delivery")  # fmt: skip
    assert code == 0
    assert "recorded: a2, handed-over on 2026-01-31 (the letter a.md of 2023-07-20)" in err
    (one,) = entries(tiny, "a2")
    assert (one["channel"], one["day"], len(one["sha256"])) == ("delivery", "2026-01-31", 64)


@pytest.mark.slow
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


@pytest.mark.slow
def test_whoever_leaves_the_list_is_known_by_the_ledger(tiny: Tiny) -> None:
    assert tiny.run("ledger", "add", "a2", "sent", "--channel", "courier")[0] == 0
    tiny.write("r.csv", tiny.files(".")["r.csv"].decode().split("a1,")[0])
    found = {one["id"]: one for one in entries(tiny)}
    assert found["a1"]["name"] == "Ann Testwright"
    assert found["a1"]["address"].startswith("Ms Ann Testwright MP, House of Commons, ")
    assert (found["a1"]["language"], found["a2"]["language"]) == ("en-GB", "en-US")
    assert "United States Senate" in found["a2"]["address"]
    assert tiny.run("ledger", "add", "a1", "answered")[0] == 0
    assert tiny.run("ledger", "export", "ledger.csv", "--latest")[0] == 0
    (row,) = [
        one
        for one in csv.DictReader(io.StringIO(tiny.files(".")["ledger.csv"].decode("utf-8-sig")))
        if one["id"] == "a1"
    ]
    assert (row["state"], row["address"]) == ("answered", found["a1"]["address"])


@pytest.mark.slow
def test_what_was_added_by_mistake_is_taken_back(tiny: Tiny) -> None:
    for words in (("a1", "answered"), ("a1", "nz", "called")):
        assert tiny.run("ledger", "add", *words)[0] == 0
    code, _, err = tiny.run("ledger", "undo", "Testwright", "answered", "--note", "of the nz")
    assert (code, err.startswith("taken back: a1, answered on ")) == (0, True)
    assert states(tiny, "--history", "--state", "answered") == {}
    assert '"note":"of the nz"' in tiny.files()["ledger.jsonl"].decode().replace(": ", ":")
    assert states(tiny) == {"nz": "called", "a1": "called"}
    code, out, _ = tiny.run("ledger", "undo", "a1", "nz", "called", "--json")
    assert (code, len(json.loads(out)["undone"])) == (0, 2)
    assert states(tiny) == {"nz": "printed", "a1": "printed"}
    for taken, told in (
        (("a1", "answered"), "no `answered` of a1 is recorded"),
        (("a1", "printed"), "`printed` of a1 was recorded by a run, and was not added"),
        (("a1", "drafted"), "`drafted` is not an event here"),
        (("answered",), "`answered`: of which letter?"),
        (("nobody", "answered"), "no recipient is called `nobody`"),
    ):
        code, _, err = tiny.run("ledger", "undo", *taken)
        assert (code, told in err) == (2, True), err
    assert tiny.run("ledger", "add", "a1", "answered")[0] == 0
    assert states(tiny) == {"nz": "printed", "a1": "answered"}


def test_a_letter_that_was_never_made_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = make_tiny(tmp_path / "fresh", capsys)
    _, _, err = fresh.run("ledger", "add", "Testman", "answered", "--on", "2026-01-31")
    assert "(the letter a.md of 2023-07-20, not made here yet)" in err
    assert "if that is a slip: lettermerge ledger undo a2 answered" in err
    assert fresh.run("ledger", "undo", "a2", "answered")[0] == 0
    assert entries(fresh) == []


def test_who_got_the_letter_with_another_date_is_told_of_before_it_goes_out_again(
    tiny: Tiny,
) -> None:
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    tiny.write("lettermerge.toml", UNSIGNED.replace("2023-07-20", "2023-07-24"))
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("print")
    assert code == 0
    said = " ".join(err.split())
    assert "a.md with the date 2023-07-20 was printed or sent before to whoever gets" in said
    only = "not (ledger.printed or ledger.sent)"
    assert f'-w "{only}" leaves them out' in said
    code, _, err = tiny.run("print", "--again", "-w", only)
    assert "with the date" not in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a1", "anserd"), "did you mean `answered`?"),
        (("a1", "sending"), "`sending` is not an event here"),
        (("a1", "answered", "--on", "2999-01-01"), "still to come"),
        (("a1", "answered", "--on", "yesterday"), "--on"),
        (("Nobody", "answered"), "no recipient is called `Nobody`"),
        (("a1", "Nobody", "answered"), "no recipient is called `Nobody`"),
        (("answered",), "of which letter?"),
        (("a1", "sent", "--all", "--channel", "print"), "--all stands for all ids"),
        (("sent", "--all"), "letters of one channel"),
        (("answered", "--all", "--channel", "print"), "letters of one channel"),
        (("sent", "--all", "--channel", "mail"), "no letter waits to be sent by mail"),
    ],
)
def test_what_cannot_be_added_is_refused(tiny: Tiny, words: tuple[str, ...], told: str) -> None:
    before = (tiny.folder / "output/ledger.jsonl").read_bytes()
    code, out, err = tiny.run("ledger", "add", *words)
    assert code == 2
    assert told in out + err
    assert (tiny.folder / "output/ledger.jsonl").read_bytes() == before


def test_all_that_were_printed_are_told_to_be_sent_once(tiny: Tiny) -> None:
    told = ("ledger", "add", "sent", "--all", "--channel", "print", "--on", "2026-01-31")
    code, _, err = tiny.run(*told)
    assert code == 0
    assert [line.split(",")[0] for line in err.splitlines()] == ["recorded: nz", "recorded: a1"]
    assert {one["state"] for one in entries(tiny)} == {"sent"}
    assert tiny.run(*told)[0] == 2
    assert tiny.run("ledger", "add", "a1", "nz", "answered")[0] == 0
    assert {one["state"] for one in entries(tiny)} == {"answered"}


@pytest.mark.slow
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


def test_a_call_and_a_service_are_no_e_mail(tiny: Tiny) -> None:
    assert tiny.run("ledger", "add", "a1", "called")[0] == 0
    assert tiny.run("ledger", "add", "a1", "handed-over")[0] == 0
    channels = {one["state"]: one["channel"] for one in entries(tiny, "a1", "--history")}
    assert channels == {"printed": "print", "called": "phone", "handed-over": "handoff"}
    tiny.run("ledger", "add", "a2", "handed-over", "--channel", "lob")
    tiny.run("ledger", "add", "a2", "returned")
    assert [one["channel"] for one in entries(tiny, "a2", "--history")] == ["lob", "lob"]


@pytest.mark.slow
def test_what_was_sent_is_told_by_channel_where_several_are_possible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = make_mailing(tmp_path, capsys)
    assert made.run("print", "-q", "a1")[0] == 0
    assert made.run("mail", "-q")[0] == 0
    before = entries(made, "--history")
    code, _, err = made.run("ledger", "add", "a1", "sent", "--on", "2026-03-04")
    assert code == 2
    assert "made to go out by print and by mail: which one was sent?" in err
    assert "add --channel print or --channel mail" in err
    for event, asked in (("returned", "which one came back?"), ("answered", "was answered?")):
        code, _, err = made.run("ledger", "add", "a1", event)
        assert code == 2
        assert asked in err
    assert entries(made, "--history") == before
    assert made.run("ledger", "add", "a2", "sent")[0] == 0  # it was drafted alone
    assert made.run("ledger", "add", "a2", "answered")[0] == 0
    assert entries(made, "a2", "--history")[-1]["channel"] == "mail"
    assert entries(made, "a2")[0]["channel"] == "mail"
    assert made.run("ledger", "add", "a1", "sent", "--channel", "Print")[0] == 0
    (posted,) = entries(made, "a1")
    assert (posted["state"], posted["channel"]) == ("sent", "print")
    for event in ("answered", "returned", "sent"):  # on paper, on paper, and the draft that is left
        assert made.run("ledger", "add", "a1", event)[0] == 0
    told = [one["channel"] for one in entries(made, "a1", "--history")[-3:]]
    assert told == ["print", "print", "mail"]
    code, _, err = made.run("ledger", "add", "a1", "answered")  # both went out
    assert (code, "which one was answered?" in err) == (2, True)


@pytest.mark.slow
def test_a_letter_shows_the_state_of_each_channel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = make_mailing(tmp_path, capsys)
    assert made.run("print", "-q", "a1")[0] == 0
    assert made.run("mail", "-q")[0] == 0
    assert made.run("ledger", "add", "a1", "sent", "--channel", "print")[0] == 0
    (posted,) = entries(made, "a1")
    assert made.run("ledger", "add", "a1", "called")[0] == 0
    _, _, err = made.run("mail", "a1")
    assert "e-mailed before" not in err
    _, out, _ = made.run("ledger", "show", "a1")
    day = entries(made, "a1", "--history")[1]["day"]
    assert f"sent {posted['day']}, drafted {day}, called {day}\t" in out
    assert "print, mail, phone" in out
    assert made.run("ledger", "add", "a1", "returned", "--channel", "PRINT")[0] == 0
    assert entries(made, "a1", "--history")[-1]["channel"] == "print"


def test_a_letter_that_was_printed_alone_was_sent_on_paper(tiny: Tiny) -> None:
    assert tiny.run("ledger", "add", "a1", "sent")[0] == 0
    (one,) = entries(tiny, "a1")
    assert (one["state"], one["channel"]) == ("sent", "print")


def test_a_ledger_without_an_event_is_empty(tiny: Tiny) -> None:
    tiny.write("output/ledger.jsonl", "")  # letters were printed here
    assert tiny.run("ledger", "show")[0] == 8
    tiny.write("output/ledger.jsonl", '{"record": "ledger"}\n')
    assert entries(tiny) == []
    assert tiny.run("ledger", "export", "l.csv")[0] == 0
    assert lettermerge.read_ledger(tiny.folder).empty


@pytest.mark.slow
def test_a_letter_of_another_version_was_not_printed(tiny: Tiny) -> None:
    before = entries(tiny, "a1")[0]["sha256"]
    tiny.write("letters/a.md", TEMPLATE + "\nNew.\n")
    tiny.run("render", "-j", "0", "-q")
    tiny.run("print", "-q", "a1")
    found = [one["sha256"] for one in entries(tiny, "a1", "--history")]
    assert found[0] == before
    assert found[1] != before


@pytest.mark.slow
def test_status_tells_how_far_letters_have_come(tiny: Tiny) -> None:
    assert tiny.run("ledger", "add", "a1", "sent", "--on", "2026-03-04", "-q")[0] == 0
    code, _, err = tiny.run("status")
    assert code == 0
    assert "dispatch: 1 not sent, 1 printed, 1 sent\n" in err
    told = json.loads(tiny.run("status", "--json")[1])
    assert told["dispatch_counts"] == {"not sent": 1, "printed": 1, "sent": 1}
    assert told["dispatch"][1] == {
        "id": "a1", "state": "sent", "day": "2026-03-04", "channel": "print", "changed": False,
    }  # fmt: skip
    tiny.write("letters/a.md", TEMPLATE + "\nNew.\n")
    tiny.run("render", "-j", "0", "-q")
    assert "1 sent; 1 changed since they went out\n" in tiny.run("status")[2]
    (tiny.folder / "output/ledger.jsonl").unlink()
    code, _, err = tiny.run("status")
    assert code == 8
    assert "nobody knows who got one" in err
    told = json.loads(tiny.run("status", "--json")[1])
    assert told["exit_code"] == 8
    assert "ledger.jsonl is missing" in told["dispatch_error"]
    for words in (
        ("ledger", "show"),
        ("ledger", "export", "l.csv"),
        ("ledger", "add", "a1", "sent"),
    ):
        code, _, err = tiny.run(*words)
        assert code == 8
        assert "nobody knows who got one" in err
    with pytest.raises(OutputError, match="nobody knows"):
        lettermerge.read_ledger(tiny.folder)


def test_today_is_not_still_to_come_where_the_day_begins_earlier(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The zone is one whose calendar has another day than UTC now."""
    with monkeypatch.context() as here:
        here.setenv("TZ", "Etc/GMT-14" if datetime.now(UTC).hour >= 10 else "Etc/GMT+12")
        time.tzset()
        today = datetime.now().astimezone().date().isoformat()
        for words in (("--on", today), ()):
            code, out, err = tiny.run("ledger", "add", "a1", "called", *words)
            assert code == 0, err
            assert f"a1, called on {today}" in out + err
    time.tzset()


@pytest.mark.parametrize("typed", ["E-Mail", "email", "MAIL"])
def test_a_channel_is_known_by_the_names_that_people_give_it(tiny: Tiny, typed: str) -> None:
    assert tiny.run("ledger", "add", "a1", "sent", "--channel", typed)[0] == 0
    assert entries(tiny, "a1", "--history")[-1]["channel"] == "mail"


def test_a_misspelt_channel_is_asked_about(tiny: Tiny) -> None:
    code, _, err = tiny.run("ledger", "add", "a1", "sent", "--channel", "prnt")
    assert (code, "did you mean `print`?" in err) == (2, True)
    assert tiny.run("ledger", "add", "a1", "sent", "--channel", "airmail")[0] == 0
