"""What went out, what changed since and what is unknown, from the ledger's events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lettermerge.dispatch.dispatch_standing import (
    HANDOFF,
    MAIL,
    PRINT,
    DispatchHistory,
    DispatchStanding,
)
from lettermerge.dispatch.ledger import EventKind, LedgerEvent

OLD, NEW = "0" * 64, "1" * 64


def event(kind: EventKind, sha256: str = OLD, channel: str = MAIL) -> LedgerEvent:
    number = f"<{sha256[0]}@x>" if channel == MAIL else ""
    return LedgerEvent(
        "a1", kind, "a.md", "2026-03-04", sha256, channel=channel, message_id=number
    )  # fmt: skip


def history_of(events: list[LedgerEvent]) -> DispatchHistory:
    history = DispatchHistory()
    for one in events:
        history.take(one)
    return history


SENDING, SENT = event(EventKind.SENDING), event(EventKind.SENT)
DUE, DONE, CHANGED, REFUSED, UNKNOWN = (
    DispatchStanding.DUE, DispatchStanding.SENT, DispatchStanding.CHANGED,
    DispatchStanding.REFUSED, DispatchStanding.UNKNOWN,
)  # fmt: skip


@pytest.mark.parametrize(
    ("events", "old", "new"),
    [
        ([], DUE, DUE),
        ([event(EventKind.PRINTED, channel="print"), event(EventKind.DRAFTED)], DUE, DUE),
        ([SENDING], UNKNOWN, UNKNOWN),
        ([SENDING, SENT], DONE, CHANGED),
        ([SENDING, event(EventKind.DEFERRED)], DUE, DUE),
        ([SENDING, event(EventKind.REFUSED)], REFUSED, DUE),
        ([SENDING, event(EventKind.REFUSED), event(EventKind.NOT_SENT)], DUE, DUE),
        ([SENDING, event(EventKind.NOT_SENT)], DUE, DUE),
        ([SENDING, SENT, event(EventKind.SENDING)], UNKNOWN, UNKNOWN),
        ([event(EventKind.HANDED_OVER, channel="notify")], DUE, CHANGED),
        ([SENDING, SENT, event(EventKind.SENDING, NEW), event(EventKind.SENT, NEW)], DONE, DONE),
        ([SENDING, SENT, event(EventKind.ANSWERED)], DONE, CHANGED),
    ],
)
def test_how_two_versions_stand(
    events: list[LedgerEvent], old: DispatchStanding, new: DispatchStanding
) -> None:
    history = history_of(events)
    assert history.standing(OLD, MAIL, f"<{OLD[0]}@x>") is old
    assert history.standing(NEW, MAIL, f"<{NEW[0]}@x>") is new


PRINTED = event(EventKind.PRINTED, channel=PRINT)
HANDED = event(EventKind.HANDED_OVER, channel="notify")


@pytest.mark.parametrize(
    ("events", "channel", "old", "new"),
    [
        ([PRINTED], PRINT, DONE, DUE),  # paper that was never sent
        ([PRINTED], HANDOFF, DUE, DUE),
        ([PRINTED, event(EventKind.SENT, channel=PRINT)], PRINT, DONE, CHANGED),
        ([HANDED], HANDOFF, DONE, CHANGED),
        ([HANDED], PRINT, DUE, CHANGED),
        ([SENDING, SENT], PRINT, DUE, CHANGED),
        ([SENDING], PRINT, DUE, CHANGED),  # it may have arrived
        ([SENDING, event(EventKind.NOT_SENT)], PRINT, DUE, DUE),
        ([event(EventKind.SENT, channel="")], PRINT, DONE, CHANGED),  # nobody told how
        ([event(EventKind.SENT, channel="")], MAIL, DONE, CHANGED),
        ([event(EventKind.SENT, channel="delivery")], HANDOFF, DUE, CHANGED),
    ],
)
def test_how_two_versions_stand_for_paper(
    events: list[LedgerEvent], channel: str, old: DispatchStanding, new: DispatchStanding
) -> None:
    history = history_of(events)
    assert history.standing(OLD, channel) is old
    assert history.standing(NEW, channel) is new
    assert history.standing(OLD, channel, again=True) is DUE
    assert history.standing(NEW, channel, again=True) is DUE


def test_a_run_that_nobody_confirmed_printed_nothing() -> None:
    unsure = replace(PRINTED, confirmed=False)
    assert history_of([unsure]).standing(OLD, PRINT) is DUE
