"""Drafts and mbox files are whole or absent."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lettermerge.dispatch.mail.draft_files import draft_path, write_drafts, write_mbox
from lettermerge.errors import OutputError
from lettermerge.output.file_system_calls import Disk
from lettermerge.output.output_folder import Folder


class Failing(Disk):
    """A disk that is full after some writes."""

    def __init__(self, after: int) -> None:
        self.after = after

    def write(self, file: int, content: bytes) -> None:
        if self.after == 0:
            super().write(file, content[:3])
            raise OSError(28, "No space left on device")
        self.after -= 1
        super().write(file, content)


def some(count: int) -> Iterator[tuple[str, bytes]]:
    yield from (
        (draft_path(f"uk/m{i}.pdf"), b"Subject: x\r\n\r\nFrom %d\r\n" % i) for i in range(count)
    )


def test_drafts_are_below_mail(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        written = list(write_drafts(folder, some(130)))
    assert len(written) == 130
    assert written[129] == "mail/uk/m129.eml"
    assert (tmp_path / written[129]).read_bytes().endswith(b"From 129\r\n")


def test_a_full_disk_leaves_whole_drafts_and_no_part(tmp_path: Path) -> None:
    with Folder(tmp_path, Failing(70)) as folder, pytest.raises(OutputError):
        list(write_drafts(folder, some(130)))
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(left) == 64
    assert all(path.suffix == ".eml" for path in left)


def test_an_mbox_is_replaced_whole_or_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.mbox"
    day = date(2026, 3, 4)
    assert write_mbox(path, (text for _, text in some(3)), day) == 3
    before = path.read_bytes()
    assert before.startswith(
        b"From MAILER-DAEMON Wed Mar  4 00:00:00 2026\nSubject: x\n\n>From 0\n"
    )
    assert len(mailbox.mbox(path)) == 3
    with pytest.raises(OutputError):
        write_mbox(path, (text for _, text in some(5)), day, Failing(2))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["x.mbox"]
