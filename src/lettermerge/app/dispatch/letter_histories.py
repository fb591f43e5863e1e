"""Look up what the ledger tells of finished letters, also under other ids of their recipients.

A person may have got the letter with others, in another language, or under an id that is gone: the
name was corrected that the id is made of, or the list was numbered anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...diagnostics import Diagnostic
from ...dispatch.dispatch_standing import DispatchHistory
from ...dispatch.ledger import EventKind, LedgerEvent
from ...dispatch.record_linkage import FormerRecipients, KnownPerson
from ...letter.template import is_variant
from .dispatchable_letters import FinishedLetter, FinishedLetters
from .project_ledger import require_project_ledger, settled_events
from .renamed_recipients import person_of, tell_renamed

#: What tells that a letter went to somebody.
_LETTERS = (EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.SENT)


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """What has happened to a letter; `formers` are those under whose ids it did, if not its own."""

    history: DispatchHistory
    formers: tuple[KnownPerson, ...] = ()


class LetterHistories:
    """What has happened to the letters of one template, by recipient and date of the letter."""

    def __init__(
        self, events: Iterable[LedgerEvent], template: str, date: str, present: Collection[str]
    ) -> None:
        """`present` are all ids of the lists; who has none of these is gone."""
        self._date = date
        self._found: dict[str, dict[str, DispatchHistory]] = {}
        self._answers: dict[str, str] = {}
        gone: dict[str, KnownPerson] = {}
        held: dict[str, set[str]] = {}
        for event in events:
            self._take_answer(event)
            if event.id in present:
                held.setdefault(event.seat, set()).add(event.id)
            if not is_variant(event.template, template):
                continue
            for id_ in {event.id, *event.members}:
                by_date = self._found.setdefault(id_, {})
                by_date.setdefault(event.date, DispatchHistory()).take(event)
            if present and event.id not in present:
                gone[event.id] = event.person
        self._gone = FormerRecipients(gone.values(), held)

    def of(self, one: FinishedLetter) -> LetterRecord:
        """Return what has happened to a finished letter."""
        own = DispatchHistory.merged([*self._of_date((one.id, *one.members))])
        if own.last_out:  # somebody has decided who that is
            return LetterRecord(own)
        found = self._gone.find(person_of(one.letter))
        formers = tuple(each for each in found if any(self._of_date((each.id,))))
        before = self._of_date(each.id for each in formers)
        return LetterRecord(DispatchHistory.merged([own, *before]), formers)

    def other_dates(self, one: FinishedLetter) -> Mapping[str, str]:
        """Return when the same letter with another date went out last, or was printed, by date."""
        found: dict[str, str] = {}
        for id_ in (one.id, *one.members):
            for date, history in self._found.get(id_, {}).items():
                day = max((history.last_out, *history.printed.values()))
                if day and date != self._date:
                    found[date] = max(day, found.get(date, ""))
        return found

    def answer_since(self, one: FinishedLetter, channel: str) -> str:
        """Return the day of an answer that the recipient gave since the last letter; else "".

        "" also where this version of the letter went out by the channel before.
        """
        day = max(self._answers.get(id_, "") for id_ in (one.id, *one.members))
        if day and self.of(one).history.day_of(one.sha256, channel) is not None:
            return ""
        return day

    def _take_answer(self, event: LedgerEvent) -> None:
        """Note that somebody has answered, until the next letter goes to them."""
        for id_ in (event.id, *event.members):
            if event.event is EventKind.ANSWERED:
                self._answers[id_] = event.day or event.time[:10] or "an unknown day"
            elif event.event in _LETTERS and event.confirmed:
                self._answers.pop(id_, None)

    def _of_date(self, ids: Iterable[str]) -> Iterator[DispatchHistory]:
        for id_ in dict.fromkeys(ids):
            history = self._found.get(id_, {}).get(self._date)
            if history is not None and not history.is_empty:
                yield history


def read_histories(finished: FinishedLetters) -> LetterHistories:
    """Return what has happened to finished letters.

    What a killed run was about to print or to hand over has happened where its files are there.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters were dispatched.
    """
    request, audience = finished.prepared.request, finished.prepared.audience
    ledger = require_project_ledger(request.project, request.settings, request.directory)
    # a part of the lists says nothing of who has left them
    present = () if request.roster else {*audience.ids, *audience.joint_ids}
    letter = request.settings.letter
    events = settled_events(ledger, request.project, request.settings)
    return LetterHistories(events, letter.template, letter.date.isoformat(), present)


def tell_formers(one: FinishedLetter, record: LetterRecord) -> Iterator[Diagnostic]:
    """Yield a warning for a letter that its recipient may have got under another id."""
    for former in record.formers[:1]:
        day = max((record.history.last_out, *record.history.printed.values()))
        another = f"run this command for `{one.id}` with --again"
        yield tell_renamed(one.letter, former, day, another)
