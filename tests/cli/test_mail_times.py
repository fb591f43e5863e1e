"""The time of `mail --send --at` is that of the clock on the wall, whatever summer time does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from lettermerge.cli.mail_sending import _moment
from lettermerge.errors import UsageError


@pytest.fixture(autouse=True)
def zurich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clocks go forward on 2026-03-29 at 2:00, and back on 2026-10-25 at 3:00."""
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def moment(typed: str, *now: int) -> str:
    return _moment(typed, datetime(*now).astimezone()).isoformat(timespec="minutes")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "now", "found"),
    [
        ("18:30", (2026, 10, 24, 20), "2026-10-25T18:30+01:00"),  # the zone of tomorrow
        ("18:30", (2026, 10, 25, 1), "2026-10-25T18:30+01:00"),
        ("8:30", (2026, 3, 28, 20), "2026-03-29T08:30+02:00"),
        (" 08:30 ", (2026, 3, 28, 7), "2026-03-28T08:30+01:00"),
        ("20:00", (2026, 3, 30, 20), "2026-03-31T20:00+02:00"),
        ("2026-10-25T18:30Z", (2026, 3, 28, 20), "2026-10-25T19:30+01:00"),
    ],
)
def test_a_time_is_as_the_clock_shows_it_then(typed: str, now: tuple[int, ...], found: str) -> None:
    assert moment(typed, *now) == found


@pytest.mark.parametrize("typed", ["02:30", "2026-03-29T02:30"])
def test_an_hour_that_is_skipped_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="there is no 02:30 on 2026-03-29"):
        moment(typed, 2026, 3, 28, 20)


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "9999-12-31T23:59", "18.30", "6:30 pm", "-1:30", "", "12:3:4"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        moment(typed, 2026, 3, 28, 20)
