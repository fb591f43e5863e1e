"""Files are placed beside those who make them: nobody waits for the disk, and nothing is lost."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from tests.app.batch.test_plan_execution import make_jobs

from lettermerge.diagnostics import Failure
from lettermerge.output import commit
from lettermerge.output.commit import GROUP, Committer, Finished, Stopped
from lettermerge.output.file_system_calls import Disk
from lettermerge.output.lock import hold
from lettermerge.output.manifest import Manifest
from lettermerge.output.output_folder import Folder
from lettermerge.output.plan import Plan, PlanOptions, Task
from lettermerge.output.planner import make_plan
from lettermerge.writers.writer_interface import Written


class HeldDisk(Disk):
    """Waits with each group until it may go on; fails with `error` at group number `fails_at`."""

    def __init__(self, fails_at: int = -1, error: int = errno.EIO) -> None:
        self.may_go_on = threading.Event()
        self.begun = threading.Semaphore(0)
        self.groups = 0
        self.fails_at, self.error = fails_at, error

    def sync_all(self, files: Sequence[int]) -> None:
        self.begun.release()
        assert self.may_go_on.wait(600)
        self.groups += 1
        if self.groups - 1 == self.fails_at:
            raise OSError(self.error, "the disk fails")


class Ear:
    """Hears what becomes of files, and in which thread it is told."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.threads: set[int] = set()

    def write(self, finished: Finished) -> None:
        self.written.append(finished.place)
        self.threads.add(threading.get_ident())

    def move(self, task: Task) -> None:
        raise AssertionError(task)

    def fail(self, failure: Failure, task: Task) -> None:
        raise AssertionError(failure)


class Bench:
    """A committer over a plan, whose files are handed to it one after the other."""

    def __init__(self, committer: Committer, plan: Plan, folder: Folder, ear: Ear) -> None:
        self.committer, self.ear = committer, ear
        self._plan, self._folder, self._next = plan, folder, 0

    def hand_in(self, files: int) -> None:
        for place in range(self._next, self._next + files):
            task = self._plan.tasks[place]
            content = f"{task.job.id}\n".encode()
            part = self._folder.write_part(task.job.path, content)
            digest = sha256(content).hexdigest()
            made = Written(b"", 1, part=part, sha256=digest, size=len(content))
            self.committer.add(Finished(place, task, made))
        self._next += files


@contextmanager
def bench(root: Path, disk: Disk, groups: int, *, beside: bool = True) -> Iterator[Bench]:
    jobs = make_jobs({f"m{n}": n for n in range(groups * GROUP // 2)})
    ear = Ear()
    with Folder(root, disk) as folder, hold(folder) as journal, Manifest(root) as manifest:
        plan = make_plan(jobs, {job.id for job in jobs}, manifest, folder, PlanOptions())
        yield Bench(Committer(journal, ear, beside=beside), plan, folder, ear)


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_who_hands_in_files_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    disk = HeldDisk()
    with bench(tmp_path, disk, 3) as own:
        own.hand_in(2 * GROUP)  # would wait for ten minutes, and fail
        own.committer.tick()
        assert disk.begun.acquire(timeout=600)
        assert own.ear.written == []  # nothing is told that is not on disk
        disk.may_go_on.set()
        own.hand_in(GROUP)
        own.committer.flush()
        assert own.ear.written == list(range(3 * GROUP))
        assert own.ear.threads == {threading.get_ident()}
    assert len(names(tmp_path)) == 3 * GROUP + 1


def test_so_many_groups_wait_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "WAITING", 1)
    disk = HeldDisk()
    with bench(tmp_path, disk, 3) as own:
        own.hand_in(GROUP)
        own.committer.tick()
        own.hand_in(GROUP)
        assert own.ear.written == []
        threading.Timer(0.1, disk.may_go_on.set).start()
        own.committer.tick()  # waits for the first of the two
        assert own.ear.written[:GROUP] == list(range(GROUP))
        own.committer.flush()


def test_without_a_second_thread_a_group_is_placed_where_it_is_handed_in(tmp_path: Path) -> None:
    disk = HeldDisk()
    disk.may_go_on.set()
    with bench(tmp_path, disk, 1, beside=False) as own:
        own.hand_in(GROUP)
        assert own.ear.written == list(range(GROUP))


def test_after_a_group_that_fails_none_is_placed_and_no_part_is_left(tmp_path: Path) -> None:
    disk = HeldDisk(fails_at=1)
    with bench(tmp_path, disk, 4) as own:
        own.hand_in(4 * GROUP)
        disk.may_go_on.set()
        with pytest.raises(Stopped) as stopped:
            own.committer.flush()
        assert stopped.value.fault.code == "output.io"
        own.committer.abandon()
        assert own.ear.written == list(range(GROUP))
        assert disk.groups == 2
    assert len(names(tmp_path)) == GROUP + 1


def test_who_gives_up_keeps_the_group_in_hand_and_tells_it(tmp_path: Path) -> None:
    disk = HeldDisk()
    with bench(tmp_path, disk, 3) as own:
        own.hand_in(2 * GROUP + 5)
        assert disk.begun.acquire(timeout=600)
        threading.Timer(0.1, disk.may_go_on.set).start()
        own.committer.abandon()
        assert own.ear.written == list(range(GROUP))
        assert disk.groups == 1
    assert len(names(tmp_path)) == GROUP + 1
