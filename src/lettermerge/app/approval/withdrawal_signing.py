"""Take approvals back: choose them, sign the list of them, and keep it beside them.

Only who gave an approval can take it back. The file of it stays: what was approved, and for how
long, is part of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...dispatch.approval_folder import FOLDER, add_approval_file
from ...dispatch.approval_withdrawal import ApprovalWithdrawal, encode_withdrawal
from ...errors import SigningError, UsageError
from ...output.file_system_calls import Disk
from ...signing.approvers import Approver, require_approver
from ...signing.identity.model import Identity
from ...signing.signed_content import sign_content
from .approval_status import Approval, Approvals

_LIST = "`lettermerge approve --show` lists all approvals"


@dataclass(frozen=True, slots=True)
class WithdrawalPlan:
    """Which of a project's approvals somebody takes back."""

    project: Path
    approvals: Approvals
    approver: Approver
    chosen: tuple[Approval, ...]

    @property
    def letters(self) -> int:
        """How many letters they are of."""
        return len({letter.id for one in self.chosen for letter in one.letters})


def plan_withdrawal(
    project: Path, approvals: Approvals, identity: Identity, numbers: Sequence[str]
) -> WithdrawalPlan:
    """Find the approvals with these numbers, typed as `2`, `0002` or `approvals/0002.p7m`.

    Raises:
        UsageError: there is none, or it counts for nothing as it is.
        SigningError: the identity is no approver's, or somebody else gave it.
    """
    approver = require_approver(approvals.rule.approvers, identity, ())
    chosen = {one.number: one for one in _choose(approvals, numbers)}
    for one in chosen.values():
        if one.key != approver.key:
            raise SigningError(
                f"{one.path} was given by {one.signer}: {approver.name} cannot take it back",
                hint=f"let {one.signer} run this command",
            )
    return WithdrawalPlan(project, approvals, approver, tuple(chosen.values()))


def _choose(approvals: Approvals, numbers: Sequence[str]) -> Iterator[Approval]:
    there = {one.number: one for one in approvals.all}
    for typed in numbers:
        plain = typed.strip().removeprefix(f"{FOLDER}/").removesuffix(".p7m")
        number = f"{int(plain):04}" if plain.isascii() and plain.isdigit() else plain
        one = there.get(number)
        if one is None:
            raise UsageError(f"there is no approval {typed}", hint=_LIST)
        if one.withdrawal:
            raise UsageError(f"{one.path} is no approval, but takes others back", hint=_LIST)
        if not one.counts:
            why = "; ".join((*one.reasons, *filter(None, [one.withdrawn])))
            raise UsageError(f"{one.path} counts for nothing already: {why}", hint=_LIST)
        yield one


def write_withdrawal(
    plan: WithdrawalPlan, identity: Identity, note: str, now: datetime, disk: Disk | None = None
) -> Path:
    """Sign at `now` (with a zone) that approvals are taken back; return the path of the new file.

    Raises:
        SigningError: the key does not sign, or its certificate is not valid now.
        OutputError: the disk takes no more; nothing is left then.
    """
    identity.require_valid(now)
    one = ApprovalWithdrawal(
        withdrawn_at=now,
        withdrawn={found.number: found.sha256 for found in plan.chosen},
        note=note,
        earlier={found.number: found.sha256 for found in plan.approvals.all if found.sha256},
    )
    return add_approval_file(
        plan.project, sign_content(encode_withdrawal(one), identity, now), disk
    )
