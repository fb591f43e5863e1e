"""Clock, room, faces and the output folder are judged by values, or by a real folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lettermerge.app.doctor.finding import Presence
from lettermerge.app.doctor.system_environment import (
    check_clock,
    check_output,
    check_room,
    output_folder,
)

NOON = datetime(2026, 7, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "file_time", "fault"),
    [
        (NOON, NOON, ""),
        (NOON, None, ""),
        (datetime(1970, 1, 1, tzinfo=UTC), None, "it shows 1970-01-01 00:00 UTC"),
        (datetime(2106, 2, 7, tzinfo=UTC), None, "it shows 2106-02-07 00:00 UTC"),
        (
            NOON,
            NOON - timedelta(hours=2),
            "it shows 2026-07-20 12:00 UTC, and the disk of the output folder 2026-07-20 10:00 UTC",
        ),
    ],
)
def test_a_clock_that_cannot_be_right_is_told(
    now: datetime, file_time: datetime | None, fault: str
) -> None:
    found = check_clock(now, file_time.timestamp() if file_time else None)
    assert (found.state, found.found) == (
        (Presence.MISSING, fault) if fault else (Presence.OK, "2026-07-20 12:00 UTC")
    )


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    assert check_room(tmp_path, 1).state is Presence.OK
    full = check_room(tmp_path, 1 << 60)
    assert full.state is Presence.MISSING
    assert full.found.endswith("1,099,511,627,776 MB needed")


def test_the_output_folder_is_that_of_the_settings(tmp_path: Path) -> None:
    below = tmp_path / "letters"
    below.mkdir()
    assert output_folder(tmp_path) == tmp_path / "output"
    settings = tmp_path / "lettermerge.toml"
    settings.write_text('[output]\ndirectory = "made"\n', encoding="utf-8")
    assert output_folder(below) == tmp_path / "made"
    settings.write_text('[output]\ndirectory = "s3://letters/2026"\n', encoding="utf-8")
    assert output_folder(below) == tmp_path
    settings.write_text("[output\n", encoding="utf-8")
    assert output_folder(below) == tmp_path / "output"


def test_a_folder_that_is_not_there_yet_is_judged_by_where_it_will_be_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    states = {one.code: one.state for one in check_output(folder)}
    assert states == dict.fromkeys(("output", "disk", "clock"), Presence.OK)
    assert not folder.parent.exists()
