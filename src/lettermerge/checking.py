"""A project into everything that is wrong or doubtful in it, with nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .audience import read_audience
from .diagnostics import Diagnostic, Report
from .project import open_project
from .rendering import make_jobs
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """`letters` of `rows` can be made; `report` holds every fault, warning and note."""

    letters: int
    rows: int
    report: Report


def check_project(folder: Path, settings: Settings, *, rendered: bool = False) -> Checked:
    """Look through a project as a run would.

    `rendered` lays every letter out, too, and looks at the finished pages.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole; every fault is named.
    """
    from .batch.collisions import find_collisions

    project = open_project(folder, settings)
    audience = read_audience(project)
    jobs, failed = make_jobs(project, audience.letters, None)
    found: list[Diagnostic] = [*audience.report]
    found += [d for one in (*audience.rejected, *failed) for d in one.diagnostics]
    found += find_collisions(jobs)
    letters = len({job.id for job in jobs})
    return Checked(letters, audience.rows, Report(tuple(dict.fromkeys(found))))
