"""Read what one SELECT returns from SQLite or PostgreSQL, which can change nothing there.

SQLAlchemy is imported only here. SQLite is opened read-only, and its authorizer allows nothing but
reading; PostgreSQL runs the query in a read-only transaction. Rows are fetched some at a time.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...config.database_url import HIDDEN, passwords_in, sqlite_file
from ...config.settings import FILE_NAME, RosterSettings
from ...diagnostics import Diagnostic, Severity, Where, did_you_mean
from ...errors import MissingEngineError, extra_hint
from .delimited_text import Record, TableError
from .select_statement import require_select
from .spreadsheet_archive import LONGEST_TEXT
from .value_text import Bounds, text_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

FETCHED_ROWS = 2048
LONGEST_WAIT = 120  # seconds for some rows
_STEPS = 10_000  # of SQLite's virtual machine, between two looks at the clock
_CONNECT = 10  # seconds to reach a server
_DRIVER = "postgresql+psycopg"
#: What reading takes (https://sqlite.org/c3ref/c_alter_table.html); all else is refused.
_ALLOWED = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
)
_ALL_TEXT = frozenset((str,))
_WAL = 2  # the file format version of a database with a write-ahead log (bytes 18 and 19)


def read_query(project: Path, settings: RosterSettings) -> Generator[Record]:
    """Yield the names of the columns as row 0, and the rows from 1; connect when first asked.

    Raises:
        TableError: the statement is not one SELECT, the database cannot be reached or refuses it,
            or there is more than a roster has.
        MissingEngineError: SQLAlchemy, or the driver, is not installed.
    """
    engine = _engine(project, settings)
    is_sqlite = engine.dialect.name == "sqlite"
    where = Where(FILE_NAME, column="recipients.sql")
    statement = require_select(settings.sql, where, sqlite=is_sqlite)
    from sqlalchemy.exc import DBAPIError

    options = {"no_parameters": True, "stream_results": True}
    try:
        with engine.connect() as connection:
            clock = _Clock()
            if is_sqlite:
                _allow_reading(connection.connection.dbapi_connection, clock)
            else:
                options["postgresql_readonly"] = True
            connection.execution_options(**options)
            with closing(connection.exec_driver_sql(statement)) as result:
                yield 0, list(result.keys())
                yield from _rows(_blocks(result, clock), settings.name)
    except (DBAPIError, sqlite3.Error) as error:
        raise TableError(_refused(error, settings)) from None
    finally:
        engine.dispose()


def find_password(settings: RosterSettings) -> tuple[Diagnostic, ...]:
    """Warn of a password in the settings, which everybody who gets the project can read."""
    if not passwords_in(settings.database):
        return ()
    return (
        Diagnostic(
            "roster.password-in-settings",
            f"the password of {settings.name} is readable in {FILE_NAME}",
            Where(FILE_NAME, column="recipients.database"),
            "leave it out, and keep it in ~/.pgpass or in the variable PGPASSWORD",
            Severity.WARNING,
        ),
    )


class _Clock:
    """Says when the database has been at work for too long; what is made of the rows is not."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self._until = time.monotonic() + LONGEST_WAIT

    def has_run_out(self) -> bool:
        return time.monotonic() > self._until


def _blocks(result: Any, clock: _Clock) -> Iterator[Sequence[Sequence[object]]]:
    """Yield some rows at a time, as the driver gives them: SQLAlchemy makes an object of each.

    The first row is asked of SQLAlchemy, which has fetched it already from a server.
    """
    block = result.fetchmany(1)
    while block:
        yield block
        clock.restart()
        block = result.cursor.fetchmany(FETCHED_ROWS) if result.cursor else ()


def _rows(blocks: Iterable[Sequence[Sequence[object]]], file: str) -> Iterator[Record]:
    bounds = Bounds(file)
    number = 0
    for block in blocks:
        rows = [_cells(row) for row in block]
        bounds.add_rows(rows)
        for cells in rows:
            number += 1
            yield number, cells


def _cells(row: Sequence[object]) -> list[str]:
    """Return a row as text; most rows are text already."""
    if _ALL_TEXT.issuperset(map(type, row)):
        return cast("list[str]", list(row))
    return [text_of(value) for value in row]


def _engine(project: Path, settings: RosterSettings) -> Engine:
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
        from sqlalchemy.pool import NullPool
    except ImportError:
        raise _missing("SQLAlchemy") from None
    try:
        url = make_url(settings.database)
    except (ArgumentError, ValueError):
        raise TableError(_unknown("it is not the URL of a database")) from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        path = _sqlite_path(project, settings)
        return create_engine("sqlite://", creator=lambda: _open_sqlite(path), poolclass=NullPool)
    if backend not in ("postgresql", "postgres"):
        raise TableError(_unknown(f"`{backend}` is not a database that is read"))
    given = url.query.get("options", "")
    bound = f"-c statement_timeout={LONGEST_WAIT}s"
    arguments = {
        "connect_timeout": _CONNECT,
        "options": f"{given if isinstance(given, str) else ' '.join(given)} {bound}".strip(),
    }
    url = url.set(drivername=_DRIVER)
    try:
        return create_engine(url, poolclass=NullPool, connect_args=arguments)
    except ImportError:
        raise _missing("the driver psycopg") from None


def _sqlite_path(project: Path, settings: RosterSettings) -> Path:
    """Return the file of a database of SQLite, which makes a new one where there is none."""
    name = sqlite_file(settings.database)
    if not name or name == ":memory:":
        raise TableError(_unknown("it names no file"))
    path = project / name
    if not path.is_file():
        near = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, near) or "put it there, or fix recipients.database"
        raise TableError(
            Diagnostic("roster.missing-file", "there is no such file", Where(name), hint)
        )
    return path


def _open_sqlite(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    if _has_finished_log(path):
        uri += "&immutable=1"
    return sqlite3.connect(uri, uri=True)


def _allow_reading(connection: Any, clock: _Clock) -> None:
    """Let a connection to SQLite read this one database for some time, and do nothing else."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * LONGEST_TEXT)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )
    connection.set_progress_handler(clock.has_run_out, _STEPS)


def _has_finished_log(path: Path) -> bool:
    """Say whether a database keeps a write-ahead log and nobody has one open.

    To read such a database SQLite would make two files beside it, unless told that nobody writes.
    """
    with path.open("rb") as file:
        head = file.read(20)
    return head[18:20] == bytes((_WAL, _WAL)) and not path.with_name(f"{path.name}-wal").exists()


def _missing(what: str) -> MissingEngineError:
    return MissingEngineError(
        f"{what}, which reads databases, is not installed", hint=extra_hint("sql")
    )


def _unknown(reason: str) -> Diagnostic:
    return Diagnostic(
        "roster.unknown-database",
        reason,
        Where(FILE_NAME, column="recipients.database"),
        'write "sqlite:///FILE" or "postgresql://USER@SERVER/NAME"',
    )


def _refused(error: Exception, settings: RosterSettings) -> Diagnostic:
    """Return what a database says, without the password."""
    original = getattr(error, "orig", None) or error
    said = " ".join(str(original).split()) or type(original).__name__
    for password in passwords_in(settings.database):
        said = said.replace(password, HIDDEN)
    if re.search(r"(?i)not authorized|read-?only", said):
        hint = "the query may only read: write a SELECT of the tables of this database"
    elif re.search(r"(?i)timeout|interrupted", said):
        hint = f"make the query quicker: rows must come within {LONGEST_WAIT} seconds"
    elif getattr(error, "connection_invalidated", False) or "connect" in said.casefold():
        hint = "check recipients.database, and that the server answers you"
    else:
        hint = "fix recipients.sql; try it in the database's own program"
    return Diagnostic(
        "roster.bad-query", f"the database says: {said[:500]}", Where(settings.name), hint
    )
