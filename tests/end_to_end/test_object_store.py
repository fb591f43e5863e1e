"""A real S3 server behind a network that fails, and the whole program: a local run's letters."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.killing import letters_in, make_project
from tests.faulty_proxy import Fault, Request, run_faulty_proxy
from tests.object_stores import KEYS, SECRET, S3Server, environment, run_s3_server
from tests.series import SOAK

pytestmark = pytest.mark.slow  # the server takes seconds to begin

ROWS = 400 if SOAK else 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with run_s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the letters of a run into a folder."""
    project = tmp_path_factory.mktemp("local")
    output = make_project(project, "none", "one", ROWS)
    done = lettermerge(project, "http://127.0.0.1:9", "render", "-j", "0")
    assert done.returncode == 0, done.stderr
    return letters_in(output)


def lettermerge(project: Path, endpoint: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lettermerge", *arguments, "-C", str(project)],
        env=environment(endpoint),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def test_letters_are_those_of_a_local_run(
    tmp_path: Path, server: S3Server, local: dict[str, bytes]
) -> None:
    make_project(tmp_path, "none", "one", ROWS)
    place = "s3://letters/campaign/one"
    chance = random.Random(60)

    def choose(_: Request) -> Fault:
        faults = (Fault.ERROR, Fault.BUSY, Fault.CUT, Fault.LOST, Fault.TORN)
        return chance.choice(faults) if chance.random() < 0.1 else Fault.NONE

    with run_faulty_proxy(server.port) as proxy:
        proxy.begin(choose)
        done = lettermerge(tmp_path, proxy.endpoint, "render", "-j", "0", "-o", place)
    assert done.returncode == 0, done.stderr
    assert server.letters("campaign/one") == local
    assert not (tmp_path / "output").exists()
    assert not (tmp_path / "s3:").exists()
    told = lettermerge(tmp_path, server.endpoint, "status", "--json", "-o", place)
    counts = json.loads(told.stdout)["counts"]
    assert counts == {"write": 0, "move": 0, "keep": 2 * ROWS, "refuse": 0}
    held = lettermerge(tmp_path, server.endpoint, "verify", "--json", place)
    assert len(json.loads(held.stdout)["files"]) == 2 * ROWS
    assert (held.returncode, held.stderr) == (0, "")
    secrets = (SECRET, KEYS["AWS_ACCESS_KEY_ID"])
    said = [done.stdout, done.stderr, told.stdout, told.stderr, held.stdout]
    kept = [one.decode("utf-8", "replace") for one in server.objects("campaign/one").values()]
    assert not [text for text in (*said, *kept) if any(one in text for one in secrets)]
