"""Render groups of letters of one style for a batch, in a worker or in the run's own process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..config.settings import Settings
from ..diagnostics import Failure, failure_of
from ..errors import LettermergeError
from ..letter.document import Document
from ..output.job import Job
from ..writers.written import Written
from .addressing import Letter
from .pipeline import Seal, Signer, compose, finish, style_of, write
from .project import Project, open_project
from .render_chunk import RenderGroup


@dataclass(frozen=True, slots=True)
class ProjectSetup:
    """What a process needs to render letters of a project: handed to each worker once."""

    folder: Path
    settings: Settings
    signer: Signer | None = None


def open_renderer(setup: ProjectSetup) -> RenderGroup:
    """Open the project in this process and return what renders groups of its letters."""
    project = open_project(setup.folder, setup.settings)
    seal = Seal(project, setup.signer) if setup.signer else None
    reserved = tuple(one.reserved for one in project.cosigners)

    def render(jobs: Sequence[Job]) -> Iterator[tuple[Job, Written | Failure | None]]:
        letters: dict[str, Letter] = {job.id: job.payload for job in jobs}
        made: dict[str, Document | Failure] = {}
        for job in jobs:
            if job.id not in made:
                yield job, None  # time and memory of a template are charged to its own letter
                made[job.id] = _try_compose(project, job.payload, setup.signer)
        style = style_of(project, next(iter(letters.values())))
        streams = {
            kind: write(
                _sound(jobs, made, kind),
                style,
                kind,
                seal.space if seal and kind == "pdf" else None,
                reserved,
            )
            for kind in {job.format for job in jobs}
        }
        for job in jobs:
            yield job, None
            document = made[job.id]
            if isinstance(document, Failure):
                yield job, document
                continue
            yield job, finish(next(streams[job.format]), job.format, style, seal)

    return render


def _try_compose(project: Project, letter: Letter, signer: Signer | None) -> Document | Failure:
    try:
        return compose(project, letter, signer).document
    except LettermergeError as error:
        return failure_of(error)


def _sound(
    jobs: Sequence[Job], made: Mapping[str, Document | Failure], kind: str
) -> Iterator[Document]:
    """Yield the documents that are wanted as `kind`, in the order of their jobs."""
    for job in jobs:
        document = made[job.id]
        if job.format == kind and isinstance(document, Document):
            yield document
