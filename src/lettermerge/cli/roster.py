"""Register the commands of the group `lettermerge roster`; each has a file of its own."""

from __future__ import annotations

import typer

from . import roster_diff, roster_show

app = typer.Typer(name="roster", help="Show and compare rosters.", no_args_is_help=True)
for _name, _command in (("show", roster_show.show), ("diff", roster_diff.diff)):
    app.command(_name)(_command)
