"""List the rows of which a letter failed, and write them into errors.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...diagnostics import Diagnostic, Failure, Row
from ...output.store import Store
from ...recipients import write_rejects
from .batch_model import Prepared
from .job_list import Jobs
from .run_events import Outcome

_COMPLETE = "once the faults of this row are fixed, run the same command again: it makes the rest"


def failed_rows(jobs: Jobs, outcome: Outcome) -> Iterator[Failure]:
    """Yield a rejected row for each recipient of whom a file failed, or was left alone."""
    rows: dict[str, Row | None] = {}
    joint = {one.id: one for one in jobs.letters if one.others}
    faults: dict[str, dict[Diagnostic, None]] = {}
    for failure in outcome.failures:
        rows[failure.id] = failure.row
        faults.setdefault(failure.id, {}).update(dict.fromkeys(failure.diagnostics))
    for refusal in outcome.refusals:
        rows[refusal.job.id] = refusal.job.row
        faults.setdefault(refusal.job.id, {})[refusal.diagnostic] = None
    for pair in outcome.incomplete:
        if pair.id in faults:
            message = f"incomplete pair: {pair}"
            fault = Diagnostic("letter.incomplete", message, hint=_COMPLETE)
            faults[pair.id][fault] = None
    for id_, row in rows.items():
        if id_ in joint:
            members = zip(joint[id_].members, joint[id_].rows, strict=True)
            yield from (Failure(tuple(faults[id_]), one, member) for member, one in members)
        elif row is not None:
            yield Failure(tuple(faults[id_]), row, id_)


def own_errors(prepared: Prepared, outcome: Outcome) -> str:
    """Return the name of the errors.csv that was the roster of a run which left rows of it undone.

    What was mended in it stands nowhere else, so it stays as it is ("" for no such file).
    """
    request = prepared.request
    if not request.roster or not (outcome.unreached or prepared.unselected or prepared.waiting):
        return ""
    roster, directory = Path(request.roster).resolve(), request.directory
    if not isinstance(directory, Path):
        return roster.name if request.fetched == str(directory / roster.name) else ""
    return roster.name if roster.parent == directory.resolve() else ""


def write_errors(
    prepared: Prepared, rejected: Sequence[Failure], folder: Store, kept: str
) -> tuple[str, ...]:
    """Write errors.csv for each roster with failed rows, remove those of before; return names.

    `kept` names one that stays as it is.
    """
    sources = prepared.audience.sources
    several = len(prepared.request.settings.recipients) > 1
    written = []
    for source in sources:
        name = f"errors-{source.stem.removeprefix('errors-')}.csv" if several else "errors.csv"
        rows = [one for one in rejected if one.row.file == source.file]
        if name == kept:
            written.append(name)
        elif rows:
            folder.write(name, write_rejects(source.headings, rows))
            written.append(name)
        elif folder.stat(name) is not None:
            folder.remove(name)
    return tuple(written)
