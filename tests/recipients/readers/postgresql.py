"""Start a PostgreSQL server of the test's own: an empty folder, a socket in it, no network."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "sp@cimen/secret"
ENCODED = "sp%40cimen%2Fsecret"
USER = "owner"


@dataclass(frozen=True)
class Server:
    """A server that is up; `folder` holds its socket."""

    folder: Path

    def url(self, database: str = "lists", password: str = f":{ENCODED}") -> str:
        return f"postgresql://{USER}{password}@/{database}?host={self.folder}"

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements that may write; return the rows of the last."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), dbname="lists", user=USER, password=PASSWORD, autocommit=True
        ) as connection:
            for one in statements:
                cursor = connection.execute(one)
            return cursor.fetchall() if cursor.description else []


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres, which Debian keeps out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def serve() -> Iterator[Server]:
    """Run a server; skip where there is none, which is a failure in CI."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="lm-pg-"))  # short: a socket's path has 107 bytes
    owner = _unprivileged()
    if owner:
        shutil.chown(folder, owner)
        folder.chmod(0o755)
    secret = folder / "secret"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    secret.chmod(0o644)
    try:
        options = ["-U", USER, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
        initialise = [programs / "initdb", "-D", folder / "data", f"--pwfile={secret}", *options]
        _run(initialise, owner)
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"]
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder, *options],
            user=owner,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(folder)
            yield Server(folder)
        finally:
            server.send_signal(signal.SIGINT)  # it waits for nobody
            server.wait(timeout=600)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    """Return whom the server runs as: it refuses to be root."""
    if os.geteuid():
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return next(one for one in ("postgres", "nobody") if one in names)


def _run(command: list[Any], owner: str | None) -> None:
    done = subprocess.run(
        command, user=owner, capture_output=True, check=False, timeout=600, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def _await(folder: Path) -> None:
    import psycopg

    until = time.monotonic() + 300
    while True:
        try:
            with psycopg.connect(
                host=str(folder), dbname="postgres", user=USER, password=PASSWORD, autocommit=True
            ) as connection:
                connection.execute("CREATE DATABASE lists")
                return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
