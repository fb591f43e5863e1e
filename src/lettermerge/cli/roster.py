"""Define the group of commands `lettermerge roster`: what a list of recipients comes to."""

from __future__ import annotations

import typer

from .roster_map import map_columns

app = typer.Typer(
    name="roster", help="Map a list's columns, look at it, compare it.", no_args_is_help=True
)
app.command("map")(map_columns)
