"""Define `lettermerge status`: the manifest against lists, template and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import CommonOptions, OutputOption, SelectionOptions

if TYPE_CHECKING:
    from ..config.store_address import Place
    from .console import Console


def status(
    *,
    chosen: SelectionOptions,
    output: OutputOption = "",
    tidy: Annotated[
        bool, typer.Option("--tidy", help="Move orphaned files to OUTPUT/orphans/.")
    ] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Rewrite the manifest without its history.")
    ] = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge status`; return its exit code."""
    from ..app.batch.batch import count_waiting, look, prepare
    from ..app.batch.batch import tidy as tidy_output
    from ..diagnostics import number_of
    from ..output.store_opening import open_store
    from ..workers.parallel_map import cores
    from .dispatch_report import report_dispatch
    from .plan_report import show_plan
    from .render_request import LOOKING, READING, RequestOptions, to_request

    console = common.console()
    request = to_request(RequestOptions(common.folder(), chosen.selection(), output), console)
    if compact:
        _compact(request.directory, console)
    with console.doing(READING):
        prepared = prepare(request, cores(), reuse=True)
    console.diagnostics_in_short(prepared.diagnostics)
    tidied = None
    with console.doing(LOOKING):
        if tidy:
            plan, tidied = tidy_output(prepared)
        else:
            plan = look(prepared)
    waiting, dispatch = count_waiting(prepared, plan), report_dispatch(prepared)
    code = show_plan(prepared, plan, console, waiting, tidied, dispatch)
    if not console.json:
        with open_store(request.directory) as store, store.open_manifest() as manifest:
            demo = sum(
                1
                for id_, kind in manifest
                if (history := manifest.find(id_, kind))
                and history.latest.signer.startswith("demo:")
            )
        if demo:
            console.say(f"Signed by a DEMO identity, not for mailing: {number_of(demo, 'file')}.")
    return code


def _compact(directory: Place, console: Console) -> None:
    from ..diagnostics import number_of
    from ..output.store_opening import open_store

    with open_store(directory) as store:
        if not store.has_manifest():
            console.say("there is no manifest yet, so there is nothing to compact")
            return
        with store.hold() as journal:
            saved = journal.compact()
    console.say(f"the manifest is {number_of(saved, 'byte')} shorter")
