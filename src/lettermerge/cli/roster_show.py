"""Define `lettermerge roster show`: how each recipient is addressed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption, project_folder
from .table_output import FileOption, print_or_write, require_kind


def show(
    recipients: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RECIPIENT]...", help="Ids or parts of names (default: all)."),
    ] = None,
    where: Annotated[
        str, typer.Option("--where", "-w", metavar="EXPR", help="Only where this expression holds.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="At most N recipients.")
    ] = None,
    output: FileOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Show how each recipient is addressed: envelope, salutation, close, language, paper."""
    from ..app.forms_of_address import COLUMNS, NARROW, list_forms
    from ..app.letter_selection import Selection
    from ..config.settings import load_settings
    from ..diagnostics import number_of
    from ..errors import ExitCode
    from ..workers.parallel_map import cores
    from .console import Console, as_json

    console = Console(quiet=quiet, verbose=verbose, json=json)
    require_kind(output)
    folder = project_folder(project)
    with console.doing("reading rosters"):
        forms = list_forms(
            folder,
            load_settings(folder),
            Selection(tuple(recipients or ()), where, limit),
            cores(),
        )
    failed = len(forms.rejected)
    code = ExitCode.LETTERS if failed else ExitCode.DONE
    if not json:
        console.diagnostics(forms.diagnostics)
    columns = NARROW if output is None and sys.stdout.isatty() else COLUMNS
    print_or_write(columns, (one.to_row(columns) for one in forms.addressed), output, console)
    if json:
        console.document(
            {
                "recipients": [one.to_json() for one in forms.addressed],
                "diagnostics": [as_json(one) for one in forms.diagnostics],
                "exit_code": int(code),
            }
        )
        return int(code)
    told = number_of(len(forms.addressed), "recipient")
    console.say(f"{told}; {number_of(failed, 'row')} failed" if failed else told)
    return int(code)
