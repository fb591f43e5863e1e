"""Tell `-w` what the ledger says of each letter: `-w "not ledger.answered"`.

An answer is to the campaign as a whole: follow-up letters have another template, or another date.
So the events of all letters to a recipient count.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from ...config.settings import Settings
from ...config.store_address import Place
from ...dispatch.dispatch_standing import HANDOFF, MAIL, PRINT
from ...dispatch.ledger import EventKind, LedgerEvent
from .project_ledger import require_project_ledger, settled_events

_READS = re.compile(r"\bledger\b")


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What `-w` sees as `ledger`: whether it ever happened with any letter to a recipient.

    `unknown` is whether an e-mail may have arrived or not. `state` is the newest event as
    `ledger show` names it; `channel` and `date` (ISO 8601) say how and when a letter went out
    last, or was printed where none went out. Both are "" before that.
    """

    printed: bool = False
    handed_over: bool = False
    drafted: bool = False
    sent: bool = False
    unknown: bool = False
    refused: bool = False
    returned: bool = False
    answered: bool = False
    auto_answered: bool = False
    called: bool = False
    state: str = ""
    channel: str = ""
    date: str = ""


#: Returns what the ledger says of the letters to a recipient, by id.
LedgerFactsOf = Callable[[str], LedgerFacts]
_NONE = LedgerFacts()
_NAMES = {one.name for one in fields(LedgerFacts) if one.default is False}
_OUT = {EventKind.PRINTED: PRINT, EventKind.HANDED_OVER: HANDOFF, EventKind.SENT: MAIL}
_SETTLED = (EventKind.SENT, EventKind.REFUSED, EventKind.DEFERRED, EventKind.NOT_SENT)


class _Gathering:
    """The events of one recipient, in the order of the ledger."""

    def __init__(self) -> None:
        self.happened: set[str] = set()
        self.open: set[str] = set()
        self.refused: set[str] = set()
        self.state = self.channel = self.date = ""
        self.went_out = False

    def take(self, event: LedgerEvent) -> None:
        self.state = event.state
        if event.event is EventKind.SENDING:
            self.open.add(event.message_id)
        elif event.event in _SETTLED:
            self.open.discard(event.message_id)
            self.refused.discard(event.message_id)
        if event.event is EventKind.REFUSED:
            self.refused.add(event.message_id)
        if not event.confirmed:
            return
        went_out = event.event in _OUT and event.event is not EventKind.PRINTED
        if went_out or (event.event is EventKind.PRINTED and not self.went_out):
            self.channel, self.date = event.channel or _OUT[event.event], event.day
        self.went_out = self.went_out or went_out
        name = event.event.value.replace("-", "_")
        if name in _NAMES:
            self.happened.add(name)

    def facts(self) -> LedgerFacts:
        happened = dict.fromkeys(self.happened - {"refused"}, True)
        told = {"unknown": bool(self.open), "refused": bool(self.refused)}
        return LedgerFacts(
            **happened, **told, state=self.state, channel=self.channel, date=self.date
        )


def reads_ledger(expression: str) -> bool:
    """Say whether an expression may ask for the ledger."""
    return bool(_READS.search(expression))


def facts_by_letter(
    project: Path, settings: Settings, directory: Place | None = None
) -> LedgerFactsOf:
    """Read the ledger once; return what it says of each recipient.

    `directory` is the output folder where it is not that of the settings.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters went out.
    """
    found: dict[str, _Gathering] = {}
    ledger = require_project_ledger(project, settings, directory)
    for event in settled_events(ledger, project, settings):
        for id_ in {event.id, *event.members}:
            found.setdefault(id_, _Gathering()).take(event)
    facts = {id_: one.facts() for id_, one in found.items()}
    return lambda id_: facts.get(id_, _NONE)


def no_facts(_: str) -> LedgerFacts:
    """Return the facts of an empty ledger."""
    return _NONE
