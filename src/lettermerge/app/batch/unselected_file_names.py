"""Find letters that a run leaves out and whose files may get the names of those that it makes.

Few letters can: mostly a name has the recipient's id at a known place. So most rows that are not
selected need not be addressed for their names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from ...config.settings import RosterSettings
from ...errors import LettermergeError
from ...output.file_names import collision_key, is_device
from ...output.job import Job
from ...templating import IdBounds, SandboxError
from ...workers.letter_limits import Limits, limited
from ..letter_file_names import LetterNames
from ..project import Project
from ..rosters.addressed_letters import AddressedRosters, Letter
from ..rosters.addressing import RowChoice
from ..rosters.roster_addressing import address_rosters
from .job_list import Jobs

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")  # an id that every file name prints as it is
_CUT = re.compile(r"-[0-9a-f]{8}(/|$)")  # how a part ends of which the rest was cut off


def find_unselected_jobs(
    project: Project,
    rosters: Sequence[RosterSettings],
    audience: AddressedRosters,
    selected: Jobs,
    processes: int = 1,
) -> tuple[Job, ...]:
    """Return a job for each letter that is not selected and whose name may meet a selected one's.

    The rows of those that were not addressed are read again.
    """
    ids = {one.id for one in selected.letters}
    addressed = [one for one in audience.letters if one.id not in ids]
    unread = audience.unaddressed_ids if audience.unaddressed else ()
    if not ids or not (addressed or unread):
        return ()
    is_near = _Nearness(project, selected.names)
    near = [one for one in addressed if one.is_joint or is_near(one.members[0])]
    if wanted := frozenset(filter(is_near, unread)):
        again = address_rosters(project, rosters, RowChoice(wanted), processes)
        near += (one for one in again.letters if one.id in wanted)
    return tuple(_jobs(project, near, project.settings.output.formats[0]))


class _Nearness:
    """Say of an id whether a file with it may have one of some names."""

    def __init__(self, project: Project, names: Iterable[str]) -> None:
        keys = {collision_key(name) for name in names}
        bounds = project.sandbox.id_bounds(project.settings.output.name)
        if any(map(_CUT.search, keys)):  # nobody knows what was cut off
            bounds = None
        self._ids = None if bounds is None else {*_ids_in(keys, bounds)}

    def __call__(self, id_: str) -> bool:
        if self._ids is None or not _PLAIN.fullmatch(id_) or is_device(id_):
            return True
        return id_.lower() in self._ids


def _ids_in(keys: Collection[str], bounds: IdBounds) -> Iterator[str]:
    """Yield whatever may be an id in paths: what is between two bounds."""
    for key in keys:
        for part in key.split("/"):
            if bounds.before != "/":
                pieces = part.split(bounds.before)
                yield from (bounds.before.join(pieces[n:]) for n in range(1, len(pieces)))
            else:
                pieces = f"{part}.".split(bounds.after)
                yield from (bounds.after.join(pieces[:n]) for n in range(1, len(pieces)))


def _jobs(project: Project, letters: Iterable[Letter], kind: str) -> Iterator[Job]:
    """Yield the jobs of letters, with no more than their names; one that has none is left out."""
    names = LetterNames(project)
    with limited(Limits()) as clocks:
        for letter in letters:
            try:
                name = names.name(letter, clocks)
            except (SandboxError, LettermergeError):
                continue
            yield Job(letter.id, letter.name, kind, name, row=letter.row)
