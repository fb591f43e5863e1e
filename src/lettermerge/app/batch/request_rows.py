"""Address the rows that a request asks for, but those of which everything is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from ...config.settings import RosterSettings
from ...output.store_opening import open_store
from ..letter_selection import ALL, address_selected
from ..project import Project
from ..rosters.addressing import AddressedRosters
from .batch_model import Request
from .repaired_rows import has_repairs
from .row_input_hash import RowInputs
from .unchanged_rows import RecordedRows


def address_request(  # noqa: PLR0913  all that decides about rows
    request: Request,
    project: Project,
    rosters: Sequence[RosterSettings],
    inputs: RowInputs,
    processes: int = 1,
    *,
    reuse: bool = False,
) -> AddressedRosters:
    """Read the rosters of a request, and address the rows that it needs.

    With `reuse`, rows of which all files are recorded are not, where the whole roster is asked for.

    Raises:
        RosterError: a roster is unusable as a whole.
    """
    reach = request.selection
    if reach != ALL and has_repairs(request.directory):
        reach = ALL
    with ExitStack() as stack:
        known = None
        if reuse and _is_plain(request):
            store = stack.enter_context(open_store(request.directory))
            known = (store, stack.enter_context(store.open_manifest()))
        recorded = RecordedRows(inputs, request.settings.output.formats, known)
        return address_selected(project, rosters, reach, processes, recorded)


def _is_plain(request: Request) -> bool:
    """Return whether a request is for what is out of date, of all rosters."""
    plan = request.plan
    return request.selection == ALL and not (request.roster or plan.force or plan.upgrade)
