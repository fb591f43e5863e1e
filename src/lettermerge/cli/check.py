"""Define `lettermerge check`: every fault in settings, rosters, template and images."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption, project_folder


def check(
    rendered: Annotated[
        bool, typer.Option("--rendered", help="Lay every letter out and check its pages, too.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Find every fault in settings, rosters, template and assets; write nothing."""
    from ..app.faults import check_project
    from ..config.settings import load_settings
    from ..diagnostics import Severity, number_of
    from ..errors import prevailing
    from ..workers.parallel_map import cores
    from .console import Console, as_json

    console = Console(quiet=quiet, verbose=verbose, json=json)
    folder = project_folder(project)
    settings = load_settings(folder)
    with console.doing("looking through the project"):
        checked = check_project(folder, settings, rendered=rendered, processes=cores())
    counts = {
        severity: sum(1 for one in checked.report if one.severity is severity)
        for severity in Severity
    }
    code = prevailing(one.exit_code for one in checked.report.errors)
    if json:
        console.document(
            {
                "letters": checked.letters,
                "rows": checked.rows,
                "rows_with_a_letter": checked.lettered,
                "on_hold": checked.on_hold,
                "failed": checked.failed,
                "files": dict(checked.files),
                "diagnostics": [as_json(one) for one in checked.report],
                "exit_code": int(code),
            }
        )
        return int(code)
    console.diagnostics(checked.report)
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
    )
    return int(code)
