"""Judge the approvals of a project, and tell which files enough approvers have agreed to.

An approval counts if its signature holds, if its certificate is one that the settings name, and if
that was valid when it was given. What it says is then the approver's own word: which files, under
which rule, beside which earlier approvals. Nobody needs to be trusted for that but the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from ...dispatch.approval_document import ApprovalDocument, ApprovedLetter, parse_approval
from ...dispatch.approval_folder import FOLDER, ApprovalFile, find_approval_files
from ...dispatch.approval_withdrawal import ApprovalWithdrawal, parse_withdrawal
from ...signing.certificate_escaping import escape_line

if TYPE_CHECKING:
    from ...signing.approvers import Approver
    from ...signing.signed_content import SignedContent

#: How far the clocks of two computers may differ before an approval is one from the future.
_TOLERANCE = timedelta(minutes=5)
_MOST_GAPS = 20  # missing numbers that are named
#: An id and a format.
FileKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Approval:
    """One file of approvals/ as judged: it counts where it has no `reasons`.

    `signer` is the name in its certificate, `fingerprint` and `key` are its SHA-256 and that of its
    public key, all "" where it cannot be read. `document` is None then, too, and where the file is
    a `withdrawal` of others. `replaced` says that another file was here when a later approval was
    given, `withdrawn` that its approver took it back; `notes` are what is remarked.
    """

    number: str
    path: str
    sha256: str = ""
    signer: str = ""
    fingerprint: str = ""
    key: str = ""
    signed_at: datetime | None = None
    document: ApprovalDocument | None = None
    withdrawal: ApprovalWithdrawal | None = None
    reasons: tuple[str, ...] = ()
    replaced: str = ""
    withdrawn: str = ""
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        return not self.reasons and not self.withdrawn

    @property
    def earlier(self) -> Mapping[str, str]:
        """The SHA-256 of the files that were there before it, by number, as its signer says."""
        told = self.document or self.withdrawal
        return told.earlier if told and not self.reasons else {}

    @property
    def letters(self) -> tuple[ApprovedLetter, ...]:
        return self.document.letters if self.document else ()


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who may approve, by the settings, and how many of them each letter needs."""

    approvers: tuple[Approver, ...]
    count: int

    @property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(one.fingerprint for one in self.approvers)

    def is_that_of(self, document: ApprovalDocument) -> bool:
        """Return whether an approval was given under this very rule."""
        return document.approvers == self.fingerprints and document.count == self.count


class Approvals:
    """All approvals of a project, by number, and what they cover."""

    def __init__(self, rule: ApprovalRule, approvals: Sequence[Approval]) -> None:
        self.rule = rule
        self.all = tuple(approvals)
        self._by_hash: dict[tuple[str, str, str], list[Approval]] = {}
        self._latest: dict[str, tuple[Approval, ApprovedLetter]] = {}
        self._judged: dict[tuple[str, ...], tuple[Approval, ...]] = {}
        for one in self.counting:
            for letter in one.letters:
                for kind, digest in letter.files.items():
                    self._by_hash.setdefault((letter.id, kind, digest), []).append(one)
                self._latest[letter.id] = (one, letter)

    @property
    def counting(self) -> Iterator[Approval]:
        """The approvals that count, the oldest first."""
        found = (one for one in self.all if one.counts)
        return iter(sorted(found, key=lambda one: (one.signed_at or _NEVER, one.number)))

    def of(self, key: FileKey, digest: str) -> tuple[Approval, ...]:
        """Return the last approval by each approver of a file with this hash."""
        last = {one.key: one for one in self._by_hash.get((*key, digest), ())}
        return tuple(last.values())

    def covering(self, key: FileKey, digest: str) -> tuple[Approval, ...]:
        """Return approvals that are enough for a file, () where there are not.

        Each approver says under which rule they agree: an approval given where two were needed is
        not enough by itself later, and counts beside those alone whom its list had. So neither a
        lower count nor a longer list makes more of it than was meant.
        """
        found = self.of(key, digest)
        numbers = tuple(one.number for one in found)
        if numbers not in self._judged:
            self._judged[numbers] = _find_group(found, self.rule.count)
        return self._judged[numbers]

    def without(self, key: str) -> Approvals:
        """Return these but for the approvals given with a key: nobody approves for themselves."""
        return Approvals(self.rule, [one for one in self.all if one.key != key])

    def last_of(self, id_: str) -> tuple[Approval, ApprovedLetter] | None:
        """Return what was last approved of a letter, in whatever version."""
        return self._latest.get(id_)


_NEVER = datetime.min.replace(tzinfo=UTC)


def _find_group(found: Sequence[Approval], count: int) -> tuple[Approval, ...]:
    """Return the fewest approvals that are enough, each by the rule that it was given under."""
    for size in range(count, len(found) + 1):
        for group in combinations(found, size):
            signers = {one.fingerprint for one in group}
            if all(
                one.document and one.document.count <= size and signers <= one.document.approvers
                for one in group
            ):
                return group
    return ()


def read_approvals(project: Path, rule: ApprovalRule, now: datetime | None) -> Approvals:
    """Read and judge every approval of a project.

    `now` (with a zone) is what their times are compared with; None compares them with nothing.

    Raises:
        OutputError: the folder of approvals cannot be read.
    """
    judged = [_judge(file, rule, now) for file in find_approval_files(project)]
    return Approvals(rule, _with_lost(_with_withdrawn(judged)))


def _judge(file: ApprovalFile, rule: ApprovalRule, now: datetime | None) -> Approval:
    """Judge one file by itself; what a stranger signed is not read."""
    from ...signing.identity.certificate_rules import fingerprint_of, key_fingerprint_of, name_of
    from ...signing.signed_content import find_certificate, open_content

    if file.content is None:
        return Approval(file.number, file.path, reasons=(file.reason,))
    found = Approval(file.number, file.path, sha256(file.content).hexdigest())
    try:
        certificate = find_certificate(file.content)
        found = replace(
            found,
            signer=name_of(certificate.subject),
            fingerprint=fingerprint_of(certificate),
            key=key_fingerprint_of(certificate),
        )
        if found.fingerprint not in rule.fingerprints:
            return replace(found, reasons=(_stranger(found, rule),))
        opened = open_content(file.content)
        found = replace(found, signed_at=opened.signed_at)
        withdrawal = parse_withdrawal(opened.content)
        if withdrawal is not None:
            reasons = tuple(_find_reasons(opened, withdrawal.withdrawn_at, now))
            return replace(found, withdrawal=withdrawal, reasons=reasons)
        document = parse_approval(opened.content)
    except ValueError as error:
        return replace(found, reasons=(escape_line(str(error)),))
    reasons = tuple(_find_reasons(opened, document.approved_at, now))
    notes = () if rule.is_that_of(document) else ("it was given under another rule",)
    return replace(found, document=document, reasons=reasons, notes=notes)


def _stranger(found: Approval, rule: ApprovalRule) -> str:
    """Return why an approval does not count whose certificate the settings do not name."""
    same = next((one for one in rule.approvers if one.key == found.key), None)
    if same is None:
        return "its certificate is none of approval.certificates"
    return f"it was given with another certificate for the key of {same.file}: approve again"


def _find_reasons(opened: SignedContent, said_at: datetime, now: datetime | None) -> Iterator[str]:
    """Yield why an approval by somebody whom the settings name does not count."""
    from ...signing.approvers import refuse_approver
    from ...signing.identity.certificate_rules import refuse_time

    moment = opened.signed_at
    yield from filter(None, (refuse_approver(opened.certificate),))
    yield from filter(None, (refuse_time(opened.certificate, moment),))
    if now is not None and moment > now + _TOLERANCE:
        yield f"it was given in the future, at {moment:%Y-%m-%d %H:%M:%S %Z}"
    if said_at != moment:
        yield "its text and its signature name two times"


def _with_withdrawn(judged: Sequence[Approval]) -> list[Approval]:
    """Say which approvals were taken back by who gave them, whatever their number is now."""
    taken: dict[tuple[str, str], str] = {}
    for one in judged:
        if one.withdrawal and not one.reasons:
            told = f"{one.signer} took it back: {one.path}, {one.signed_at:%Y-%m-%d}"
            for digest in one.withdrawal.withdrawn.values():
                taken.setdefault((one.key, digest), told)
    return [replace(one, withdrawn=taken.get((one.key, one.sha256), "")) for one in judged]


def _with_lost(judged: Sequence[Approval]) -> list[Approval]:
    """Add the approvals that are missing, and say where one was replaced.

    An approval names all earlier ones by their hashes. One that only got another number is there.
    """
    there = {one.sha256 for one in judged}
    lost: dict[str, str] = {}
    for one in judged:
        for number, digest in one.earlier.items():
            if digest not in there:
                lost.setdefault(number, f"{one.path} names")
    found = [
        replace(one, replaced=f"another file was here, which {lost[one.number]}")
        if one.number in lost
        else one
        for one in judged
    ]
    taken = {one.number for one in judged}
    highest = max((int(one) for one in (*taken, *lost)), default=0)
    gaps = (f"{number:04}" for number in range(1, min(highest, len(taken) + _MOST_GAPS) + 1))
    for number in dict.fromkeys((*gaps, *lost)):
        if number not in taken:
            told = f"it is missing: {lost[number]} it" if number in lost else "it is missing"
            found.append(Approval(number, f"{FOLDER}/{number}.p7m", reasons=(told,)))
    return sorted(found, key=lambda one: (int(one.number), one.number))


def names_of(approvals: Iterable[Approval]) -> tuple[str, ...]:
    """Return the names of those who approved, each once."""
    return tuple(dict.fromkeys(one.signer for one in approvals))
