"""What went out, what changed since and what is unknown, from the ledger's events."""

from __future__ import annotations

import pytest

from lettermerge.dispatch.dispatch_history import MAIL, DispatchStanding, histories_of
from lettermerge.dispatch.ledger import EventKind, LedgerEvent

OLD, NEW = "0" * 64, "1" * 64


def event(kind: EventKind, sha256: str = OLD, channel: str = MAIL) -> LedgerEvent:
    number = f"<{sha256[0]}@x>" if channel == MAIL else ""
    return LedgerEvent(
        "a1", kind, "a.md", "2026-03-04", sha256, channel=channel, message_id=number
    )  # fmt: skip


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
    other = LedgerEvent("a2", EventKind.SENT, "a.md", "2026-03-04", OLD)
    histories = histories_of([*events, other])
    if not events:
        assert list(histories) == [("a2", "a.md", "2026-03-04")]
        return
    history = histories["a1", "a.md", "2026-03-04"]
    assert history.standing(OLD, MAIL, f"<{OLD[0]}@x>") is old
    assert history.standing(NEW, MAIL, f"<{NEW[0]}@x>") is new
