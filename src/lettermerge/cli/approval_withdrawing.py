"""Take approvals back, as `approve --withdraw` asks for it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..diagnostics import number_of
from .console import Console
from .next_command import near

if TYPE_CHECKING:
    from ..config.settings import SigningSettings


def withdraw_approvals(
    project: Path,
    numbers: list[str],
    signing: SigningSettings,
    note: str,
    console: Console,
    *,
    yes: bool,
) -> int:
    """Take back the approvals with these numbers; return the exit code."""
    from ..app.approval.approval_signing import require_asked
    from ..app.approval.finished_file_approval import open_approvals
    from ..app.approval.withdrawal_signing import plan_withdrawal, write_withdrawal
    from ..config.settings import load_settings
    from ..errors import UsageError
    from ..signing.identity.identity_loading import load_identity
    from .passphrase_prompt import find_prompt

    require_asked(load_settings(project))  # before anybody is asked for a passphrase
    now = datetime.now(UTC)
    approvals = open_approvals(project, now)
    assert approvals is not None
    identity = load_identity(signing, project, find_prompt(console), now=now)
    console.diagnostics(identity.warnings)
    plan = plan_withdrawal(project, approvals, identity, numbers)
    paths = ", ".join(one.path for one in plan.chosen)
    letters = number_of(plan.letters, "letter")
    if not yes:
        if console.json or not sys.stdin.isatty():
            raise UsageError("nobody is here to agree to it", hint="add --yes")
        if not typer.confirm(f"Take back {paths} ({letters}) as {plan.approver.name}?", err=True):
            console.say("nothing was taken back")
            return 0
    path = write_withdrawal(plan, identity, note, datetime.now(UTC))
    if console.json:
        console.document(
            {
                "file": str(path),
                "approver": plan.approver.name,
                "withdrawn": [one.path for one in plan.chosen],
                "exit_code": 0,
            }
        )
        return 0
    console.result(f"{near(path)}: {plan.approver.name} takes back {paths} ({letters})")
    console.say(
        "Letters that were sealed already stay where they are, and are not dispatched until they "
        "are approved again."
    )
    return 0
