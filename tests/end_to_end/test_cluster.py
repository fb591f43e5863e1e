"""A real scheduler and two workers of Dask: the letters of a local run, whatever is killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.clusters import Cluster, kill, run_cluster
from tests.end_to_end.killing import check_done, letters_in, make_project
from tests.end_to_end.test_kill_signed import judge
from tests.memory import ENVIRONMENT
from tests.series import SOAK

from lettermerge.errors import ExitCode

pytestmark = [pytest.mark.slow, pytest.mark.soak]  # processes of Dask take seconds to begin

ROWS = 2000 if SOAK else 24
_SIGNED = re.compile(rb"/ByteRange *\[ *0 +(\d+) +(\d+) +(\d+) *\]")

#: Without the warnings of Dask's own code, which a test of what is told would take for the run's.
QUIET = {name: text for name, text in ENVIRONMENT.items() if name != "PYTHONWARNDEFAULTENCODING"}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with run_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the letters of a run on this machine, without what differs by the signature."""
    project = tmp_path_factory.mktemp("local")
    output = make_project(project, "demo", "one", ROWS)
    done = render(project, "-j", "2" if SOAK else "0")
    assert done.returncode == 0, done.stderr
    return {path: unsigned(path, content) for path, content in letters_in(output).items()}


def make(folder: Path, cluster: Cluster, more: str = "", rows: int = ROWS) -> Path:
    """Make a project for a cluster; return its output folder."""
    output = make_project(folder, "demo", "one", rows)
    with (folder / "lettermerge.toml").open("a", encoding="utf-8") as settings:
        settings.write(cluster.settings + more)
    return output


def start(project: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "lettermerge", "render", "-C", str(project), *options],
        env=QUIET,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def render(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    process = start(project, *options)
    out, err = process.communicate(timeout=600)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def unsigned(path: str, content: bytes) -> bytes:
    """Return a signed file without its signature, and the moment of it."""
    assert judge(path, content) == ""
    if path.endswith(".docx"):
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = [one for one in package.namelist() if not one.startswith("_xmlsignatures/sig")]
            return b"".join(one.encode() + package.read(one) for one in parts)
    found = _SIGNED.search(content)
    assert found
    first, second = int(found[1]), int(found[2])
    return re.sub(rb"/M ?\(D:[^)]*\)", b"", content[:first] + content[second:])


def check_same(output: Path, local: dict[str, bytes]) -> None:
    """Require the letters of the local run, each once in the manifest, and nothing else."""
    found = letters_in(output)
    assert found.keys() == local.keys()
    differing = [path for path, content in found.items() if unsigned(path, content) != local[path]]
    assert differing == []
    check_done(output)
    assert not list(output.rglob("*.part"))


@pytest.mark.parametrize("identity", ["worker", "send"] if SOAK else ["worker"])
def test_signed_letters_are_those_of_a_local_run(
    tmp_path: Path, cluster: Cluster, local: dict[str, bytes], identity: str
) -> None:
    output = make(tmp_path, cluster, f'identity = "{identity}"\n')
    done = render(tmp_path, "--cluster", cluster.address)
    assert done.returncode == 0, done.stderr
    check_same(output, local)
    if SOAK:
        before = letters_in(output)
        assert render(tmp_path, "--cluster", cluster.address).returncode == 0
        assert letters_in(output) == before


def run_naughty(output: Path, cluster: Cluster, letters: dict[str, object]) -> Any:
    process = start_naughty(output, cluster, letters)
    out, err = process.communicate(timeout=600)
    assert out, err
    return json.loads(out)


def start_naughty(
    output: Path, cluster: Cluster, letters: dict[str, object]
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.app.cluster_run", str(output), cluster.address]
    return subprocess.Popen(
        [*command, str(cluster.certificates), json.dumps(letters)],
        env=QUIET,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def test_bad_letters_fail_by_name_and_alone(tmp_path: Path, cluster: Cluster) -> None:
    vices = {
        "fail": "letter.test",
        "raise": "bug",
        "die": "letter.worker-lost",
        "loop in C": "letter.too-slow",
        "sleep": "letter.too-slow",
        "devour": "letter.too-large",
    }
    letters: dict[str, object] = {f"m{i}": i for i in range(60)} | {one: one for one in vices}
    told = run_naughty(tmp_path / "out", cluster, letters | {"again": "die once"})
    assert told["failed"] == vices
    assert told["written"] == 61
    # a die twice, a die once, and those whose time was over; a busy machine may lose more
    assert len(told["lost"]) >= 5


def test_a_signal_finishes_the_letters_in_hand(tmp_path: Path, cluster: Cluster) -> None:
    output = tmp_path / "out"
    process = start_naughty(output, cluster, dict.fromkeys((f"m{i}" for i in range(4000)), "slow"))
    wait_for_a_letter(output, process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=300)
    told = json.loads(out)
    assert (told["code"], told["incomplete"], err) == (ExitCode.INTERRUPTED, 0, "")
    assert 0 < told["written"] < 4000
    assert len(letters_in(output)) == 2 * told["written"] == 8000 - told["unreached"]


def test_a_lost_scheduler_is_told_before_dask_gives_up(tmp_path: Path, cluster: Cluster) -> None:
    """Kill it: this is the last test of the cluster."""
    output = tmp_path / "out"
    process = start_naughty(output, cluster, dict.fromkeys((f"m{i}" for i in range(4000)), "slow"))
    wait_for_a_letter(output, process)
    kill(cluster.processes[0])
    out, err = process.communicate(timeout=300)  # Dask would try to connect for an hour
    told = json.loads(out)
    assert (told["stopped"], err) == ("cluster.unreachable", "")
    assert told["incomplete"] <= 2  # each worker had one in hand
    assert 0 < told["written"] < 4000


def wait_for_a_letter(output: Path, process: subprocess.Popen[str]) -> None:
    """Return when a letter has its name. None is read: it may have another name by then."""
    until = time.monotonic() + 300
    while not list(output.glob("*/m*.pdf")) and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.01)
