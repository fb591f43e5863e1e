"""Queries of SQLite and PostgreSQL: text as text, nothing written, nothing shown of a password."""

from __future__ import annotations

import re
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.recipients.readers.postgresql import PASSWORD, Server, serve

from lettermerge.config.settings import RosterSettings
from lettermerge.errors import MissingEngineError, RosterError, extra_hint
from lettermerge.recipients import Roster, read_recipients
from lettermerge.recipients.readers import database
from lettermerge.recipients.readers.source_dispatch import open_source
from lettermerge.templating import Sandbox

TABLE = """
CREATE TABLE members (id TEXT, parliament TEXT, full_name TEXT, code TEXT, number INTEGER,
                      share NUMERIC, size REAL, since TEXT, photo BLOB)
"""
ROWS: list[tuple[Any, ...]] = [
    ("a1", "uk", "Ann Testwright", "00712", 7, 12, 3.0, "2023-07-20", b"\xff\x00"),
    ("a2", "uk", "Ben Testman", "1e5", None, 1.5, 0.1, None, b"text"),
]


def make(path: Path, rows: list[tuple[Any, ...]] = ROWS, *, wal: bool = False) -> Path:
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = wal")
    connection.execute(TABLE)
    connection.executemany("INSERT INTO members VALUES (?,?,?,?,?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    return path


def query(sql: str, url: str = "sqlite:///x.db", **settings: Any) -> RosterSettings:
    return RosterSettings(sql=sql, database=url, **settings)


def cells(folder: Path, settings: RosterSettings) -> list[list[str]]:
    table = open_source(folder, settings)
    rows = [list(row) for block in table.frames for row in block.cells]
    return [list(table.headings.names), *rows]


def read(folder: Path, settings: RosterSettings) -> Roster:
    return read_recipients([settings], folder, Sandbox())


def refused(folder: Path, settings: RosterSettings) -> str:
    with pytest.raises(RosterError) as caught:
        read(folder, settings)
    return "\n".join(f"{one.code} {one}" for one in caught.value.faults)


@pytest.mark.slow
def test_text_stays_text_and_null_is_empty(tmp_path: Path) -> None:
    make(tmp_path / "x.db")
    sql = "SELECT code, number, share, size, since, photo FROM members ORDER BY id"
    assert cells(tmp_path, query(sql)) == [
        ["code", "number", "share", "size", "since", "photo"],
        ["00712", "7", "12", "3", "2023-07-20", "\\xff00"],
        ["1e5", "", "1.5", "0.1", "", "text"],
    ]


@pytest.mark.slow
def test_percent_signs_colons_and_question_marks_are_the_querys_own(tmp_path: Path) -> None:
    make(tmp_path / "x.db")
    sql = "SELECT id, '12:30 :x ?' AS t FROM members WHERE full_name LIKE 'Ann%' -- why?\n;"
    assert cells(tmp_path, query(sql)) == [["id", "t"], ["a1", "12:30 :x ?"]]


def test_recipients_are_numbered_and_named_after_the_database(tmp_path: Path) -> None:
    make(tmp_path / "x.db")
    roster = read(tmp_path, query("SELECT * FROM members", sheet="lords"))
    assert [(one.id, one.row.number) for one in roster.recipients] == [("a1", 1), ("a2", 2)]
    (source,) = roster.sources
    assert (source.file, source.stem, source.rows) == ("x.db#lords", "x-lords", 2)
    assert roster.recipients[0].extra["code"] == "00712"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM members", "begins with `DELETE`"),
        ("SELECT 1; DELETE FROM members", "more than one statement"),
        ("WITH x AS (SELECT 1) DELETE FROM members", "not authorized"),
        ("SELECT * FROM pragma_database_list", "roster."),
        ("SELECT id FROM member", "no such table: member"),
        ("SELECT nam FROM members", "no such column: nam"),
        ("", "missing"),
    ],
)
def test_nothing_but_a_select_is_run(tmp_path: Path, sql: str, said: str) -> None:
    path = make(tmp_path / "x.db")
    before = path.read_bytes()
    if sql:
        assert said in refused(tmp_path, query(sql))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["x.db"]


def test_the_database_itself_refuses_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "x.db")
    before = path.read_bytes()
    monkeypatch.setattr(database, "require_select", lambda text, *_, **__: text)
    assert "not authorized" in refused(tmp_path, query("DELETE FROM members"))
    assert "not authorized" in refused(tmp_path, query("ATTACH 'other.db' AS other"))
    assert "not authorized" in refused(tmp_path, query("PRAGMA user_version = 3"))
    monkeypatch.setattr(database, "_allow_reading", lambda *_: None)
    assert "readonly database" in refused(tmp_path, query("DELETE FROM members"))
    assert path.read_bytes() == before


@pytest.mark.parametrize("open_elsewhere", [False, True])
def test_a_database_with_a_write_ahead_log_leaves_no_file_behind(
    tmp_path: Path, open_elsewhere: bool
) -> None:
    path = make(tmp_path / "x.db", wal=True)
    other = sqlite3.connect(path)
    if open_elsewhere:
        other.execute("INSERT INTO members (id) VALUES ('a3')")
        other.commit()
    else:
        other.close()
    before = sorted(one.name for one in tmp_path.iterdir())
    rows = cells(tmp_path, query("SELECT id FROM members"))
    assert len(rows) == 3 + open_elsewhere
    assert sorted(one.name for one in tmp_path.iterdir()) == before
    other.close()


def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    make(folder / "x.db", wal=True)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert len(cells(tmp_path, query("SELECT id FROM members", "sqlite:///locked/x.db"))) == 3
    finally:
        folder.chmod(stat.S_IRWXU)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///y.db", "roster.missing-file y.db: there is no such file (did you mean `x.db`"),
        ("sqlite://", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
        ("mysql://someone:hidden@127.0.0.1/x", "`mysql` is not a database that is read"),
        ("x.db", "it is not the URL of a database"),
        ("sqlite:///r.csv", "file is not a database"),
    ],
)
def test_another_database_is_refused(tmp_path: Path, url: str, said: str) -> None:
    make(tmp_path / "x.db")
    (tmp_path / "r.csv").write_text("id,full_name\n" * 200, encoding="utf-8")
    told = refused(tmp_path, query("SELECT * FROM members", url))
    assert said in told
    assert "hidden" not in told
    assert not (tmp_path / "y.db").exists()


def test_a_path_may_be_absolute(tmp_path: Path) -> None:
    path = make(tmp_path / "x y.db")
    assert len(cells(Path("/"), query("SELECT id FROM members", f"sqlite:///{path}"))) == 3
    quoted = str(path).replace(" ", "%20")
    assert len(cells(Path("/"), query("SELECT id FROM members", f"sqlite+pysqlite:///{quoted}")))


@pytest.mark.slow
def test_a_query_without_an_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "x.db")
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT "
    usual = database.LONGEST_WAIT
    monkeypatch.setattr(database, "LONGEST_WAIT", 0.3)
    began = time.monotonic()
    assert "interrupted" in refused(tmp_path, query(f"{endless} sum(x) AS id FROM c"))
    assert time.monotonic() - began < usual
    monkeypatch.setattr("lettermerge.recipients.readers.value_text.LARGEST_HEIGHT", 5000)
    monkeypatch.setattr(database, "LONGEST_WAIT", 60)
    told = refused(
        tmp_path, query(f"{endless} x AS id, 'uk' AS parliament, 'A B' AS full_name FROM c")
    )
    assert "more than 5,000 rows" in told


def test_texts_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    make(tmp_path / "x.db")
    told = refused(tmp_path, query("SELECT hex(zeroblob(1000000)) AS id FROM members"))
    assert "longer than 1 MiB" in told
    assert "too big" in refused(tmp_path, query("SELECT zeroblob(900000000) AS id FROM members"))


@pytest.mark.parametrize("said", ["login of me with s3 cret failed", "no: 's3%20cret'"])
def test_a_password_that_a_driver_repeats_is_hidden(said: str) -> None:
    settings = query("SELECT 1", "postgresql://me:s3%20cret@host/lists")
    fault = database._refused(sqlite3.OperationalError(said), settings)
    assert "***" in fault.message
    assert not re.search("s3.{1,3}cret", str(fault))


def test_the_extra_is_named_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "x.db")
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(MissingEngineError) as caught:
        read(tmp_path, query("SELECT 1 AS id"))
    assert caught.value.hint == extra_hint("sql")


def test_the_extra_is_named_where_the_driver_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingEngineError) as caught:
        read(tmp_path, query("SELECT 1 AS id", "postgresql://owner@/lists"))
    assert (caught.value.hint, "psycopg" in caught.value.message) == (
        extra_hint("sql"),
        True,
    )


# --- PostgreSQL ---


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as running:
        running.run(
            "CREATE TYPE colour AS ENUM ('red', 'blue')",
            "CREATE TABLE members (id text PRIMARY KEY, parliament text, full_name text, "
            "code char(5), number bigint, share numeric(10,2), size float8, small real, "
            "since date, seen timestamp, at timestamptz, active bool, tags text[], data jsonb, "
            "photo bytea, paint colour)",
            "INSERT INTO members VALUES ('a1', 'uk', 'Ann Testwright', '00712', 7, 12, 3, 0.1, "
            "'2023-07-20', '2023-07-20', '2023-07-20 12:30+00', true, '{one,two}', "
            """'{"k": "é"}', '\\xff00', 'blue')""",
            "INSERT INTO members (id, parliament, full_name) VALUES ('a2', 'uk', 'Ben Testman')",
        )
        yield running


@pytest.mark.tools
def test_postgresql_gives_the_same_text(server: Server, tmp_path: Path) -> None:
    sql = (
        "SELECT id, code, number, share, size, small, since, seen, active, tags, data, photo, "
        "paint FROM members WHERE full_name LIKE '%n%' ORDER BY id"
    )
    headings, first, second = cells(tmp_path, query(sql, server.url()))
    assert dict(zip(headings, first, strict=True)) == {
        "id": "a1",
        "code": "00712",
        "number": "7",
        "share": "12.00",
        "size": "3",
        "small": "0.1",
        "since": "2023-07-20",
        "seen": "2023-07-20",
        "active": "TRUE",
        "tags": "one\ntwo",
        "data": '{"k": "é"}',
        "photo": "\\xff00",
        "paint": "blue",
    }
    assert (second[0], set(second[1:])) == ("a2", {""})


@pytest.mark.tools
@pytest.mark.parametrize(
    "sql",
    [
        "WITH gone AS (DELETE FROM members RETURNING id) SELECT id FROM gone",
        "SELECT id INTO other FROM members",
        "SELECT id FROM members FOR UPDATE",
        "SELECT nextval('counter') AS id",
        "SELECT set_config('transaction_read_only', 'off', false) AS id",
    ],
)
def test_postgresql_can_be_read_and_nothing_else(server: Server, tmp_path: Path, sql: str) -> None:
    server.run("CREATE SEQUENCE IF NOT EXISTS counter")
    assert "roster.bad-query" in refused(tmp_path, query(sql, server.url()))
    assert server.run("SELECT count(*) FROM members") == [(2,)]
    assert server.run("SELECT last_value, is_called FROM counter") == [(1, False)]


@pytest.mark.tools
@pytest.mark.parametrize("sql", ["SELECT 1; DELETE FROM members", "DELETE FROM members"])
def test_the_server_itself_refuses_to_write(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.setattr(database, "require_select", lambda text, *_, **__: text)
    assert "roster.bad-query" in refused(tmp_path, query(sql, server.url()))
    assert server.run("SELECT count(*) FROM members") == [(2,)]


@pytest.mark.tools
def test_no_message_and_no_settings_show_the_password(server: Server, tmp_path: Path) -> None:
    for url in (
        server.url(password=":wr0ng-secret"),
        f"postgresql://owner@/lists?host={server.folder}&password=wr0ng-secret",
        server.url(database="nowhere"),
    ):
        settings = query("SELECT 1 AS id", url)
        told = refused(tmp_path, settings) + repr(settings) + settings.name
        assert "roster.bad-query" in told
        assert not any(one in told for one in ("wr0ng-secret", PASSWORD, "sp%40cimen"))
    settings = query("SELECT * FROM members", server.url())
    warned = [str(one) for one in read(tmp_path, settings).report if "password" in one.code]
    assert len(warned) == 1
    assert PASSWORD not in warned[0]


@pytest.mark.tools
def test_the_password_may_be_in_the_environment(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    roster = read(tmp_path, query("SELECT * FROM members", server.url(password="")))
    assert [one.id for one in roster.recipients] == ["a1", "a2"]
    assert not roster.report.errors
    assert [one for one in roster.report if "password" in one.code] == []


@pytest.mark.tools
def test_a_roster_that_is_refused_leaves_no_connection_open(server: Server, tmp_path: Path) -> None:
    kept = []  # tracebacks, and with them all that was open
    for sql in ("AS number", "AS n, 1 AS n"):
        settings = query(f"SELECT generate_series(1, 99999) {sql}", server.url())
        with pytest.raises(RosterError) as caught:
            read(tmp_path, settings)
        kept.append(caught)
    assert [one.value.faults[0].code for one in kept] == [
        "roster.missing-column",
        "roster.repeated-heading",
    ]
    open_now = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'lists'"
    until = time.monotonic() + 60
    while server.run(open_now) != [(1,)]:  # a server notices a moment later
        assert time.monotonic() < until


@pytest.mark.tools
def test_postgresql_stops_a_query_that_takes_too_long(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LONGEST_WAIT", 1)
    told = refused(tmp_path, query("SELECT pg_sleep(30)::text AS id", server.url()))
    assert "statement timeout" in told


@pytest.mark.slow
def test_a_server_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    url = f"postgresql://owner:hidden@/lists?host={tmp_path}"
    told = refused(tmp_path, query("SELECT 1 AS id", url))
    assert ("roster.bad-query postgresql:///lists" in told, "hidden" in told) == (True, False)
