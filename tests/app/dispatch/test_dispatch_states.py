"""How far a letter has come, from the events of the ledger."""

from __future__ import annotations

import pytest

from lettermerge.app.dispatch.dispatch_states import DispatchState, LetterDispatch, summarise
from lettermerge.dispatch.ledger import EventKind, LedgerEvent

KEY = ("a1", "a.md", "2026-03-01")
OLD, NEW = "0" * 64, "1" * 64


def event(kind: EventKind, day: int, sha256: str = OLD) -> LedgerEvent:
    paper = kind in (EventKind.PRINTED, EventKind.HANDED_OVER)
    number, channel = ("", "print") if paper else ("<1@x>", "mail")
    return LedgerEvent(
        *KEY[:1], kind, *KEY[1:], sha256, (), channel, day=f"2026-03-0{day}", message_id=number
    )


@pytest.mark.parametrize(
    ("kinds", "state", "day"),
    [
        ((), "not sent", ""),
        ((EventKind.PRINTED, EventKind.DRAFTED), "drafted", "2026-03-02"),
        ((EventKind.SENDING,), "unknown", "2026-03-01"),
        ((EventKind.SENDING, EventKind.DEFERRED), "not sent", ""),
        ((EventKind.PRINTED, EventKind.SENDING, EventKind.NOT_SENT), "printed", "2026-03-01"),
        ((EventKind.SENDING, EventKind.REFUSED), "refused", "2026-03-02"),
        ((EventKind.SENDING, EventKind.REFUSED, EventKind.NOT_SENT), "not sent", ""),
        ((EventKind.SENDING, EventKind.SENT, EventKind.PRINTED), "sent", "2026-03-02"),
        ((EventKind.HANDED_OVER, EventKind.RETURNED), "returned", "2026-03-02"),
        ((EventKind.HANDED_OVER, EventKind.RETURNED, EventKind.SENT), "sent", "2026-03-03"),
        ((EventKind.SENT, EventKind.ANSWERED, EventKind.PRINTED), "answered", "2026-03-02"),
        ((EventKind.SENT, EventKind.AUTO_ANSWERED, EventKind.CALLED), "sent", "2026-03-01"),
        (
            (EventKind.SENT, EventKind.SENDING, EventKind.DEFERRED),
            "sent", "2026-03-01",
        ),
    ],
)  # fmt: skip
def test_the_weightiest_event_is_the_state(
    kinds: tuple[EventKind, ...], state: str, day: str
) -> None:
    found = summarise(event(kind, number) for number, kind in enumerate(kinds, 1))
    one = found.get("a1", LetterDispatch())
    assert (one.state.value, one.day) == (state, day)


def test_another_version_than_those_that_went_out_is_a_change() -> None:
    events = (event(EventKind.PRINTED, 1, NEW), event(EventKind.SENT, 2, OLD))
    one = summarise(events)["a1"]
    assert (one.is_changed(OLD), one.is_changed(NEW)) == (False, True)
    assert not summarise(events[:1])["a1"].is_changed("")
    assert one.state is DispatchState.SENT
