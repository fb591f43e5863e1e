"""Find out whether a letter waits for approval, and say why: nobody has agreed, or it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...diagnostics import Diagnostic, number_of
from ...dispatch.approval_document import SHARED_CAUSES
from ...errors import ExitCode
from ..rosters.addressing import Letter
from .approval_status import Approvals, names_of

_APPROVE = "look at it, then let an approver run `lettermerge approve`"


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter that lacks approvals.

    `changed` are the causes for which it is another one than was approved last, () where it is not;
    beside those of a fingerprint there are `program` (another version composes it differently) and
    `e-mail` (that says something else, or goes elsewhere). `approved_by` are those who have agreed
    to it as it is, `missing` is how many more must. `formats` are those that lack approvals;
    `files` has the hash that an approval names for each format of the letter, and `causes` are
    those of its fingerprint.
    """

    letter: Letter
    formats: tuple[str, ...]
    missing: int
    approved_by: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    causes: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)

    @property
    def id(self) -> str:
        return self.letter.id

    def __str__(self) -> str:
        """Say why it waits."""
        if self.approved_by:
            who = ", ".join(self.approved_by)
            if not self.missing:
                return f"approved by {who}, but under another rule of the settings"
            return f"approved by {who}, {number_of(self.missing, 'more approver')} needed"
        if self.changed:
            return f"changed since it was approved: {', '.join(self.changed)}"
        if len(self.formats) < len(self.files):
            return f"its {' and '.join(self.formats)} not approved"
        return "not approved"

    def diagnostic(self) -> Diagnostic:
        """Return it as what keeps the letter from being dispatched."""
        row = self.letter.row
        message = f"the letter waits for approval ({self})"
        where = row.at()
        return Diagnostic(
            "dispatch.approval", message, where, _APPROVE, exit_code=ExitCode.SIGNATURE
        )

    def to_json(self) -> dict[str, object]:
        """Return it as plain values; `row` is the row as a spreadsheet shows it."""
        return {
            "id": self.id,
            "name": self.letter.name,
            "file": self.letter.row.file,
            "row": self.letter.row.number,
            "formats": list(self.formats),
            "approved_by": list(self.approved_by),
            "missing": self.missing,
            "changed": list(self.changed),
            "message": str(self),
        }


def find_waiting_letter(
    approvals: Approvals, letter: Letter, files: Mapping[str, str], causes: Mapping[str, str]
) -> WaitingLetter | None:
    """Return what a letter waits for, None where all its files are approved.

    `files` has the hash that approvals name for each format, `causes` those of a fingerprint.
    """
    lacking = {
        kind: approvals.of((letter.id, kind), digest)
        for kind, digest in files.items()
        if not approvals.covering((letter.id, kind), digest)
    }
    if not lacking:
        return None
    fewest = min(lacking.values(), key=len)
    missing = max(0, approvals.rule.count - len(fewest))
    changed = () if fewest else _find_changes(approvals, letter, files, causes)
    return WaitingLetter(
        letter, tuple(lacking), missing, names_of(fewest), changed, files, causes
    )  # fmt: skip


def _find_changes(
    approvals: Approvals, letter: Letter, files: Mapping[str, str], causes: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the causes that differ from what was approved last of a letter in these formats."""
    last = approvals.last_of(letter.id)
    if last is None or not (files.keys() & last[1].files.keys()):
        return ()
    before = last[1]
    others = {
        kind for kind, digest in files.items() if before.files.get(kind) not in (None, digest)
    }
    if not others:
        return ()  # only a format is new
    email = ("e-mail",) if "e-mail" in others else ()
    if others == {*email}:
        return email
    changed = tuple(one for one in SHARED_CAUSES if before.causes.get(one) != causes.get(one))
    recipient = () if before.recipient == letter.digest else ("recipient",)
    return (*((*recipient, *changed) or ("program",)), *email)
