"""One SELECT and nothing else, in the SQL of SQLite and of PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.diagnostics import Where
from lettermerge.recipients.readers.delimited_text import TableError
from lettermerge.recipients.readers.select_statement import LONGEST, require_select


def check(text: str, *, sqlite: bool = True) -> str:
    return require_select(text, Where("lettermerge.toml"), sqlite=sqlite)


def is_refused(text: str, *, sqlite: bool = True) -> bool:
    try:
        check(text, sqlite=sqlite)
    except TableError as error:
        return error.faults[0].code == "roster.not-a-select"
    return False


@pytest.mark.parametrize("sqlite", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "select 1;",
        "  -- why; not\n SELECT 1 ; -- done; DELETE\n",
        "/* a; b */ WITH x AS (SELECT ';' AS a) SELECT * FROM x;;",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT 'it''s; fine', \"a;b\" FROM t",
        "SELECT '--' || '/*' ; /* ; */",
    ],
)
def test_one_select_is_taken(text: str, sqlite: bool) -> None:
    assert check(text, sqlite=sqlite).lstrip("-/(* \n")


@pytest.mark.parametrize("sqlite", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "-- SELECT 1",
        "DELETE FROM t",
        "PRAGMA x",
        "EXPLAIN SELECT 1",
        "SELECT 1; DELETE FROM t",
        "SELECT ';'; DELETE FROM t",
        "SELECT 1 /* ; */ ; /* */ DROP TABLE t",
        "SELECT '''; ' ; DROP TABLE t; -- '",
        "SELECT 1;\n'x'; SELECT 2",
        "SELECT 1 " + "x" * LONGEST,
    ],
)
def test_anything_else_is_refused(text: str, sqlite: bool) -> None:
    assert is_refused(text, sqlite=sqlite)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $$;$$",
        "SELECT $a$ $$ ; $b$ $a$ AS x",
        r"SELECT E'\'; DROP'",
        "SELECT 1 /* /* */ ; DROP */",
        "SELECT tags[1], a$b, 'x]' FROM t",
    ],
)
def test_texts_of_postgresql(text: str) -> None:
    assert check(text, sqlite=False) == text
    assert is_refused(f"{text}; DROP TABLE t", sqlite=False)


@pytest.mark.parametrize("text", ["SELECT [a;b], `c;d` FROM t", "SELECT 1 /* /* */, 2"])
def test_names_and_comments_of_sqlite(text: str) -> None:
    assert check(text) == text
    assert is_refused(f"{text}; DROP TABLE t")


_PIECES = st.sampled_from(
    ["SELECT 1", "'", '"', ";", " ", "--", "\n", "/*", "*/", "[", "]", "`", "DELETE FROM t", "$$"]
)


@given(st.lists(_PIECES, max_size=9))
def test_what_is_taken_holds_one_statement_for_sqlite_too(pieces: list[str]) -> None:
    text = "SELECT 1 " + "".join(pieces)
    if is_refused(text):
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (1)")
    with suppress(sqlite3.Error):
        connection.executescript(check(text))  # which runs as many as there are
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (1,)
    connection.close()
