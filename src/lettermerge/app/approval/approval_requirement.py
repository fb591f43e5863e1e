"""Read which approvals the settings require, and say what is wrong with those there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ...config.settings import FILE_NAME
from ...diagnostics import Diagnostic, Severity, Where
from ...dispatch.approval_folder import find_approval_files
from ...errors import SettingsError
from ..project import Project
from ..signing.sealing import Signer
from .approval_status import ApprovalRule, Approvals, read_approvals

_ASK = "`lettermerge approve --show` lists all approvals"


@dataclass(frozen=True, slots=True)
class ApprovalRequirement:
    """The approvals that letters need, and whether letters that lack some get no jobs."""

    approvals: Approvals
    withholds: bool


def read_requirement(
    project: Project, signer: Signer | None, now: datetime | None, withholds: bool | None
) -> ApprovalRequirement | None:
    """Read the approvals of a project, None where its settings ask for none.

    Letters are withheld if `withholds`, or (None) if an identity that is no demo seals them. `now`
    is what the times of approvals are compared with.

    Raises:
        SettingsError: an approver has the key of the signer.
        OutputError: the approvals cannot be read.
    """
    if not project.approvers:
        return None
    if signer:
        from ...signing.approvers import refuse_signer_as_approver

        if faults := tuple(refuse_signer_as_approver(project.approvers, signer.identity)):
            raise SettingsError.from_faults(FILE_NAME, faults)
    rule = ApprovalRule(project.approvers, project.settings.approval.count)
    seals = signer is not None and not signer.identity.demo
    approvals = read_approvals(project.folder, rule, now)
    return ApprovalRequirement(approvals, seals if withholds is None else withholds)


def tell_approvals(approvals: Approvals) -> Iterator[Diagnostic]:
    """Yield a warning for each approval that does not count, is missing, or was replaced."""
    for one in approvals.all:
        where = Where(one.path)
        if one.reasons:
            message = f"the approval does not count: {'; '.join(one.reasons)}"
            yield Diagnostic("approval.refused", message, where, _ASK, Severity.WARNING)
        if one.replaced:
            yield Diagnostic("approval.replaced", one.replaced, where, _ASK, Severity.WARNING)


def find_unasked(project: Project) -> tuple[Diagnostic, ...]:
    """Return a warning where there are approvals and the settings ask for none."""
    if project.approvers or next(find_approval_files(project.folder), None) is None:
        return ()
    return (
        Diagnostic(
            "approval.not-asked",
            "letters were approved here, and the settings no longer ask for an approval",
            Where(FILE_NAME, column="approval"),
            "put [approval] back; or move approvals/ out of the project if nobody need approve now",
            Severity.WARNING,
        ),
    )


def refuse_unasked(project: Project) -> None:
    """Refuse to seal or dispatch where approvals were needed before: a line may have been lost.

    Raises:
        SettingsError: there are approvals, and the settings ask for none.
    """
    for one in find_unasked(project):
        raise SettingsError.from_fault(replace(one, severity=Severity.ERROR), FILE_NAME)
