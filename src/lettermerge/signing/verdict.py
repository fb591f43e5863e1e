"""Describe what `verify` says of a file: each signature, and the file as a whole.

A verdict is a no when it has reasons; what it merely remarks is a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trust(StrEnum):
    """Whether the signer's chain ends at a root that is trusted, and what is said if not."""

    TRUSTED = "trusted"
    OWN = "untrusted (an identity made on this computer)"
    DEMO = "untrusted (DEMO identity, not for mailing)"
    UNTRUSTED = "untrusted"


class Verdict(StrEnum):
    """What `verify` says of a file in one word, for `--json`, too."""

    HOLDS = "holds"
    OTHER_PROGRAM = "other-program"
    FAILS = "fails"


_COSIGN_HINT = (
    "the pages are the same, but the file is not as it was signed; "
    "co-sign the earlier file with `lettermerge sign FILE --identity IDENTITY`"
)

#: The reason for no of a file without any signature, which a record may make good.
UNSIGNED = "it is not signed"
#: What is said of a file that its folder's manifest, which nobody signs, records as unsigned.
UNSIGNED_AS_RECORDED = "unsigned, as recorded"


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature.

    `fingerprint` is the SHA-256 of the signer's certificate. `time` is when it was signed, proven
    by a time stamp if `time_proven`, claimed by the signer if not. `level` is "PAdES B-B" and the
    like, or "XAdES-BES". `coverage` says what is signed, `uncovered` names what is not and need
    not be; what is not and should be is among `reasons`.
    """

    signer: str = ""
    fingerprint: str = ""
    trust: Trust = Trust.UNTRUSTED
    time: datetime | None = None
    time_proven: bool = False
    level: str = ""
    coverage: str = ""
    uncovered: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """One file: `path` as it was named, its signatures in order, and why it fails as a whole.

    `notes` says what else is known of it: that it stands as recorded, or was left unsigned. `also`
    names what another program changed when it signed: metadata, `/Extensions`; the pages are the
    same, but not the file.
    """

    path: str
    signatures: tuple[SignatureVerdict, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether nothing speaks against it; where a signature is wanted, one is there."""
        return self.verdict is Verdict.HOLDS

    @property
    def verdict(self) -> Verdict:
        """Whether the file holds, fails, or only another program changed more than it should."""
        if self.reasons or not all(one.holds for one in self.signatures):
            return Verdict.FAILS
        return Verdict.OTHER_PROGRAM if self.also else Verdict.HOLDS

    @property
    def hint(self) -> str:
        """What to do about the verdict, "" where the reasons say it."""
        return _COSIGN_HINT if self.verdict is Verdict.OTHER_PROGRAM else ""

    @property
    def file_reasons(self) -> tuple[str, ...]:
        """The reasons for no that concern the file as a whole."""
        if not self.also:
            return self.reasons
        said = f"signed by another program, which also changed: {', '.join(self.also)}"
        return (*self.reasons, said)

    @property
    def all_reasons(self) -> tuple[str, ...]:
        """Every reason for no, those of the signatures with their number."""
        numbered = (
            f"signature {number}: {reason}"
            for number, one in enumerate(self.signatures, 1)
            for reason in one.reasons
        )
        return (*self.file_reasons, *numbered)

    def to_json(self) -> dict[str, object]:
        """Return what `--json` prints of it."""
        return {
            "path": self.path,
            "holds": self.holds,
            "verdict": self.verdict.value,
            "reasons": list(self.file_reasons),
            "hint": self.hint,
            "notes": list(self.notes),
            "signatures": [
                {
                    "holds": one.holds,
                    "signer": one.signer,
                    "fingerprint": one.fingerprint,
                    "trust": one.trust.name.lower(),
                    "time": one.time.isoformat() if one.time else None,
                    "time_proven": one.time_proven,
                    "level": one.level,
                    "coverage": one.coverage,
                    "uncovered": list(one.uncovered),
                    "reasons": list(one.reasons),
                    "notes": list(one.notes),
                }
                for one in self.signatures
            ],
        }
