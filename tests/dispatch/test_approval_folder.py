"""Approvals on disk: under a number that nobody else has, whole or not at all."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from tests.output.disks import WatchedDisk

from lettermerge.dispatch.approval_folder import add_approval_file, find_approval_files
from lettermerge.errors import OutputError
from lettermerge.output.file_system_calls import Disk


def add_many(place: str, who: int) -> list[str]:
    return [add_approval_file(Path(place), b"%d" % who * 1000).name for _ in range(5)]


def test_approvals_that_come_at_once_each_get_a_number(tmp_path: Path) -> None:
    with get_context("fork").Pool(4) as pool:
        taken = pool.starmap(add_many, [(str(tmp_path), who) for who in range(1, 5)])
    names = sorted(name for some in taken for name in some)
    assert names == [f"{number:04}.p7m" for number in range(1, 21)]
    found = list(find_approval_files(tmp_path))
    assert [one.number for one in found] == [f"{number:04}" for number in range(1, 21)]
    assert all(one.content and len({*one.content}) == 1 for one in found)
    assert sorted(one.name for one in (tmp_path / "approvals").iterdir()) == names


class LinklessDisk(Disk):
    """A file system without hard links."""

    def link(self, source: str, target: str, folder: int) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))


class LosingDisk(Disk):
    """Somebody on another machine takes the number first, once."""

    lost = False

    def link(self, source: str, target: str, folder: int) -> None:
        if not self.lost:
            self.lost = True
            os.close(os.open(target, os.O_CREAT | os.O_EXCL, dir_fd=folder))
        super().link(source, target, folder)


def test_without_hard_links_the_numbers_are_taken_under_a_lock(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: add_approval_file(tmp_path, b"x", LinklessDisk()), range(8)))
    assert len({*made}) == 8


def test_a_number_that_another_machine_took_is_left_to_it(tmp_path: Path) -> None:
    assert add_approval_file(tmp_path, b"mine", LosingDisk()).name == "0002.p7m"
    assert (tmp_path / "approvals/0001.p7m").read_bytes() == b""


class FailingDisk(WatchedDisk):
    """Has no room at one of its calls."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def strike(self, call: str, number: int) -> None:
        if number == self.at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    for at in range(3):
        with pytest.raises(OutputError, match="the disk is full"):
            add_approval_file(tmp_path, b"x" * 10_000, FailingDisk(at))
        assert list((tmp_path / "approvals").iterdir()) == []


def test_numbers_go_on_behind_the_highest_and_other_files_are_none(tmp_path: Path) -> None:
    assert list(find_approval_files(tmp_path)) == []
    folder = tmp_path / "approvals"
    folder.mkdir()
    for name in ("0007.p7m", "notes.txt", ".0009.p7m.part", "1.p7m", "0008.P7M"):
        (folder / name).write_bytes(b"x")
    assert add_approval_file(tmp_path, b"y").name == "0008.p7m"
    assert [one.number for one in find_approval_files(tmp_path)] == ["0007", "0008"]


def test_links_pipes_and_what_cannot_be_read_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "approvals"
    folder.mkdir()
    (tmp_path / "elsewhere").write_bytes(b"x")
    (folder / "0001.p7m").symlink_to(tmp_path / "elsewhere")
    (folder / "0002.p7m").mkdir()
    (folder / "0003.p7m").write_bytes(b"")
    os.truncate(folder / "0003.p7m", (1 << 25) + 1)
    found = list(find_approval_files(tmp_path))
    assert [one.content for one in found] == [None] * 3
    assert "cannot be read" in found[0].reason
    assert "cannot be read" in found[1].reason
    assert found[2].reason == "it is larger than 32 MB"


def test_a_folder_that_is_a_link_takes_no_approval(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "approvals").symlink_to(tmp_path / "there")
    with pytest.raises(OutputError):
        add_approval_file(tmp_path, b"x")
    assert list((tmp_path / "there").iterdir()) == []


def test_a_number_that_nobody_reads_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "approvals").mkdir()
    (tmp_path / "approvals/999999999.p7m").write_bytes(b"planted")
    with pytest.raises(OutputError, match="no number is left"):
        add_approval_file(tmp_path, b"approved")
    assert [one.name for one in (tmp_path / "approvals").iterdir()] == ["999999999.p7m"]
