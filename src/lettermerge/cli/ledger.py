"""Define the group `lettermerge ledger`: what became of each letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .options import (
    CommonOptions,
    ProjectOption,
    QuietOption,
    RecipientsArgument,
    VerboseOption,
    project_folder,
)
from .shell_completion import complete_recipient

if TYPE_CHECKING:
    from ..app.dispatch.ledger_entries import LedgerReader
    from ..dispatch.ledger import LedgerEvent
    from .console import Console

#: What is shown on a terminal; --json and an export have every column.
_SHOWN = ("id", "name", "state", "day", "channel", "template", "date", "file", "note")

ChannelOption = Annotated[
    str, typer.Option("--channel", metavar="NAME", help="Only by this channel, such as print.")
]
HowOption = Annotated[
    str,
    typer.Option(
        "--channel", metavar="NAME", help="How, such as print (needed where several are possible)."
    ),
]
StateOption = Annotated[
    str, typer.Option("--state", metavar="EVENT", help="Only in this state, such as answered.")
]
LetterDateOption = Annotated[
    datetime | None,
    typer.Option(
        "--letter-date",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="Which letter, by its date (default: the newest).",
    ),
]
HistoryOption = Annotated[
    bool, typer.Option("--history", help="Every event, not only the newest of each letter.")
]


def show(
    *,
    recipients: RecipientsArgument = None,
    channel: ChannelOption = "",
    state: StateOption = "",
    history: HistoryOption = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge ledger show`; return its exit code."""
    from ..app.dispatch.ledger_entries import LedgerQuery
    from ..diagnostics import number_of
    from ..dispatch.ledger import COLUMNS

    console = common.console()
    reader = _reader(common.project)
    events = reader.find(LedgerQuery(tuple(recipients or ()), channel, state, history))
    rows = [dict(zip(COLUMNS, one.to_row(), strict=True)) for one in events]
    if common.json:
        console.document({"ledger": str(reader.ledger.place), "entries": rows, "exit_code": 0})
        return 0
    if not history and not channel:
        _tell_channels(events, rows, reader)
    columns = COLUMNS if common.verbose else _SHOWN
    console.table(columns, ([row[name] for name in columns] for row in rows))
    console.say(number_of(len(rows), "event" if history else "letter"))
    return 0


def _tell_channels(
    events: list[LedgerEvent], rows: list[dict[str, str]], reader: LedgerReader
) -> None:
    """Put the state of every channel into the rows of letters that have several."""
    states = reader.states()
    for event, row in zip(events, rows, strict=True):
        of_letter = states[event.letter]
        if len(of_letter) > 1:
            row["state"] = ", ".join(f"{one.state} {one.day}" for one in of_letter)
            row["channel"] = ", ".join(one.channel or "?" for one in of_letter)


def add(
    *,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ID... EVENT",
            help="Ids, or parts of names; then printed, handed-over, sent, not-sent, returned, "
            "answered or called.",
            autocompletion=complete_recipient,
        ),
    ],
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="All letters that --channel has ready and that were not sent, no IDs."
        ),
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", metavar="DATE", formats=["%Y-%m-%d"], help="The day (default: today)."
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What else to know.")] = "",
    channel: HowOption = "",
    dated: LetterDateOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge ledger add`; return its exit code."""
    from datetime import UTC

    from ..app.dispatch.ledger_additions import LedgerAddition, add_events
    from ..dispatch.ledger import local_day

    console = common.console()
    now = datetime.now(UTC)
    *names, event = words
    if bool(names) == every:
        raise UsageError(
            "--all stands for all ids" if every else f"`{event}`: of which letter?",
            hint="write ledger add ID EVENT, or ledger add sent --all --channel NAME",
        )
    told = LedgerAddition(
        names=tuple(names),
        event=event,
        day=on.date() if on else local_day(now),
        note=note,
        channel=channel,
        dated=dated.date().isoformat() if dated else "",
    )
    _report(console, add_events(_reader(common.project), told, now))
    return 0


def _report(console: Console, added: Sequence[LedgerEvent]) -> None:
    if console.json:
        entries = [one.to_json() for one in added]
        one_entry = entries[0] if len(entries) == 1 else {"entries": entries}
        console.document({**one_entry, "exit_code": 0})
        return
    for one in added:
        made = "" if one.sha256 else ", not made here yet"
        console.say(
            f"recorded: {one.id}, {one.event.value} on {one.day} "
            f"(the letter {one.template} of {one.date}{made})"
        )
    if slips := [one for one in added if not one.sha256]:
        words = " ".join(quote(one.id) for one in slips)
        console.say(f"if that is a slip: lettermerge ledger undo {words} {slips[0].event.value}")


def undo(
    *,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ID... EVENT",
            help="Ids, or parts of names; then the event: the newest of each is taken back.",
            autocompletion=complete_recipient,
        ),
    ],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")] = "",
    dated: LetterDateOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge ledger undo`; return its exit code."""
    from datetime import UTC

    from ..app.dispatch.ledger_corrections import LedgerCorrection, take_back

    console = common.console()
    *names, event = words
    if not names:
        raise UsageError(f"`{event}`: of which letter?", hint="write ledger undo ID EVENT")
    day = dated.date().isoformat() if dated else ""
    told = LedgerCorrection(tuple(names), event, note, day)
    undone = take_back(_reader(common.project), told, datetime.now(UTC))
    if console.json:
        console.document({"undone": [one.to_json() for one in undone], "exit_code": 0})
        return 0
    for one in undone:
        console.say(
            f"taken back: {one.id}, {one.event.value} on {one.day} "
            f"(the letter {one.template} of {one.date})"
        )
    return 0


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .xlsx, .csv or .json file.")],
    recipients: Annotated[
        list[str] | None,
        typer.Option("--recipient", metavar="RECIPIENT", help="Only of this one; may be repeated."),
    ] = None,
    channel: ChannelOption = "",
    state: StateOption = "",
    latest: Annotated[
        bool, typer.Option("--latest", help="Only the newest event of each letter.")
    ] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Run `lettermerge ledger export`; return its exit code."""
    from ..app.dispatch.ledger_entries import EXPORTS, LedgerQuery, export_events
    from ..diagnostics import number_of
    from ..recipients.table_writer import TableFileError
    from .console import Console
    from .table_output import write_output

    console = Console(quiet=quiet, verbose=verbose)
    ending = file.suffix.casefold()
    if ending not in EXPORTS:
        raise UsageError(
            f"{file} is neither a .xlsx nor a .csv nor a .json file",
            hint=f"write {file.with_suffix('.xlsx')}",
        )
    query = LedgerQuery(tuple(recipients or ()), channel, state, history=not latest)
    events = _reader(project).find(query)
    try:
        content = export_events(events, ending)
    except TableFileError as error:
        raise UsageError(str(error), hint=f"write {file.with_suffix('.csv')}") from None
    write_output(file, content)
    console.result(str(file))
    console.say(number_of(len(events), "event"))
    return 0


def _reader(project: Path | None) -> LedgerReader:
    from ..app.dispatch.ledger_entries import LedgerReader
    from ..config.settings import load_settings

    folder = project_folder(project)
    return LedgerReader(folder, load_settings(folder))
