"""Jobs into faults: file names that some file system would take for one.

`ann`, `Ann` and `a\u0301` in its two forms are one name on macOS or Windows; a letter would vanish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..diagnostics import Diagnostic
from .job import Job
from .names import collision_key


def find_collisions(jobs: Iterable[Job]) -> Iterator[Diagnostic]:
    """Yield a fault for each pair of recipients whose names some file system takes for one.

    Also where one's name is a folder of the other's. Both are named, with their rows.
    """
    files: dict[str, Job] = {}
    folders: dict[str, Job] = {}
    for job in jobs:
        key = collision_key(job.name)
        other = files.setdefault(key, job)
        if other is not job and (other.id != job.id or other.format == job.format):
            yield _collision(job, other)
        head = key.rpartition("/")[0]
        while head and head not in folders:
            folders[head] = job
            head = head.rpartition("/")[0]
    for head, job in folders.items():
        stem, _, ending = head.rpartition(".")
        if ending in {"pdf", "docx"} and (clash := files.get(stem)) is not None:
            yield _collision(job, clash)


def _collision(job: Job, other: Job) -> Diagnostic:
    place = f" ({other.where})" if other.row else ""
    return Diagnostic(
        "output.collision",
        f"{job.label} and {other.label}{place} get the same file name: {other.path}"
        + (f" and {job.path}" if job.path != other.path else ""),
        job.where,
        "put {{ recipient.id }} into output.name, or change one of the two",
    )
