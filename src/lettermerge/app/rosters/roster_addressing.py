"""Address the rosters of a project, and propose a mapping for one that is not mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...config.settings import RosterSettings
from ...diagnostics import Report
from ...errors import RosterError
from ..project import Project
from .addressing import ALL_ROWS, AddressedRosters, KnownRows, RowChoice, address_mapped
from .diagnostics_by_heading import fault_with_headings, with_headings


def address_rosters(
    project: Project,
    rosters: Sequence[RosterSettings] | None = None,
    choice: RowChoice = ALL_ROWS,
    processes: int = 1,
    recorded: KnownRows | None = None,
) -> AddressedRosters:
    """Do as `address_mapped`; faults name columns by the headings of the rosters.

    Raises:
        RosterError: a roster is unusable as a whole; of one that is not mapped it has a block.
    """
    chosen = rosters or project.settings.recipients
    try:
        found = address_mapped(project, rosters, choice, processes, recorded)
    except RosterError as error:
        from .mapping_trial import with_blocks  # what proposes a mapping: seldom needed

        raise with_blocks(error, project, chosen, processes) from None
    return replace(
        found,
        rejected=tuple(fault_with_headings(one, chosen) for one in found.rejected),
        report=Report(tuple(with_headings(found.report, chosen))),
    )
