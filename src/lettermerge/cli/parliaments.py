"""Define `lettermerge parliaments`: show profiles and their sources, start one, add one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import Console
from .options import CommonOptions, project_folder
from .shell_completion import complete_parliament, complete_shown_parliament

if TYPE_CHECKING:
    from ..protocol.profile import Profile
    from ..protocol.profile_loading import Profiles

ParliamentArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID | show | new | add]",
        help="A parliament, by id or name.",
        autocompletion=complete_parliament,
    ),
]


def parliaments(
    *,
    parliament: ParliamentArgument = None,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID | FILE]",
            help="show ID: forms and sources. new ID: write a starter profile. "
            "add FILE: check a profile and add it to the project.",
            autocompletion=complete_shown_parliament,
        ),
    ] = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge parliaments`; return its exit code."""
    from ..errors import UsageError

    console = common.console()
    if parliament in ("show", "new", "add"):
        if not name:
            what = "FILE" if parliament == "add" else "ID"
            raise UsageError(
                f"`parliaments {parliament}` needs one more word",
                hint=f"write lettermerge parliaments {parliament} {what}",
            )
        if parliament != "show":
            _write(parliament, name, console, common.project)
            return 0
        parliament = name
    elif name:
        raise UsageError(
            f"`{parliament}` is neither show, new nor add", hint=f"write show {parliament} {name}"
        )
    profiles = _profiles(common.project)
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


def _write(action: str, name: str, console: Console, project: Path | None) -> None:
    """Write a starter profile, or a checked copy of a file, into the project."""
    from ..app.setup.profile_adding import add_profile, start_profile

    written = (start_profile if action == "new" else add_profile)(project_folder(project), name)
    if console.json:
        console.document({"written": str(written)})
        return
    then = "fill it in; it counts from now on" if action == "new" else "it counts from now on"
    console.say(f"{written} is written: {then}")


def _profiles(project: Path | None) -> Profiles:
    """Return the built-in profiles with the project's own, where there is a project."""
    from ..config.settings import load_settings
    from ..errors import SettingsError
    from ..protocol.added_profiles import find_profiles
    from ..protocol.profile_loading import load_profiles

    try:
        folder = project_folder(project)
    except SettingsError:
        if project is not None:
            raise
        return load_profiles(added=find_profiles(None))
    return load_profiles(load_settings(folder).parliaments, None, find_profiles(folder))


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
    sourced = [one for one in facts if one.source]
    memory = sum(one.source == "memory" for one in sourced)
    console.result(f"{memory} of {len(sourced)} facts are memory: not confirmed in a text at hand")


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
