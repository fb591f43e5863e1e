"""Tell `-w` what the ledger says of each letter: `-w "not ledger.answered"`.

An answer is to the campaign as a whole: follow-up letters have another template, or another date.
So the events of all letters to a recipient count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from ..config.settings import Settings
from ..dispatch.ledger import EventKind, Ledger


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What `-w` sees as `ledger`: whether it ever happened with any letter to a recipient."""

    printed: bool = False
    handed_over: bool = False
    drafted: bool = False
    sent: bool = False
    refused: bool = False
    returned: bool = False
    answered: bool = False
    auto_answered: bool = False
    called: bool = False


#: Returns what the ledger says of the letters to a recipient, by id.
LedgerFactsOf = Callable[[str], LedgerFacts]
_NONE = LedgerFacts()
_NAMES = {one.name for one in fields(LedgerFacts)}


def facts_by_letter(project: Path, settings: Settings) -> LedgerFactsOf:
    """Read the ledger once; return what it says of each recipient.

    Raises:
        OutputError: the ledger cannot be read.
    """
    found: dict[str, set[str]] = {}
    ledger = Ledger(project / (settings.ledger.directory or settings.output.directory))
    for event in ledger.events():
        name = event.event.value.replace("-", "_")
        if event.confirmed and name in _NAMES:
            for id_ in {event.id, *event.members}:
                found.setdefault(id_, set()).add(name)
        elif event.event is EventKind.NOT_SENT:
            found.get(event.id, set()).discard("refused")
    facts = {id_: LedgerFacts(**dict.fromkeys(names, True)) for id_, names in found.items()}
    return lambda id_: facts.get(id_, _NONE)
