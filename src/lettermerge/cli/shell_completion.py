"""Suggest words for what is typed in a shell: recipients, parliaments, formats, themes.

Typer calls these with the command line so far. None of them may fail or print: a shell shows
whatever comes of it.
"""

from __future__ import annotations

from pathlib import Path

import typer


def complete_recipient(context: typer.Context, incomplete: str) -> list[str]:
    """Return the ids of the project's recipients."""
    from ..app.shell_completion_candidates import recipient_ids

    project = _project(context)
    return recipient_ids(project, incomplete) if project else []


def complete_parliament(context: typer.Context, incomplete: str) -> list[str]:
    """Return the ids of parliaments, and what `parliaments` does."""
    from ..app.shell_completion_candidates import parliament_ids

    actions = [one for one in ("show", "new", "add") if one.startswith(incomplete)]
    return parliament_ids(_project(context), incomplete) + actions


def complete_shown_parliament(context: typer.Context, incomplete: str) -> list[str]:
    """Return the ids of parliaments after `show`; after `add` a file is meant."""
    from ..app.shell_completion_candidates import parliament_ids

    if context.params.get("parliament") != "show":
        return []
    return parliament_ids(_project(context), incomplete)


def complete_theme(context: typer.Context, incomplete: str) -> list[str]:
    """Return the names of themes."""
    from ..app.shell_completion_candidates import theme_names

    return theme_names(_project(context), incomplete)


def complete_format(incomplete: str) -> list[str]:
    """Return the formats that a batch can have."""
    from ..app.shell_completion_candidates import format_names

    return format_names(incomplete)


def complete_shown_format(incomplete: str) -> list[str]:
    """Return the formats that one letter can be shown in."""
    return [one for one in ("docx", "html", "pdf", "png") if one.startswith(incomplete)]


def complete_service(incomplete: str) -> list[str]:
    """Return the print-and-post services."""
    from ..app.shell_completion_candidates import service_names

    return service_names(incomplete)


def _project(context: typer.Context) -> Path | None:
    from ..app.shell_completion_candidates import find_project_folder

    named = context.params.get("project")
    return find_project_folder(Path(named) if named else None, Path.cwd())
