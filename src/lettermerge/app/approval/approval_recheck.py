"""Check, where a letter is made, that it is the one that was approved when the run was planned.

A worker reads the project anew: a template that is saved meanwhile must not be sealed unread.
"""

from __future__ import annotations

from ...diagnostics import Diagnostic, Failure
from ...errors import ExitCode
from ...letter.document import Document
from ...letter.document_hash import TreeHasher
from ...output.job import Job
from ..fingerprint import Fingerprints
from ..pipeline import compose
from ..project import Project
from ..rosters.addressing import Letter
from ..signing.sealing import Signer


class ApprovalCheck:
    """Says of each file that is sealed whether it is the approved one."""

    def __init__(self, project: Project, signer: Signer | None) -> None:
        seals = signer is not None and not signer.identity.demo
        self._project = project
        self._checks = seals and project.settings.approval.is_asked
        self._prints = Fingerprints(project, None)
        self._trees = TreeHasher()

    def __call__(self, job: Job, document: Document) -> Failure | None:
        """Return why a file is not sealed, None where it may be.

        `document` may name the signer, which no approval does: it is composed again without.
        """
        if not self._checks:
            return None
        letter: Letter = job.payload
        if self._project.settings.signing.visible_line:
            document = compose(self._project, letter).document
        words, members = self._trees.digest(document), letter.members if letter.is_joint else ()
        found = self._prints.approval(words, letter.parliament, job.format, members)
        if found.hex() == job.approval:
            return None
        fault = Diagnostic(
            "approval.changed",
            "the letter changed after the run was planned, so that it is not what was approved",
            hint="run the same command again: it says what the letter waits for",
            exit_code=ExitCode.SIGNATURE,
        )
        return Failure((fault,))
