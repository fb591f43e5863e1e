"""Every command that works on finished letters, where they are objects of a real S3 server."""

from __future__ import annotations

import json
import os
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyarrow import csv as pyarrow_csv
from pyarrow import parquet
from tests import smtp_server
from tests.approving import approve, make_approving
from tests.mailing import MAIL, SIGNING, make_mailing
from tests.object_stores import KEYS, S3Server, run_s3_server
from tests.signing import authority
from tests.smtp_server import Authority, Inbox
from tests.tiny import SETTINGS, Tiny

from lettermerge.app.batch.batch import look, prepare
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.signing.cosigning import sign_finished
from lettermerge.app.signing.sealing import make_signer
from lettermerge.config.settings import load_settings

pytestmark = pytest.mark.slow  # the server takes seconds to begin


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with run_s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def tiny(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    server: S3Server,
) -> Tiny:
    """Return a project whose letters are in the store, below the name of its folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)
    tiny = make_mailing(tmp_path, capsys)
    tiny.write("lettermerge.toml", settings_for(tmp_path, server))
    code, _, err = tiny.run("render", "-j", "0", "-q")
    assert code == 0, err
    return tiny


def settings_for(folder: Path, server: S3Server, more: str = "") -> str:
    output = f'[output]\ndirectory = "s3://letters/{folder.name}"\nendpoint = "{server.endpoint}"\n'
    return SETTINGS + SIGNING + output + MAIL + more


def events(tiny: Tiny, server: S3Server) -> list[tuple[str, str]]:
    found = server.objects(f"{tiny.folder.name}/ledger")
    lines = [line for key in sorted(found) for line in found[key].splitlines()]
    told = [json.loads(line) for line in lines if b'"event"' in line]
    return [(one["id"], one["event"]) for one in told]


def test_letters_are_printed_and_recorded(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name
    code, out, err = tiny.run("print")
    assert code == 0, err
    assert f"s3://letters/{prefix}/print/0001/" in out
    found = server.objects(f"{prefix}/print/0001")
    assert found.pop("whole") == b""
    assert {one for one in found if one.endswith(".pdf")} == {"a4.pdf", "letter.pdf"}
    assert all(content.startswith(b"%PDF-") for key, content in found.items() if ".pdf" in key)
    assert sorted(events(tiny, server)) == [(one, "printed") for one in ("a1", "a2", "nz")]
    server.ask("DELETE", f"{prefix}/print/0001/whole")  # as if it had been killed before its end
    assert tiny.run("print", "--again")[0] == 0
    assert "whole" in server.objects(f"{prefix}/print/0001")
    code, out, _ = tiny.run("ledger", "show", "--json")
    assert code == 0
    assert {one["state"] for one in json.loads(out)["entries"]} == {"printed"}


def test_letters_are_drafted_and_sent_once(
    tiny: Tiny, server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    prefix = tiny.folder.name
    code, _, err = tiny.run("mail")
    assert code == 0, err
    drafts = server.objects(f"{prefix}/mail")
    assert sorted(drafts) == ["uk/a1-ann-testwright.eml", "us/a2-ben-testman.eml"]
    authority, inbox = Authority(tmp_path_factory.mktemp("authority")), Inbox()
    controller = smtp_server.start(inbox, authority.context())
    try:
        more = (
            f'host = "localhost"\nport = {controller.port}\nsecurity = "starttls"\n'
            f'ca = "{authority.ca}"\n'
        )
        tiny.write("lettermerge.toml", settings_for(tiny.folder, server, more))
        code, out, err = tiny.run("mail", "--send", "--yes")
        assert (code, out) == (0, "2 sent\n"), err
        code, _, err = tiny.run("mail", "--send", "--yes")
        assert code == 0
        assert "2 letters already sent" in err
    finally:
        controller.stop(no_assert=True)
    assert len(inbox.taken) == 2
    (file,) = inbox.messages[0].iter_attachments()
    assert file.get_content() == server.objects(prefix)["uk/a1-ann-testwright.pdf"]
    assert events(tiny, server) == [
        ("a1", "drafted"), ("a2", "drafted"),
        ("a1", "sending"), ("a1", "sent"), ("a2", "sending"), ("a2", "sent"),
    ]  # fmt: skip
    for key in server.keys(f"{prefix}/ledger"):
        server.ask("DELETE", f"{prefix}/ledger/{key}")
    code, _, err = tiny.run("mail", "--send", "--yes")
    assert code == 8
    assert "is missing: nobody knows who got one" in err


def test_orphans_are_tidied_and_altered_letters_left_alone(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name
    before = server.letters(prefix)
    rows = (tiny.folder / "r.csv").read_text(encoding="utf-8").splitlines()
    tiny.write("r.csv", "\n".join([*rows[:-1], "bad,uk,nowhere,,,A,B,,,", ""]))
    server.ask("PUT", f"{prefix}/uk/a1-ann-testwright.pdf", b"edited by hand")
    code, out, err = tiny.run("status", "--tidy", "--json")
    assert code == 8, err
    told = json.loads(out)
    assert {one["to"] for one in told["moved"]} == {
        "orphans/us/a2-ben-testman.pdf", "orphans/us/a2-ben-testman.docx",
    }  # fmt: skip
    assert told["counts"] == {"write": 0, "move": 0, "keep": 3, "refuse": 1}
    found = server.letters(prefix)
    assert found["orphans/us/a2-ben-testman.pdf"] == before["us/a2-ben-testman.pdf"]
    assert "us/a2-ben-testman.pdf" not in found
    code, _, _ = tiny.run("render", "-j", "0", "-q")
    assert code == 8
    assert server.letters(prefix)["uk/a1-ann-testwright.pdf"] == b"edited by hand"
    errors = server.objects(prefix)["errors.csv"].decode("utf-8-sig")
    assert "protocol.unknown-chamber" in errors
    assert "output.altered" in errors
    tiny.write("r.csv", "\n".join(rows) + "\n")
    assert tiny.run("render", "-j", "0", "-q", "--force")[0] == 0
    assert "errors.csv" not in server.keys(prefix)
    code, out, _ = tiny.run("verify", "--json")
    assert code == 0
    assert len(json.loads(out)["files"]) == 6 + 2  # those that were moved are recorded, too


def test_compaction_keeps_what_stands(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name
    assert tiny.run("render", "-j", "0", "-q", "--force")[0] == 0
    code, out, err = tiny.run("status", "--compact", "--json")
    assert code == 0, err
    assert json.loads(out)["counts"]["keep"] == 6
    segments = [one for one in server.keys(prefix) if one.startswith("manifest/")]
    assert [one[:15] for one in segments] == ["manifest/000003", "manifest/000003"]
    kept = server.ask("GET", f"{prefix}/{segments[0]}")
    assert kept.count(b'"etag"') == 6  # else each plan would read every letter
    assert json.loads(tiny.run("status", "--json")[1])["counts"]["keep"] == 6


def test_envelopes_and_handoffs_are_objects(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name
    code, out, err = tiny.run("envelopes")
    assert code == 0, err
    assert f"s3://letters/{prefix}/" in out
    made = [key for key in server.keys(prefix) if "0001/" in key]
    assert any(key.endswith(".pdf") for key in made)
    content = server.objects(prefix)[next(key for key in made if key.endswith(".docx"))]
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None


@pytest.mark.parametrize("edit", ["", "a row", "a letter is gone"])
def test_rows_that_are_recorded_in_a_store_are_not_composed_again(
    tiny: Tiny, server: S3Server, edit: str
) -> None:
    settings = load_settings(tiny.folder)
    request = Request(settings, tiny.folder, settings.output.place(tiny.folder))
    signer = make_signer(settings, tiny.folder, None, datetime.now(UTC))
    request = replace(request, signer=signer)
    roster = tiny.folder / "r.csv"
    if edit == "a row":
        roster.write_text(roster.read_text("utf-8").replace("Testwright", "Specimen"), "utf-8")
    elif edit:
        gone = next(key for key in server.letters(tiny.folder.name) if key.endswith(".pdf"))
        server.ask("DELETE", f"{tiny.folder.name}/{gone}")
    reused, anew = (prepare(request, reuse=reuse) for reuse in (True, False))
    assert (reused.jobs.recorded, anew.jobs.recorded) == (2 if edit else 3, 0)
    plans = [look(one) for one in (reused, anew)]
    told = [
        [(one.job.path, one.action, one.reasons, one.change, one.job.fingerprint) for one in tasks]
        for tasks in (plan.tasks for plan in plans)
    ]
    assert told[0] == told[1]
    assert plans[0].orphans == plans[1].orphans
    assert [*reused.diagnostics] == [*anew.diagnostics]


def test_letters_in_the_store_are_signed_by_another(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name
    before = server.letters(prefix)
    authority.write_pkcs12(tiny.folder / "second.p12", "rsa", "")
    sign = ("sign", "--identity", "second.p12")
    one = f"s3://letters/{prefix}/uk/a1-ann-testwright.pdf"
    code, out, err = tiny.run(*sign, one)
    assert (code, out.count(": signed by ")) == (0, 1), err
    found = server.letters(prefix)
    changed = "uk/a1-ann-testwright.pdf"
    assert {path for path in found if found[path] != before[path]} == {changed}
    assert found[changed].startswith(before[changed])  # a later revision of the same file
    server.ask("PUT", f"{prefix}/us/a2-ben-testman.docx", b"edited by hand")
    code, out, err = tiny.run(*sign, f"s3://letters/{prefix}")
    assert code == 6
    assert "a2-ben-testman.docx was altered since it was written" in err
    assert "a2-ben-testman.pdf is not signed, because a2-ben-testman.docx" in err
    assert out.count(": signed by ") == 3
    assert out.count(": signed already by ") == 1
    assert server.letters(prefix)["us/a2-ben-testman.pdf"] == before["us/a2-ben-testman.pdf"]
    assert tiny.run("render", "-j", "0", "-q", "--force")[0] == 0
    assert tiny.run(*sign, f"s3://letters/{prefix}/us")[0] == 0
    code, out, _ = tiny.run("verify", "--json", f"s3://letters/{prefix}/us")
    assert [len(file["signatures"]) for file in json.loads(out)["files"]] == [2, 2]
    assert json.loads(tiny.run("status", "--json")[1])["counts"]["keep"] == 6
    code, _, err = tiny.run(*sign, "s3://letters/nowhere")
    assert (code, "no run has written letters to s3://letters/nowhere" in err) == (2, True)


def test_an_object_that_is_written_while_it_is_signed_is_left_alone(
    tiny: Tiny, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tiny.folder.name
    authority.write_pkcs12(tiny.folder / "second.p12", "ec", "")
    sign = sign_finished

    def slow(content: bytes, *more: Any) -> bytes:
        signed = sign(content, *more)
        server.ask("PUT", f"{prefix}/uk/a1-ann-testwright.pdf", b"written meanwhile")
        return signed

    monkeypatch.setattr("lettermerge.app.signing.store_cosigning.sign_finished", slow)
    address = f"s3://letters/{prefix}/uk/a1-ann-testwright.pdf"
    code, _, err = tiny.run("sign", "--identity", "second.p12", address)
    assert code == 6, err
    assert "a1-ann-testwright.pdf was just written again" in err
    assert server.letters(prefix)["uk/a1-ann-testwright.pdf"] == b"written meanwhile"


def test_letters_reach_the_store_when_they_are_approved(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    server: S3Server,
) -> None:
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)
    tiny = make_approving(tmp_path, capsys, monkeypatch)
    prefix = tmp_path.name
    text = (tmp_path / "lettermerge.toml").read_text(encoding="utf-8")
    where = f'directory = "s3://letters/{prefix}"\nendpoint = "{server.endpoint}"\n'
    tiny.write("lettermerge.toml", f"{text}[output]\n{where}")
    assert tiny.run("render", "-j", "0", "-q")[0] == 6
    assert server.letters(prefix) == {}
    code, _, err = approve(tiny)
    assert code == 0, err
    code, _, err = tiny.run("render", "-j", "0", "-q")
    assert (code, len(server.letters(prefix))) == (0, 6), err
    code, out, _ = tiny.run("verify", "--json")
    assert code == 0
    assert out.count("approved by Dora") == 6


def test_the_overview_looks_into_the_store(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name

    def look() -> dict[str, str]:
        code, out, err = tiny.run()
        assert (code, err) == (0, "")
        return {line.split()[0]: line[8:].strip() for line in out.splitlines() if line[0] != " "}

    said = look()
    assert said["letters"] == f"in s3://letters/{prefix}"
    assert (said["finished"], said["waiting"]) == ("3 letters", "no row")
    assert said["next"].startswith("lettermerge status:")
    later = time.time() + 60
    os.utime(tiny.folder / "letters/a.md", (later, later))
    assert "newer than the letters" in look()["changed"]
    server.ask("PUT", f"{prefix}/errors.csv", b"id")
    server.ask("DELETE", f"{prefix}/uk/a1-ann-testwright.pdf")
    said = look()
    assert (said["finished"], said["waiting"]) == ("2 letters", "rows: 1 without a letter")
    assert said["failed"] == "rows in errors.csv"
    assert said["next"].startswith("lettermerge render:")


def test_a_roster_is_an_object_of_any_kind(tiny: Tiny, server: S3Server) -> None:
    prefix = tiny.folder.name
    before = server.letters(prefix)
    rows = (tiny.folder / "r.csv").read_text(encoding="utf-8").splitlines()
    table = pyarrow_csv.read_csv(tiny.folder / "r.csv")
    for name in ("list.csv", "list.parquet"):
        if name == "list.parquet":
            buffer = BytesIO()
            parquet.write_table(table, buffer, row_group_size=1)
            server.ask("PUT", f"{prefix}/lists/{name}", buffer.getvalue())
        else:
            text = "\n".join([*rows, "bad,uk,nowhere,,,A,B,,,", ""])
            server.ask("PUT", f"{prefix}/lists/{name}", text.encode())
        settings = settings_for(tiny.folder, server)
        address = f"s3://letters/{prefix}/lists/{name}"
        tiny.write("lettermerge.toml", settings.replace('"r.csv"', f'"{address}"'))
        code, out, err = tiny.run("status", "--json")
        assert json.loads(out)["counts"] == {"write": 0, "move": 0, "keep": 6, "refuse": 0}, err
        assert (f"{address}" in err) == (name == "list.csv")  # it names the row that is bad
        assert code == (5 if name == "list.csv" else 0)
    (tiny.folder / "r.csv").unlink()
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert server.letters(prefix) == before
    server.ask("DELETE", f"{prefix}/lists/list.parquet")
    code, _, err = tiny.run("check")
    assert code == 3
    assert f"{address}: there is no such object" in err
    bad = settings.replace('"r.csv"', '"https://example.org/list.csv"')
    tiny.write("lettermerge.toml", bad)
    code, _, err = tiny.run("check")
    assert code == 3
    assert "only files and objects of s3:// can be read" in err
