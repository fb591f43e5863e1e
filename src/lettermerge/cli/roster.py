"""Register the commands of the group `lettermerge roster`; each has a file of its own."""

from __future__ import annotations

import typer

from . import roster_diff, roster_map, roster_show

app = typer.Typer(
    name="roster", help="Map a roster's columns, show it, compare it.", no_args_is_help=True
)
for _name, _command in (
    ("map", roster_map.map_columns),
    ("show", roster_show.show),
    ("diff", roster_diff.diff),
):
    app.command(_name)(_command)
