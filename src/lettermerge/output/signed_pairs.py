"""Find letters that stay as they are because somebody has signed a finished file of theirs.

Who signed the PDF signed this version of the letter: with a DOCX of another version beside it,
nobody could say which is the letter. So all formats of such a letter are made anew, or none is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .job import CAUSES, Job
from .manifest import Manifest, Record
from .plan import PlanOptions

#: The causes that each format has its own hash of: they say nothing of another format's letter.
_OWN = {"signer", "engines"}


def find_held_letters(
    jobs: Sequence[Job], manifest: Manifest, digest: Callable[[str], str], options: PlanOptions
) -> frozenset[str]:
    """Return the ids of letters of which a co-signed file is there and out of date.

    Files in formats that this run does not make count, too, unless the settings no longer make
    them. `digest` returns the SHA-256 of a path, "" where there is no file. With `force` none is.
    """
    if options.force or not manifest.cosigned:
        return frozenset()
    mine = [job for job in jobs if job.id in manifest.cosigned]
    selected = {(job.id, job.format) for job in mine}
    spared = set() if options.upgrade else {"engines"}
    held = set()
    for job in mine:
        for format_ in manifest.formats:
            if format_ == job.format:
                causes = set(CAUSES) - spared
            elif (job.id, format_) in selected or format_ not in (options.made or (format_,)):
                continue
            else:
                causes = set(CAUSES) - _OWN
            record = _find_cosigned(manifest, job.id, format_, digest)
            if record and _is_other(record, job, causes):
                held.add(job.id)
    return frozenset(held)


def _find_cosigned(
    manifest: Manifest, id_: str, format_: str, digest: Callable[[str], str]
) -> Record | None:
    """Return the newest co-signed version that is on disk as it was written."""
    history = manifest.find(id_, format_)
    for record in reversed(history.records if history else ()):
        if record.cosigners and digest(record.path) == record.sha256:
            return record
    return None


def _is_other(record: Record, job: Job, causes: set[str]) -> bool:
    new = job.fingerprint
    return any(record.fingerprint.get(cause) != new.get(cause) for cause in causes)
