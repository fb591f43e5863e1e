"""Define `lettermerge parliaments [ID]`: the profiles, and where each fact comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import Console
from .options import JsonOption, ProjectOption, QuietOption, VerboseOption, project_folder

if TYPE_CHECKING:
    from ..protocol.profile import Profile
    from ..protocol.profiles import Profiles


def parliaments(
    parliament: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A parliament, by id or name.")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Show the parliaments that letters can go to, and where each fact comes from."""
    from ..errors import UsageError

    console = Console(quiet=quiet, verbose=verbose, json=json)
    profiles = _profiles(project)
    if parliament is None:
        _show_all(profiles, console)
        return 0
    profile = profiles.find(parliament)
    if profile is None:
        raise UsageError(
            f"there is no parliament `{parliament}`", hint=profiles.nearest(parliament)
        )
    _show(profile, console)
    return 0


def _profiles(project: Path | None) -> Profiles:
    """Return the built-in profiles with the project's own, where there is a project."""
    from ..config.settings import load_settings
    from ..errors import SettingsError
    from ..protocol.profiles import load_profiles

    try:
        folder = project_folder(project)
    except SettingsError:
        if project is not None:
            raise
        return load_profiles()
    return load_profiles(load_settings(folder).parliaments)


def _show_all(profiles: Profiles, console: Console) -> None:
    columns = ("id", "name", "country", "chambers", "paper", "spelling", "languages")
    rows = [
        (
            one.id,
            one.name,
            one.country,
            ", ".join(one.chambers),
            one.paper,
            one.spelling,
            " ".join(one.languages),
        )
        for one in profiles
    ]
    if console.json:
        console.document([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        _print_table(columns, rows)


def _show(profile: Profile, console: Console) -> None:
    from dataclasses import asdict

    from ..protocol.profile_facts import describe

    facts = describe(profile)
    if console.json:
        console.document([asdict(fact) for fact in facts])
        return
    rows = []
    last = ""
    for fact in facts:
        rows.append((fact.part if fact.part != last else "", fact.subject, fact.text, fact.source))
        last = fact.part
    _print_table(("part", "of", "fact", "source"), rows)


def _print_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table: folded to the terminal's width, or whole lines into a pipe."""
    from rich import box
    from rich.console import Console as Rich
    from rich.table import Table
    from rich.text import Text

    console = Rich()
    if not console.is_terminal:
        console.width = 160
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
