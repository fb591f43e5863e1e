"""What `verify` says of a file: each signature, and the file as a whole.

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

    `notes` says what else is known of it: that it stands as recorded, or was left unsigned.
    """

    path: str
    signatures: tuple[SignatureVerdict, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether nothing speaks against it; where a signature is wanted, one is there."""
        return not self.reasons and all(one.holds for one in self.signatures)

    @property
    def all_reasons(self) -> tuple[str, ...]:
        """Every reason for no, those of the signatures with their number."""
        numbered = (
            f"signature {number}: {reason}"
            for number, one in enumerate(self.signatures, 1)
            for reason in one.reasons
        )
        return (*self.reasons, *numbered)

    def to_json(self) -> dict[str, object]:
        """Return what `--json` prints of it."""
        return {
            "path": self.path,
            "holds": self.holds,
            "reasons": list(self.reasons),
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
