"""Define `lettermerge roster show`: how each recipient is addressed."""

from __future__ import annotations

import sys

from .options import CommonOptions, SelectionOptions
from .table_output import FileOption, print_or_write, require_kind


def show(
    *,
    chosen: SelectionOptions,
    output: FileOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge roster show`; return its exit code."""
    from ..app.rosters.forms_of_address import COLUMNS, NARROW, list_forms
    from ..config.settings import load_settings
    from ..diagnostics import number_of
    from ..errors import ExitCode
    from ..workers.parallel_map import cores
    from .console import as_json

    console = common.console()
    require_kind(output)
    folder = common.folder()
    with console.doing("reading rosters"):
        forms = list_forms(
            folder,
            load_settings(folder),
            chosen.selection(),
            cores(),
        )
    failed = len(forms.rejected)
    code = ExitCode.LETTERS if failed else ExitCode.DONE
    if not common.json:
        console.diagnostics(forms.diagnostics)
    columns = NARROW if output is None and sys.stdout.isatty() else COLUMNS
    print_or_write(columns, (one.to_row(columns) for one in forms.addressed), output, console)
    if common.json:
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
