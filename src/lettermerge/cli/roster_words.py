"""Word what a person should know about a proposed mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..app.roster_mapping import TriedMapping

_MISSING = {
    "id": "No column holds an id: add one, a text that never changes.",
    "full_name": "No column holds names or offices: map `full_name`, `office` or `role`.",
    "chamber": "Nothing says which chamber: add `chamber` to the constants, or map a column.",
}


def no_parliament(tried: TriedMapping) -> str:
    """Say that the list is for none of the parliaments that are known."""
    return (
        f"Nothing in {tried.proposal.source} says that it is for one of the parliaments that are "
        "known (`lettermerge parliaments` lists them)."
    )


def explain(tried: TriedMapping) -> Iterator[str]:
    """Yield what is guessed, what is missing, and what else there is to look at."""
    proposal = tried.proposal
    for name in proposal.guesses:
        value = proposal.constants.get(name) or proposal.columns.get(name, "")
        yield f"{name} = {value} is {proposal.reasons[name]}. Change it if it is wrong."
    if "parliament" in proposal.missing:
        yield no_parliament(tried)
        yield (
            'If it is for one of them, add parliament = "ID" to the constants; for another, run '
            "again with --starter-profile ID."
        )
    for name in proposal.missing:
        if name in _MISSING:
            yield _MISSING[name]
    for note in proposal.notes:
        yield f"Look at this: {note}."
