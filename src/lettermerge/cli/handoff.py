"""Define `lettermerge handoff`: a parcel of finished letters for a print-and-post service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import AgainOption, CommonOptions, DryRunOption, OutputOption, SelectionOptions
from .shell_completion import complete_service

if TYPE_CHECKING:
    from ..app.printing.handoff import HandedParcel, PreparedParcel
    from .console import Console


def handoff(
    *,
    service: Annotated[
        str,
        typer.Argument(
            metavar="SERVICE",
            help="notify, lob, postgrid, click2mail, stannp or generic.",
            autocompletion=complete_service,
        ),
    ],
    chosen: SelectionOptions,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set an option of the service."),
    ] = None,
    again: AgainOption = False,
    output: OutputOption = "",
    dry_run: DryRunOption = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge handoff`; return its exit code."""
    from datetime import UTC, datetime

    from ..app.printing.handoff import hand_over, prepare_parcel
    from ..dispatch.print_service import choose_options, find_print_service
    from ..workers.parallel_map import cores
    from .render_request import LOOKING, RequestOptions, to_request

    console = common.console()
    found = find_print_service(service)
    values = choose_options(found, tuple(options or ()))
    letters = RequestOptions(common.folder(), chosen.selection(), output)
    request = to_request(letters, console)
    with console.doing(LOOKING):
        prepared = prepare_parcel(request, found, values, cores(), again=again)
    if not console.json:
        console.diagnostics_in_short(prepared.diagnostics)
    handed = None
    if prepared.letters and not dry_run:
        with console.doing("writing the parcel"):
            handed = hand_over(prepared, datetime.now(UTC))
    return _conclude(prepared, handed, console)


def _conclude(prepared: PreparedParcel, handed: HandedParcel | None, console: Console) -> int:
    """Say what was handed over, or would be; return the exit code."""
    from ..diagnostics import number_of
    from .dispatch_report import told_before

    code = int(prepared.exit_code)
    if console.json:
        console.document(_document(prepared, handed))
        return code
    if handed is not None:
        console.result(str(handed.folder))
        console.result(str(handed.folder / handed.names[-1]))
    else:
        headings = ("destination", "sheets", "letters", "pages")
        classes = prepared.describe()["price_classes"]
        console.table(headings, (tuple(one[name] for name in headings) for one in classes))
    told = f"{number_of(len(prepared.letters), 'letter')} for {prepared.job.service.name}"
    left = len(prepared.finished.letters) - len(prepared.letters) + len(prepared.finished.left_out)
    console.say(told + (f"; {left:,} left out" if left else ""))
    if before := told_before(prepared.finished, "handed over", "hands"):
        console.say(before.replace(" once more", " over once more"))
    return code


def _document(prepared: PreparedParcel, handed: HandedParcel | None) -> dict[str, Any]:
    from .console import as_json

    return {
        "folder": str(handed.folder) if handed else None,
        "zip": str(handed.folder / handed.names[-1]) if handed else None,
        "parcel": prepared.describe(),
        "files": [{"id": one.id, "file": one.file} for one in prepared.letters],
        "left_out": [one.to_json() for one in prepared.finished.left_out],
        "diagnostics": [as_json(one) for one in prepared.diagnostics],
        "exit_code": int(prepared.exit_code),
    }
