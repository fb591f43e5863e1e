"""Read the addresses of finished letters again, with the lines that a window has no room for.

An envelope or a label that is printed has no window: it names the house as well as the office.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...config.settings import EnvelopeSettings
from ...layout.address_fitting import fit_text
from ...layout.page_style import Box
from ..batch.batch import requested_rosters
from ..dispatch.dispatchable_letters import FinishedLetter, FinishedLetters
from ..rosters.addressing import RowChoice
from ..rosters.roster_addressing import address_rosters

_READABLE = 9.0  # points; below it, fewer lines are better

Block = tuple[str, ...]


def unshortened_addresses(finished: FinishedLetters, processes: int) -> Mapping[str, Block]:
    """Return the whole address block of each letter, by its id."""
    prepared, letters = finished.prepared, finished.letters
    project = prepared.project
    if not letters or not project.address_printing.windowed:
        return {}
    windowless = replace(project.settings, envelopes=EnvelopeSettings(a4="", letter=""))
    members = frozenset(id_ for one in letters for id_ in (one.id, *one.members))
    audience = address_rosters(
        replace(project, settings=windowless),
        requested_rosters(prepared.request),
        RowChoice(members),
        processes,
    )
    return {one.id: one.addressee.address_block for one in audience.letters}


def printed_block(one: FinishedLetter, whole: Mapping[str, Block], room: Box) -> Block:
    """Return the block that is printed in a room: the whole one where it is easy to read."""
    block = one.addressee.address_block
    longer = whole.get(one.id, block)
    fitted = fit_text(longer, room)
    return longer if fitted is not None and fitted.size >= _READABLE else block
