"""Keep runs apart in an object store: each takes the next number, and knows when it lost it.

A lease is an object `leases/NNNNNN.json` that is created where there is none, so that one run has
each number. Its holder writes it anew every few seconds. A run takes the next number when the one
before has ended, when its process on this machine is gone, or when it was silent for long enough.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError
from .bucket import Bucket
from .job import hash_of
from .store import LockHolder
from .store_faults import LeaseLost, ObjectExists, StoreFault

FOLDER = "leases/"
_LEASE = re.compile(r"leases/([0-9]{6,})(\.json|-ended)")
_BEATS = 4  # times that a lease is written anew within the time that a run may be silent


@dataclass(frozen=True, slots=True)
class LeaseState:
    """The newest lease; number 0 where there was none. `etag` changes with each sign of life."""

    number: int
    ended: bool = True
    etag: str = ""


class Lease:
    """A number that one run holds. `interrupted` is the run before, where that one did not end."""

    def __init__(self, bucket: Bucket, number: int, content: bytes, etag: str) -> None:
        self.number = number
        self.interrupted: LockHolder | None = None
        self._bucket = bucket
        self._content, self._etag = content, etag
        self._over = threading.Event()
        self._beat = threading.Thread(target=self._keep, daemon=True)

    def require(self) -> None:
        """Ask that no run has a newer lease; raises LeaseLost."""
        if self._bucket.find(_key(self.number + 1)) is not None:
            raise LeaseLost(
                f"another run has taken the place of this one (lease {self.number + 1})"
            )

    def start(self) -> None:
        """Begin to give signs of life."""
        self._beat.start()

    def stop(self) -> None:
        """Give no more signs of life."""
        self._over.set()
        if self._beat.is_alive():
            self._beat.join()

    def end(self) -> None:
        """Say that the run ended."""
        self.stop()
        self._bucket.create(f"{FOLDER}{self.number:06}-ended", b"")

    def _keep(self) -> None:
        pause = self._bucket.address.lease_seconds / _BEATS
        beats = 0
        while not self._over.wait(pause):
            beats += 1
            line = {**json.loads(self._content), "beat": beats}
            with suppress(StoreFault):  # whoever lost its lease is told by `require`
                content = json.dumps(line).encode()
                self._etag = self._bucket.replace(_key(self.number), content, self._etag)


@contextmanager
def take_lease(bucket: Bucket, started: str) -> Iterator[Lease]:
    """Hold the next lease for as long as the block runs.

    Raises:
        OutputError: another run holds the newest one.
        StoreFault: the store does not answer, or cannot keep runs apart.
    """
    bucket.require_conditions()
    before = find_newest(bucket)
    holder = _require_free(bucket, before)
    number = before.number + 1
    mine = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": started,
        "process": _process(os.getpid()),
        "token": secrets.token_hex(16),
    }
    content = json.dumps(mine).encode()
    try:
        etag = bucket.create(_key(number), content)
    except ObjectExists:
        raise _in_use(bucket, None) from None
    lease = Lease(bucket, number, content, etag)
    lease.interrupted = holder
    lease.start()
    try:
        yield lease
    finally:
        lease.stop()


def find_newest(bucket: Bucket) -> LeaseState:
    """Return the newest lease."""
    newest, ended = LeaseState(0), 0
    for one in bucket.list(FOLDER):
        found = _LEASE.fullmatch(one.key)
        if found and found[2] == "-ended":
            ended = max(ended, int(found[1]))
        elif found and int(found[1]) > newest.number:
            newest = LeaseState(int(found[1]), False, one.etag)
    return LeaseState(newest.number, ended >= newest.number, newest.etag)


def _require_free(bucket: Bucket, state: LeaseState) -> LockHolder | None:
    """Return who held the newest lease and did not end, None where it ended.

    Raises:
        OutputError: its holder is alive, or gives a sign of life while we wait for one.
    """
    if state.ended:
        return None
    holder, process = _read_holder(bucket, state.number)
    if holder is not None and process.partition("/")[0] == _machine():
        if process == _process(holder.pid):
            raise _in_use(bucket, holder)
        return holder
    return _wait(bucket, state, holder)


def _wait(bucket: Bucket, state: LeaseState, holder: LockHolder | None) -> LockHolder | None:
    """Watch a lease for as long as a run may be silent."""
    seconds = bucket.address.lease_seconds
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(min(seconds / _BEATS, 1.0))
        found = bucket.find(_key(state.number))
        if found is None or found.etag != state.etag:
            raise _in_use(bucket, holder)
    return holder


def _in_use(bucket: Bucket, holder: LockHolder | None) -> OutputError:
    who = f" by {holder}" if holder else ""
    return OutputError(
        f"{bucket.address} is in use{who}",
        hint="wait until that run has ended, or stop it, or choose another place with -o",
    )


def _read_holder(bucket: Bucket, number: int) -> tuple[LockHolder | None, str]:
    try:
        line = json.loads(bucket.read(_key(number)))
        holder = LockHolder(int(line["pid"]), str(line["host"]), str(line["started"]))
        return holder, str(line["process"])
    except (ValueError, KeyError, TypeError, FileNotFoundError):
        return None, ""


def _key(number: int) -> str:
    return f"{FOLDER}{number:06}.json"


def _machine() -> str:
    """Return what names this machine since it started, with its processes.

    Linux gives each start an id, and each container a namespace of process ids; elsewhere nothing
    is the same twice.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        return hash_of(boot, str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        return secrets.token_hex(8)


def _process(pid: int) -> str:
    """Return what names a process of this machine, of all that ever had its id; none: "".

    Field 22 of /proc/[pid]/stat is when it started (proc(5)); a zombie ("Z") is gone already.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else f"{_machine()}/{pid}/{fields[19]}"
