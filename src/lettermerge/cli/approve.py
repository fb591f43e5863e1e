"""Define `lettermerge approve`: a second person agrees to letters before they are sealed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import CommonOptions, PassphraseOption, RecipientsArgument, RosterOption, WhereOption

if TYPE_CHECKING:
    from ..app.approval.approval_signing import ApprovalPlan, ApprovingIdentity
    from ..config.settings import SigningSettings
    from .console import Console
    from .render_request import RequestOptions


IdentityOption = Annotated[
    str,
    typer.Option(
        "--identity",
        metavar="P12",
        help="Approve with this PKCS#12 file, or the key of this label on a token.",
    ),
]
WithdrawOption = Annotated[
    list[str] | None,
    typer.Option(
        "--withdraw",
        metavar="NUMBER",
        help="Take back your approval of this number, such as 0002; may be repeated.",
    ),
]


def approve(
    *,
    recipients: RecipientsArgument = None,
    where: WhereOption = "",
    identity: IdentityOption = "",
    pkcs11: Annotated[
        str, typer.Option("--pkcs11", metavar="MODULE", help="The library of the token.")
    ] = "",
    token: Annotated[str, typer.Option("--token", metavar="NAME", help="The token's label.")] = "",
    passphrase_file: PassphraseOption = None,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What is kept beside the approval.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Approve without being asked.")] = False,
    roster: RosterOption = "",
    withdraw: WithdrawOption = None,
    show: Annotated[
        bool, typer.Option("--show", help="List the approvals, change nothing.")
    ] = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge approve`; return its exit code."""
    from ..app.letter_selection import Selection
    from ..errors import UsageError
    from .approval_report import show_approvals
    from .approval_withdrawing import withdraw_approvals
    from .render_request import RequestOptions

    console = common.console()
    letters = RequestOptions(
        project=common.folder(),
        selection=Selection(tuple(recipients or ()), where),
        roster=roster,
        sign=False,
    )
    if show and withdraw:
        raise UsageError("--show changes nothing", hint="leave it out to take an approval back")
    if show:
        return show_approvals(letters, console)
    if not identity:
        raise UsageError(
            "say who approves", hint="add --identity FILE, your own identity; or --show"
        )
    signing = _own_settings(identity, pkcs11, token, passphrase_file)
    if withdraw:
        if recipients or where or roster:
            hint = "leave the recipients out: an approval is taken back whole"
            raise UsageError("--withdraw is for whole approvals", hint=hint)
        return withdraw_approvals(letters.project, withdraw, signing, note, console, yes=yes)
    return _approve(letters, signing, note, console, yes=yes)


def _own_settings(
    identity: str, pkcs11: str, token: str, passphrase_file: Path | None
) -> SigningSettings:
    """Return what the approver signs with; paths are those of the working folder."""
    from ..config.settings import SigningSettings

    name = identity if pkcs11 or identity in ("demo", "none") else str(Path(identity).absolute())
    secret = str(passphrase_file.absolute()) if passphrase_file else ""
    return SigningSettings(name, pkcs11=pkcs11, token=token, passphrase_file=secret)


def _approve(
    letters: RequestOptions, signing: SigningSettings, note: str, console: Console, *, yes: bool
) -> int:
    """Show what is to be approved, have it agreed to, sign it; return the exit code."""
    from datetime import UTC, datetime

    from ..app.approval.approval_signing import (
        ApprovingIdentity,
        require_asked,
        require_same,
        write_approval,
    )
    from ..config.settings import load_settings
    from ..signing.identity.identity_loading import load_identity
    from .approval_report import conclude_approval, show_approval_plan
    from .passphrase_prompt import find_prompt

    require_asked(load_settings(letters.project))  # before anybody is asked for a passphrase
    now = datetime.now(UTC)
    identity = load_identity(signing, letters.project, find_prompt(console), now=now)
    console.diagnostics(identity.warnings)
    own = ApprovingIdentity(identity, "" if signing.pkcs11 or identity.demo else signing.identity)
    plan = _plan(letters, own, console)
    console.diagnostics((*plan.prepared.told_first, *plan.remarks))
    show_approval_plan(plan, console)
    if not plan.letters:
        return conclude_approval(plan, None, console)
    if not yes:
        if not _is_agreed(plan, console):
            console.say("nothing was approved")
            return 0
        require_same(plan, _plan(letters, own, console))
    path = write_approval(plan, identity, note, datetime.now(UTC))
    return conclude_approval(plan, path, console)


def _plan(letters: RequestOptions, own: ApprovingIdentity, console: Console) -> ApprovalPlan:
    from ..app.approval.approval_signing import plan_approval
    from ..config.settings import load_settings
    from ..workers.parallel_map import cores
    from .render_request import READING, to_request

    signing = load_settings(letters.project).signing
    with console.doing(READING):
        return plan_approval(to_request(letters, console), own, signing, cores())


def _is_agreed(plan: ApprovalPlan, console: Console) -> bool:
    """Make the proof pack, then ask."""
    from ..diagnostics import number_of
    from ..errors import UsageError
    from .proof_pack import show_proof

    if console.json or not sys.stdin.isatty():
        hint = "look at `lettermerge preview --proof` and at the plan above, then add --yes"
        raise UsageError("nobody is here to agree to the letters", hint=hint)
    request = plan.prepared.request
    _, path = show_proof(
        request.project, None, request.selection, console, plan.prepared.told_first
    )
    typer.echo(f"Look at {path} first: it shows everything that the letters contain.", err=True)
    letters = number_of(len(plan.letters), "letter")
    return typer.confirm(f"Approve {letters} as {plan.approver.name}?", err=True)
