"""Database URLs: the file of SQLite, the name in messages, and no password in either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.config.database_url import (
    database_name,
    passwords_in,
    sqlite_file,
    without_password,
)


@pytest.mark.parametrize(
    ("url", "file", "name"),
    [
        ("sqlite:///x.db", "x.db", "x.db"),
        ("sqlite:////data/x.db", "/data/x.db", "/data/x.db"),
        ("sqlite+pysqlite:///a%20b.db?mode=rw", "a b.db", "a b.db"),
        ("sqlite://", "", "sqlite://"),
        ("postgresql://me:secret@db.example:5433/lists", "", "postgresql://db.example:5433/lists"),
        ("postgresql+psycopg://me@/lists?host=/run", "", "postgresql:///lists"),
        ("lists", "", "lists"),
        ("postgresql://[::1/lists", "", "the database"),
    ],
)
def test_a_url_is_taken_apart(url: str, file: str, name: str) -> None:
    assert (sqlite_file(url), database_name(url)) == (file, name)


@pytest.mark.parametrize(
    ("url", "shown", "passwords"),
    [
        ("postgresql://me:s%40crt@h/d", "postgresql://me:***@h/d", ("s%40crt", "s@crt")),
        ("postgresql://me:a:b@h/d", "postgresql://me:***@h/d", ("a:b",)),
        ("postgresql://me:a@b@h/d", "postgresql://me:***@h/d", ("a@b",)),
        (
            "postgresql://h/d?password=one&sslpassword=two&x=3",
            "postgresql://h/d?password=***&sslpassword=***&x=3",
            ("one", "two"),
        ),
        ("postgresql://me@h/d", "postgresql://me@h/d", ()),
        ("sqlite:///a:b@c.db", "sqlite:///a:b@c.db", ()),
    ],
)
def test_passwords_are_found_and_hidden(url: str, shown: str, passwords: tuple[str, ...]) -> None:
    assert (without_password(url), passwords_in(url)) == (shown, passwords)


@given(st.text(st.characters(categories=["L", "N", "S"]), min_size=4, max_size=12))
def test_no_password_is_left_in_what_is_shown(password: str) -> None:
    for url in (f"postgresql://me:{password}@h/d", f"postgresql://h/d?password={password}"):
        assert password not in without_password(url).replace("postgresql://", "")
        assert password not in database_name(url).replace("postgresql://h/d", "")
