"""Decide which finished letters may be dispatched now, by what the ledger tells of them.

The rule is `DispatchHistory.standing` of dispatch/dispatch_standing.py, for every channel: what
went out by it before, and what was changed since it went out, goes again only where the command
line says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...diagnostics import Diagnostic, Severity
from ...dispatch.dispatch_standing import HANDOFF, PRINT, DispatchStanding
from ...errors import ExitCode, OutputError
from ...output.manifest import dispatched_line
from ...output.store_opening import open_store
from ..batch.batch_model import Request
from .dispatch_record import ledger_of
from .dispatchable_letters import FinishedLetter, FinishedLetters, LeftOut
from .letter_histories import (
    LetterHistories,
    LetterRecord,
    read_histories,
    tell_formers,
)

DISPATCHED = "dispatch.dispatched"  #: the code of a letter that went out before
_DONE = {PRINT: "printed", HANDOFF: "handed over"}


@dataclass(frozen=True, slots=True)
class DueLetters:
    """The letters that may go out by a channel; `repeated` counts those that did so before.

    `finished` names the others among those that are left out.
    """

    finished: FinishedLetters
    repeated: int


def choose_due(finished: FinishedLetters, channel: str, *, again: bool) -> DueLetters:
    """Leave out what went out by `channel` before, or was changed since; all, with `again`.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters were dispatched.
    """
    histories = read_histories(finished)
    finished = leave_out_answered(finished, histories, channel)
    due: list[FinishedLetter] = []
    left_out: list[LeftOut] = []
    doubts: list[Diagnostic] = []
    repeated = 0
    for one in finished.letters:
        record = histories.of(one)
        standing = record.history.standing(one.sha256, channel, again=again)
        if standing is DispatchStanding.DUE:
            due.append(one)
            history = record.history
            before = history.printed if channel == PRINT else history.versions.get(channel)
            repeated += bool(before)
            doubts += tell_formers(one, record)
        else:
            left_out.append(_left_out(one, record, channel, standing))
    kept = replace(finished, letters=tuple(due), left_out=(*finished.left_out, *left_out))
    doubts += doubts_of(kept, histories)
    return DueLetters(replace(kept, doubts=tuple(doubts)), repeated)


def leave_out_answered(
    finished: FinishedLetters, histories: LetterHistories, channel: str
) -> FinishedLetters:
    """Leave out whoever has answered since the last letter, unless the selection asks for them.

    What went out by the channel before is left to the rule of the channel.
    """
    if finished.prepared.request.selection.asks_for_answers:
        return finished
    kept, left_out = [], []
    for one in finished.letters:
        if day := histories.answer_since(one, channel):
            left_out.append(LeftOut(one.id, one.name, _answered(one, day)))
        else:
            kept.append(one)
    return replace(finished, letters=tuple(kept), left_out=(*finished.left_out, *left_out))


def _answered(one: FinishedLetter, day: str) -> Diagnostic:
    return Diagnostic(
        "dispatch.answered",
        f"{one.name} has answered on {day}, and no letter went there since",
        one.row.at(),
        '-w "ledger.answered" writes to those who answered; below [letter], '
        '`where = "ledger.date and not ledger.answered"` leaves them out in every command',
        exit_code=ExitCode.OUTPUT,
    )


def doubts_of(finished: FinishedLetters, histories: LetterHistories) -> tuple[Diagnostic, ...]:
    """Warn of letters whose recipients got the same template under another date before.

    A date that is corrected makes another letter: nothing else keeps it from going out twice.
    """
    met = [(one, max(dates)) for one in finished.letters if (dates := histories.other_dates(one))]
    if not met:
        return ()
    first, date = met[0]
    those = "this letter" if len(met) == 1 else f"{len(met)} of these letters"
    return (
        Diagnostic(
            "dispatch.other-date",
            f"{first.letter.template} with the date {date} was printed or sent before to whoever "
            f"gets {those}",
            first.row.at(),
            '-w "not (ledger.printed or ledger.sent)" leaves them out; a second letter is better a '
            "template of its own",
            Severity.WARNING,
        ),
    )


def require_due(finished: FinishedLetters, channel: str, *, again: bool) -> None:
    """Refuse letters that were due when they were chosen, where another run was faster.

    Raises:
        OutputError: one of them went out meanwhile; or as for `choose_due`.
    """
    if len(choose_due(finished, channel, again=again).finished.letters) < len(finished.letters):
        raise OutputError(
            f"another run has {_DONE[channel]} some of these letters meanwhile",
            hint="run the same command again: it takes those that are left",
        )


def _left_out(
    one: FinishedLetter, record: LetterRecord, channel: str, standing: DispatchStanding
) -> LeftOut:
    where = one.row.at()
    if standing is DispatchStanding.SENT:
        day = record.history.day_of(one.sha256, channel)
        message = f"the letter was {_DONE[channel]} before{f', on {day}' if day else ''}"
        hint = "--again takes it once more; `lettermerge ledger show --history` says when it was"
        told = Diagnostic(DISPATCHED, message, where, hint, Severity.WARNING)
        return LeftOut(one.id, one.name, told, asked=False)
    message = "another version of the letter went out before: it was changed since"
    hint = "--again dispatches this version, too"
    told = Diagnostic("dispatch.changed", message, where, hint, exit_code=ExitCode.OUTPUT)
    for renamed in tell_formers(one, record):
        told = replace(renamed, severity=Severity.ERROR)
    return LeftOut(one.id, one.name, told)


def mark_dispatched(request: Request) -> None:
    """Say in the manifest, once, that there is a ledger from now on that records what goes out.

    Raises:
        OutputError: another run holds the output folder, or it cannot be written.
    """
    with open_store(request.directory) as store:
        with store.open_manifest() as manifest:
            if manifest.dispatched:
                return
        ledger_of(request).record.create()
        with store.hold() as journal:
            journal.append([dispatched_line(journal.now())])
            journal.sync()
