"""Find jobs whose file names some file system would take for one.

`ann`, `Ann` and `a\u0301` in its two forms are one name on macOS or Windows; a letter would vanish.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from ..diagnostics import Diagnostic
from .file_names import collision_key
from .job import Job

_PARTS = 16


def find_collisions(jobs: Sequence[Job]) -> Iterator[Diagnostic]:
    """Yield a fault for each pair of recipients whose names some file system takes for one.

    Also where one's name is a folder of the other's. Both are named, with their rows.
    """
    seen = array("q")  # hashes, since the names of a large roster outweigh its plan
    folders: set[str] = set()
    suspect = False
    id_ = format_ = name = ""
    for job in jobs:
        new = job.id != id_
        suspect = suspect or (not new and job.format == format_)  # wanted twice
        if new or job.name != name:
            key = collision_key(job.name)
            if new:
                seen.append(hash(key))
            head = key.rpartition("/")[0]
            while head and head not in folders:
                folders.add(head)
                head = head.rpartition("/")[0]
        id_, format_, name = job.id, job.format, job.name
    inner = {hash(head.rpartition(".")[0]) for head in folders}
    if suspect or _repeats(seen) or (inner and any(one in inner for one in seen)):
        yield from _name_collisions(jobs)


def _repeats(hashes: array[int]) -> bool:
    """Return whether one occurs twice. A set of all of them would outweigh them: so by parts."""
    for part in range(_PARTS):
        mine = [one for one in hashes if one % _PARTS == part]
        if len(set(mine)) < len(mine):
            return True
    return False


def _name_collisions(jobs: Sequence[Job]) -> Iterator[Diagnostic]:
    files: dict[str, Job] = {}
    folders: dict[str, Job] = {}
    for job in jobs:
        key = collision_key(job.path)
        other = files.setdefault(key, job)
        if other is not job:
            yield _collision(job, other)
        head = key.rpartition("/")[0]
        while head and head not in folders:
            folders[head] = job
            head = head.rpartition("/")[0]
    for head, job in folders.items():
        if (clash := files.get(head)) is not None:
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
