"""Define the group `lettermerge ledger`: what became of each letter."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import OutputError, UsageError
from .options import (
    JsonOption,
    ProjectOption,
    QuietOption,
    RecipientsArgument,
    VerboseOption,
    project_folder,
)

if TYPE_CHECKING:
    from ..app.ledger_entries import LedgerReader

app = typer.Typer(
    name="ledger", help="Show, add and export what became of each letter.", no_args_is_help=True
)
#: What is shown on a terminal; --json and an export have every column.
_SHOWN = ("id", "state", "day", "channel", "template", "date", "file", "note")

ChannelOption = Annotated[
    str, typer.Option("--channel", metavar="NAME", help="Only by this channel, such as print.")
]
StateOption = Annotated[
    str, typer.Option("--state", metavar="EVENT", help="Only in this state, such as answered.")
]
HistoryOption = Annotated[
    bool, typer.Option("--history", help="Every event, not only the newest of each letter.")
]


@app.command("show")
def show(
    recipients: RecipientsArgument = None,
    channel: ChannelOption = "",
    state: StateOption = "",
    history: HistoryOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Show the state of each letter: printed, handed over, sent, returned, answered."""
    from ..app.ledger_entries import LedgerQuery
    from ..diagnostics import number_of
    from ..dispatch.ledger import COLUMNS
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    reader = _reader(project)
    events = reader.find(LedgerQuery(tuple(recipients or ()), channel, state, history))
    rows = [dict(zip(COLUMNS, one.to_row(), strict=True)) for one in events]
    if json:
        console.document({"ledger": str(reader.ledger.path), "entries": rows, "exit_code": 0})
        return 0
    columns = COLUMNS if verbose else _SHOWN
    console.table(columns, ([row[name] for name in columns] for row in rows))
    console.say(number_of(len(rows), "event" if history else "letter"))
    return 0


@app.command("add")
def add(
    recipient: Annotated[str, typer.Argument(metavar="ID", help="An id, or a part of a name.")],
    event: Annotated[
        str,
        typer.Argument(metavar="EVENT", help="printed, handed-over, sent, returned or answered."),
    ],
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", metavar="DATE", formats=["%Y-%m-%d"], help="The day (default: today)."
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What else to know.")] = "",
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help="How (default: as it was dispatched).")
    ] = "",
    dated: Annotated[
        datetime | None,
        typer.Option(
            "--letter-date",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Which letter, by its date (default: the newest).",
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Add to the ledger what became of a letter: that it was answered, or came back."""
    from datetime import UTC

    from ..app.ledger_entries import LedgerAddition, add_event
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    now = datetime.now(UTC)
    told = LedgerAddition(
        name=recipient,
        event=event,
        day=(on or now).date(),
        note=note,
        channel=channel,
        dated=dated.date().isoformat() if dated else "",
    )
    added = add_event(_reader(project), told, now)
    if json:
        console.document({**added.to_json(), "exit_code": 0})
    else:
        console.say(
            f"recorded: {added.id}, {added.event.value} on {added.day} "
            f"(the letter {added.template} of {added.date})"
        )
    return 0


@app.command("export")
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
    project: ProjectOption = None,
) -> int:
    """Write the events of the ledger into a table, each cell as text."""
    from ..app.ledger_entries import EXPORTS, LedgerQuery, export_events
    from ..diagnostics import number_of
    from ..recipients.table_file import TableFileError
    from .console import Console

    console = Console(quiet=quiet)
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
    try:
        file.write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"{file} cannot be written: {error.strerror}", hint="choose another path"
        ) from None
    console.result(str(file))
    console.say(number_of(len(events), "event"))
    return 0


def _reader(project: Path | None) -> LedgerReader:
    from ..app.ledger_entries import LedgerReader
    from ..config.settings import load_settings

    folder = project_folder(project)
    return LedgerReader(folder, load_settings(folder))
