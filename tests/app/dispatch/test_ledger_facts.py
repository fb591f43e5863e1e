"""What `-w` sees of the ledger, from real events."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tiny import write_tiny

from lettermerge.app.dispatch.ledger_facts import LedgerFacts, facts_by_letter, reads_ledger
from lettermerge.app.dispatch.project_ledger import open_ledger
from lettermerge.config.settings import load_settings
from lettermerge.dispatch.ledger import EventKind, LedgerEvent


def event(kind: EventKind, channel: str = "mail", day: str = "2026-03-04") -> LedgerEvent:
    number = "<1@x>" if channel == "mail" else ""
    return LedgerEvent(
        "a1", kind, "a.md", "2026-03-01", "0" * 64, ("m1",), channel, day=day, message_id=number
    )


def facts(folder: Path, *events: LedgerEvent, id_: str = "a1") -> LedgerFacts:
    write_tiny(folder)
    settings = load_settings(folder)
    open_ledger(folder, settings).append(events, "2026-03-04T10:00:00Z")
    return facts_by_letter(folder, settings)(id_)


SENDING, SENT, REFUSED = (
    event(one) for one in (EventKind.SENDING, EventKind.SENT, EventKind.REFUSED)
)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ((), LedgerFacts()),
        ((SENDING,), LedgerFacts(unknown=True, state="sending")),
        (
            (SENDING, SENT),
            LedgerFacts(sent=True, state="sent", channel="mail", date="2026-03-04"),
        ),
        ((SENDING, REFUSED), LedgerFacts(refused=True, state="refused")),
        ((SENDING, REFUSED, event(EventKind.NOT_SENT)), LedgerFacts(state="not-sent")),
        (
            (event(EventKind.PRINTED, "print"), event(EventKind.ANSWERED, "print", "2026-04-01")),
            LedgerFacts(
                printed=True, answered=True, state="answered", channel="print", date="2026-03-04"
            ),
        ),
        (
            (event(EventKind.HANDED_OVER, "lob"), event(EventKind.PRINTED, "print", "2026-05-01")),
            LedgerFacts(
                printed=True, handed_over=True, state="printed", channel="lob", date="2026-03-04"
            ),
        ),
        (
            (event(EventKind.HANDED_OVER, "notify"), event(EventKind.RETURNED, "notify")),
            LedgerFacts(
                handed_over=True, returned=True, state="returned", channel="notify",
                date="2026-03-04",
            ),
        ),
    ],
)  # fmt: skip
def test_what_happened_to_a_recipient(
    tmp_path: Path, events: tuple[LedgerEvent, ...], told: LedgerFacts
) -> None:
    assert facts(tmp_path, *events) == told
    assert facts(tmp_path, id_="m1") == told  # who is written to jointly
    assert facts(tmp_path, id_="other") == LedgerFacts()


@pytest.mark.parametrize(
    ("expression", "reads"),
    [("not ledger.sent", True), ("recipient.extra.ledgers == 'x'", False), ("(ledger).sent", True)],
)
def test_an_expression_asks_for_the_ledger_by_its_name(expression: str, reads: bool) -> None:
    assert reads_ledger(expression) is reads
