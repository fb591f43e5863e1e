"""Write and read what an approver signs to take approvals back: a JSON document with their hashes.

It travels as approvals do, from one copy of a project to the other; a file that was deleted here
and is put back from there does not count again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .approval_document import load_strictly, read_hashes, read_text, read_time, write_time

VERSION = 1
_KEYS = {"lettermerge_withdrawal", "withdrawn_at", "note", "withdrawn", "earlier"}


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawal:
    """Which approvals are taken back, when (UTC, whole seconds), and why.

    `withdrawn` has their SHA-256 by number, `earlier` that of every approval in the project.
    """

    withdrawn_at: datetime
    withdrawn: Mapping[str, str] = field(hash=False)
    note: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict, hash=False)


def encode_withdrawal(one: ApprovalWithdrawal) -> bytes:
    """Return a withdrawal as JSON (UTF-8)."""
    data = {
        "lettermerge_withdrawal": VERSION,
        "withdrawn_at": write_time(one.withdrawn_at),
        "note": one.note,
        "withdrawn": dict(sorted(one.withdrawn.items())),
        "earlier": dict(sorted(one.earlier.items())),
    }
    text = json.dumps(data, ensure_ascii=False, indent=0)
    return f"{text}\n".encode("utf-8", "surrogatepass")


def parse_withdrawal(content: bytes) -> ApprovalWithdrawal | None:
    """Return the withdrawal that `encode_withdrawal` wrote, None where the content is another.

    Raises:
        ValueError: it is one that is damaged, or of a later version.
    """
    data = load_strictly(content)
    if not isinstance(data, dict) or "lettermerge_withdrawal" not in data:
        return None
    if data["lettermerge_withdrawal"] != VERSION or set(data) != _KEYS:
        raise ValueError("it takes approvals back in a way that this version does not read")
    try:
        return ApprovalWithdrawal(
            read_time(data["withdrawn_at"]),
            read_hashes(data["withdrawn"]),
            read_text(data["note"]),
            read_hashes(data["earlier"]),
        )
    except (TypeError, AttributeError) as error:
        raise ValueError(f"its list of approvals is damaged ({type(error).__name__})") from None
