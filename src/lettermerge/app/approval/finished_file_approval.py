"""Say of a finished file, by what its manifest records, whether enough approvers agreed to it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ...config.settings import FILE_NAME, load_settings
from ...config.store_address import Place
from ...dispatch.approval_folder import find_approval_files
from ...errors import SettingsError
from ...output.job import APPROVED
from ...output.manifest import Record
from ...signing.approvers import read_approvers
from ...signing.identity.certificate_rules import key_fingerprint_of
from ...signing.identity.model import Identity
from .approval_status import ApprovalRule, Approvals, names_of, read_approvals


class ApprovedFiles:
    """Knows the approvals of the projects that files belong to; each is read once.

    A file belongs to the project above it, else to the one that is named. Where it is `lenient`,
    a project whose settings cannot be read asks for no approval; `unread` says why they cannot.
    """

    def __init__(self, project: Path | None, now: datetime, *, lenient: bool = False) -> None:
        self.unread: dict[Path, str] = {}
        self._lenient = lenient
        self._project = project
        self._now = now
        self._known: dict[Path, Approvals | None] = {}

    def approvals_for(self, path: Place) -> Approvals | None:
        """Return the approvals of a file's project, None where it asks for none.

        Raises:
            SettingsError: its settings or a certificate in them cannot be read.
            OutputError: its approvals cannot be read.
        """
        project = self._project_of(path)
        if project is None:
            return None
        if project not in self._known:
            try:
                self._known[project] = open_approvals(project, self._now)
            except SettingsError as error:
                if not self._lenient:
                    raise
                self._known[project], self.unread[project] = None, error.message
        return self._known[project]

    def _project_of(self, path: Place) -> Path | None:
        if not isinstance(path, Path):
            return self._project
        above = (one for one in path.resolve().parents if (one / FILE_NAME).is_file())
        return next(above, self._project)

    def refuse_signature(self, path: Place, record: Record | None, identity: Identity) -> str:
        """Return why an identity must not sign a file of an output folder, "" where it may.

        The first signature is that of a signer, whose own approval counts for nothing.
        """
        approvals = self.approvals_for(path)
        if identity.demo:
            return ""
        if approvals is None:
            project = self._project_of(path)
            if project and next(find_approval_files(project), None):
                return "the settings no longer ask for an approval: put [approval] back"
            return ""
        if record is None:
            return "the manifest does not record it, so nobody has approved it"
        if not is_sealed(record):
            approvals = approvals.without(key_fingerprint_of(identity.x509))
        return refuse_record(approvals, record)


def open_approvals(project: Path, now: datetime) -> Approvals | None:
    """Return the approvals of a project, None where its settings ask for none.

    Raises:
        SettingsError, OutputError: as `ApprovedFiles.approvals_for` says.
    """
    settings = load_settings(project).approval
    if not settings.is_asked:
        return None
    rule = ApprovalRule(read_approvers(project, settings.certificates), settings.count)
    return read_approvals(project, rule, now)


def is_sealed(record: Record) -> bool:
    """Return whether somebody signed a file with more than a demo identity."""
    return bool(record.cosigners or (record.signer and not record.signer.startswith("demo:")))


def refuse_record(approvals: Approvals, record: Record) -> str:
    """Return why a recorded file is not approved, "" where enough approvers agreed to it."""
    digest = record.fingerprint.get(APPROVED, "")
    if not digest:
        return "it was written before the settings asked for an approval"
    key = (record.id, record.format)
    own = {one.key for one in approvals.of(key, digest) if one.fingerprint == record.signer}
    for one in own:  # nobody approves what they sealed
        approvals = approvals.without(one)
    if approvals.covering(key, digest):
        return ""
    if some := names_of(approvals.of(key, digest)):
        return f"it waits for approval: {', '.join(some)} alone approved it"
    return "it waits for approval: no approval that counts covers it"


def tell_approvers(approvals: Approvals, record: Record) -> str:
    """Return who approved a recorded file, "" where that is not enough."""
    digest = record.fingerprint.get(APPROVED, "")
    found = names_of(approvals.covering((record.id, record.format), digest))
    return f"approved by {', '.join(found)}" if found else ""
