"""A real scheduler, workers and S3 server: the letters of a local run, whatever is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from tests.clusters import Cluster, kill, run_cluster
from tests.end_to_end.killing import letters_in, make_project
from tests.end_to_end.test_cluster import unsigned
from tests.faulty_proxy import Fault, FaultyProxy, Request, run_faulty_proxy
from tests.object_stores import S3Server, environment, run_s3_server
from tests.series import SOAK, dice
from tests.signing import authority

from lettermerge.errors import ExitCode
from lettermerge.signing.identity.passphrase import VARIABLE

pytestmark = [
    pytest.mark.slow,  # processes of Dask take seconds to begin
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@dataclass(frozen=True)
class Case:
    """A run of so many letters in which something is killed, or its lease is taken."""

    kind: str
    rows: int = 400
    is_faulty: bool = False  # whether the network before the store fails as well
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind}-{self.rows}-{self.number}"


CASES = [Case("worker", 30, is_faulty=True)]
if SOAK:
    kinds = [*["worker"] * 10, *["scheduler"] * 2, *["client"] * 5, *["lease"] * 2]
    CASES = [Case("none", 2000, is_faulty=True)]
    CASES += [Case(kind, number=number) for number, kind in enumerate(kinds)]
#: How a run ends in which something is killed.
ENDS = {
    "none": ExitCode.DONE,
    "worker": ExitCode.DONE,
    "scheduler": ExitCode.LETTERS,
    "client": -signal.SIGKILL,
    "lease": ExitCode.OUTPUT,
}
PASSPHRASE = "passphrase of a test of clusters"
#: The command line. Dask would try for an hour to connect again, longer than a test waits for.
RUN = (
    "from lettermerge.workers.cluster import dask_engine; dask_engine._PATIENCE = 3600.0; "
    "from lettermerge.cli import main; main()"
)
#: The command line of another machine, as far as leases tell.
THIEF = (
    "from lettermerge.output import lease; lease._machine = lambda: 'another'; "
    "from lettermerge.cli import main; main()"
)


@dataclass(frozen=True)
class Stage:
    """Where the runs of this module take place."""

    server: S3Server
    proxy: FaultyProxy
    cluster: Cluster

    def start(self, project: Path, prefix: str, *, thief: bool = False) -> subprocess.Popen[str]:
        """Start a run into the store, on the cluster or as one of another machine."""
        program = THIEF if thief else RUN
        where = ["-j", "0"] if thief else ["--cluster", self.cluster.address]
        output = ["-C", str(project), "-o", f"s3://letters/{prefix}"]
        told = environment(self.proxy.endpoint, {VARIABLE: PASSPHRASE})
        told.pop("PYTHONWARNDEFAULTENCODING", None)
        return subprocess.Popen(
            [sys.executable, "-c", program, "render", *where, *output],
            env=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def check(self, prefix: str, expected: dict[str, str], *, all_of_them: bool = True) -> None:
        """Require the letters of the local run, whole, and nothing else but records."""
        found = self.server.objects(prefix)
        records = {key for key in found if key.startswith(("leases/", "manifest/"))}
        letters = found.keys() - records
        assert letters <= expected.keys()
        if all_of_them:
            assert letters == expected.keys()
        for key in letters:
            assert digest_of(key, found[key]) == expected[key], key


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with (
        run_cluster(tmp_path_factory.mktemp("cluster")) as cluster,
        run_s3_server(tmp_path_factory.mktemp("s3")) as server,
        run_faulty_proxy(server.port) as proxy,
    ):
        yield Stage(server, proxy, cluster)


def digest_of(path: str, content: bytes) -> str:
    return sha256(unsigned(path, content)).hexdigest()


def make(folder: Path, rows: int, cluster: Cluster | None = None) -> Path:
    """Make a project that is signed with a key of its own, which it sends to workers."""
    output = make_project(folder, "sealer.p12", "one", rows)
    authority.write_pkcs12(folder / "sealer.p12", "ec", PASSPHRASE)
    if cluster is not None:
        with (folder / "lettermerge.toml").open("a", encoding="utf-8") as settings:
            settings.write(cluster.settings + 'identity = "send"\n[output]\nlease_seconds = 2\n')
    return output


def make_locally(folder: Path, rows: int) -> dict[str, str]:
    """Return what the letters of a run on this machine are, but for their signatures."""
    output = make(folder, rows)
    done = subprocess.run(
        [sys.executable, "-m", "lettermerge", "render", "-j", "2", "-C", str(folder)],
        env=environment("", {VARIABLE: PASSPHRASE}),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {path: digest_of(path, content) for path, content in letters_in(output).items()}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, str]]:
    """Return what makes the letters of so many rows on this machine, once."""
    return cache(lambda rows: make_locally(tmp_path_factory.mktemp("local"), rows))


def is_letter(request: Request) -> bool:
    return request.method == "PUT" and request.key.endswith((".pdf", ".docx"))


def after_letters(count: int, act: Callable[[], None]) -> Callable[[Request], None]:
    """Return what acts once, when so many letters are in the store."""
    seen: set[str] = set()
    lock = threading.Lock()

    def note(request: Request) -> None:
        if not is_letter(request):
            return
        with lock:
            before = len(seen)
            seen.add(request.key)
            is_due = before < count == len(seen)
        if is_due:
            act()

    return note


def secrets_of_key() -> dict[str, bytes]:
    """Return what gives the signing key away, in the forms in which memory may hold it."""
    key = authority.key("ec")
    assert isinstance(key, EllipticCurvePrivateKey)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "number": number,
        "number of OpenSSL": number[::-1],  # its words, the last one first
        "PKCS #8": der,
        "passphrase": PASSPHRASE.encode(),
    }


KEYS = secrets_of_key().keys()


def find_in_memory(pid: int) -> set[str]:
    """Return which secrets, or text of letters, a process holds anywhere in its memory.

    It is read as proc(5) says of /proc/pid/mem.
    """
    wanted = secrets_of_key() | {"a letter": b"Testford 1"}
    found = set()
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            begin, end = (int(one, 16) for one in line.split()[0].split("-"))
            if line.split()[1].startswith("rw"):
                with suppress(OSError, ValueError):  # a region that has gone, or is none of memory
                    memory.seek(begin)
                    content = memory.read(end - begin)
                    found |= {name for name, one in wanted.items() if one in content}
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_whatever_is_killed_no_letter_is_lost_torn_or_made_twice_and_no_key_is_seen(
    tmp_path: Path, stage: Stage, expected: Callable[[int], dict[str, str]], case: Case
) -> None:
    letters = expected(case.rows)
    make(tmp_path, case.rows, stage.cluster)
    chance = dice(str(case))
    scheduler = stage.cluster.processes[0].pid
    seen: list[set[str]] = []
    is_done = threading.Event()

    def act() -> None:
        seen.extend(find_in_memory(pid) for pid in (scheduler, client.pid))
        strike(case, stage, client, chance)
        is_done.set()

    moment = chance.randrange(1, int(1.5 * case.rows))
    stage.proxy.begin(fail_sometimes(case, chance), after_letters(moment, act))
    client = stage.start(tmp_path, str(case))
    assert is_done.wait(600)
    if case.kind == "lease":
        finish(stage.start(tmp_path, str(case), thief=True))
        os.killpg(client.pid, signal.SIGCONT)
    err = finish(client, ENDS[case.kind])
    print(f"{case}: at letter {moment}, told of a worker that is gone: {'is gone' in err}")
    in_scheduler, in_client = seen
    assert "a letter" in in_scheduler  # its memory can be read, and what passes it is seen there
    assert not in_scheduler & KEYS
    assert in_client & KEYS  # so a key is seen where there is one
    if case.kind == "scheduler":
        assert "cannot be reached" in err
        restart(stage.cluster)
    else:
        assert not find_in_memory(scheduler) & KEYS
    if case.kind == "worker":
        stage.cluster.start_worker()
    check_puts(case, stage, letters)
    stage.check(str(case), letters, all_of_them=all_there(case))
    logs = "".join(path.read_text("utf-8") for path in stage.cluster.folder.glob("*.log"))
    assert PASSPHRASE not in logs + err
    if SOAK:
        go_on(case, stage, tmp_path, letters)


def strike(case: Case, stage: Stage, client: subprocess.Popen[str], chance: random.Random) -> None:
    """Kill what the case says, or suspend the client."""
    if case.kind == "worker":
        kill(chance.choice(workers_of(stage.cluster)))
    elif case.kind == "scheduler":
        kill(stage.cluster.processes[0])
    elif case.kind != "none":
        os.killpg(client.pid, signal.SIGKILL if case.kind == "client" else signal.SIGSTOP)


def fail_sometimes(case: Case, chance: random.Random) -> Callable[[Request], Fault]:
    faults = (Fault.ERROR, Fault.BUSY, Fault.CUT, Fault.LOST, Fault.TORN)

    def choose(_: Request) -> Fault:
        is_due = case.is_faulty and chance.random() < 0.03
        return chance.choice(faults) if is_due else Fault.NONE

    return choose


def check_puts(case: Case, stage: Stage, letters: dict[str, str]) -> None:
    """Require that each letter was sent once, where nothing but a worker fails."""
    if ENDS[case.kind] == 0 and not case.is_faulty:
        puts = Counter(one.key for one in stage.proxy.seen if is_letter(one))
        assert {puts[f"{case}/{key}"] for key in letters} == {1}


def go_on(case: Case, stage: Stage, project: Path, letters: dict[str, str]) -> None:
    """Run again, without a fault: it makes what is not there, and nothing else."""
    before = {key for key in stage.server.keys(str(case)) if key in letters}
    stage.proxy.begin()
    finish(stage.start(project, str(case)))
    stage.check(str(case), letters)
    puts = Counter(one.key for one in stage.proxy.seen if is_letter(one))
    assert puts == dict.fromkeys((f"{case}/{key}" for key in letters.keys() - before), 1)


def all_there(case: Case) -> bool:
    """Return whether every letter was made when the first run had ended."""
    return case.kind not in {"client", "scheduler"}


def finish(process: subprocess.Popen[str], code: int = 0) -> str:
    """Let a run end as it should; return what it said."""
    _, err = process.communicate(timeout=1200)
    assert process.returncode == code, err
    return err


def workers_of(cluster: Cluster) -> list[subprocess.Popen[bytes]]:
    return [one for one in cluster.processes[1:] if one.poll() is None]


def restart(cluster: Cluster) -> None:
    """Start the scheduler again, and two workers."""
    for one in workers_of(cluster):
        kill(one)
    scheduler = cluster.start_scheduler()
    cluster.processes.remove(scheduler)
    cluster.processes[0] = scheduler
    cluster.start_workers(2)
