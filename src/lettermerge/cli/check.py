"""Define `lettermerge check`: every fault in settings, rosters, template and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import CommonOptions, SelectionOptions

if TYPE_CHECKING:
    from pathlib import Path

    from ..app.preflight.project_check import Checked
    from .console import Console


def check(
    *,
    chosen: SelectionOptions,
    rendered: Annotated[
        bool, typer.Option("--rendered", help="Lay every letter out and check its pages, too.")
    ] = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge check`; return its exit code."""
    from ..app.preflight.project_check import check_project
    from ..config.settings import load_settings
    from ..workers.parallel_map import cores

    console = common.console()
    folder = common.folder()
    settings = load_settings(folder)
    with console.doing("looking through the project"):
        selection = chosen.selection()
        checked = check_project(
            folder, settings, selection=selection, rendered=rendered, processes=cores()
        )
    return _conclude(checked, console, folder)


def _conclude(checked: Checked, console: Console, folder: Path) -> int:
    """Say what was found; return the exit code."""
    from ..app.rosters.unused_columns import say_unused
    from ..diagnostics import Severity, number_of
    from ..errors import prevailing
    from .console import as_json
    from .next_command import next_command

    counts = {
        severity: sum(1 for one in checked.report if one.severity is severity)
        for severity in Severity
    }
    code = prevailing(one.exit_code for one in checked.report.errors)
    if console.json:
        console.document(
            {
                "letters": checked.letters,
                "rows": checked.rows,
                "rows_with_a_letter": checked.lettered,
                "on_hold": checked.on_hold,
                "failed": checked.failed,
                "files": dict(checked.files),
                "unused_columns": {file: list(names) for file, names in checked.unused.items()},
                "diagnostics": [as_json(one) for one in checked.report],
                "exit_code": int(code),
            }
        )
        return int(code)
    console.diagnostics(checked.report)
    for file, names in checked.unused.items():
        console.say(f"{file}: {say_unused(names)}")
    files = " and ".join(f"{number:,} {kind}" for kind, number in checked.files.items())
    joint = checked.letters != checked.lettered
    made = number_of(checked.letters, "letter") if joint else "a letter"
    rest = [(checked.failed, "failed"), (checked.on_hold, "on hold")]
    told = ", ".join(f"{number:,} {what}" for number, what in rest if number)
    others = f" ({told})" if told else ""
    rows = number_of(checked.rows, "row", "makes", "make")
    console.say(
        f"{checked.lettered:,} of {rows} {made}{others}, "
        f"files: {files}; "
        + ", ".join(number_of(number, severity.value) for severity, number in counts.items())
        + (" (-v shows them)" if counts[Severity.NOTE] and not console.verbose else "")
    )
    if checked.report.errors:
        console.say(f"next: fix each error, then run {next_command(folder, 'check')}")
    elif checked.letters:
        console.say(f"next: {next_command(folder, 'render')}")
    return int(code)
