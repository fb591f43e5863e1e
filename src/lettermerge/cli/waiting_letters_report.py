"""Say which letters wait for approval, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..diagnostics import number_of
from .console import Console

if TYPE_CHECKING:
    from ..app.approval.waiting_letters import WaitingLetter
    from ..app.batch.batch_model import Prepared

_MOST = 10  # letters that are named without -v


def say_waiting(prepared: Prepared, console: Console) -> None:
    """Name the letters that wait, the first of them where there are many, and what to do."""
    from ..app.batch.row_counts import count_approvers

    for name, number in count_approvers(prepared).items():
        console.say(f"approved by {name}: {number_of(number, 'letter')}")
    waiting = prepared.waiting or prepared.unapproved
    if not waiting:
        return
    name_waiting(waiting, console)
    letters = number_of(len(waiting), "letter", "waits", "wait")
    what = "these are not sealed" if prepared.waiting else "these will not be sealed or dispatched"
    console.say(
        f"{letters} for approval: {what}. Look at `lettermerge preview --proof`, "
        "then let an approver run `lettermerge approve`"
    )


def name_waiting(waiting: Sequence[WaitingLetter], console: Console) -> None:
    """Name letters that wait, the first of them where there are many."""
    shown = waiting if console.verbose else waiting[:_MOST]
    for one in shown:
        console.say(f"waits for approval: {one.letter.name} ({one.id}), {one}")
    if len(shown) < len(waiting):
        console.say(f"... and {len(waiting) - len(shown):,} more (all of them: -v)")


def waiting_facts(prepared: Prepared) -> dict[str, Any]:
    """Return the letters that wait as plain values, nothing where no approval is asked for."""
    if prepared.approvals is None:
        return {}
    waiting = prepared.waiting or prepared.unapproved
    return {"unapproved": [one.to_json() for one in waiting]}
