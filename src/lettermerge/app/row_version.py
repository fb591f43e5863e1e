"""Hash the cells of a letter's rows, to say why a file is out of date."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ..recipients import Recipient
from ..recipients.packed_row import typed

#: Columns that rows of earlier versions did not have: where they are empty, hashes stay the same.
_NEWER = ("joint", "title_2", "given_name_2", "family_name_2", "full_name_2", "gender_2")
_HASHED = tuple(
    name for name in Recipient.__slots__ if name not in (*_NEWER, "row", "extra", "hold")
)


def hash_rows(rows: Sequence[Recipient]) -> bytes:
    """Return eight bytes that tell versions of the rows apart."""
    if len(rows) > 1:
        return hashlib.sha256(b"".join(hash_rows((one,)) for one in rows)).digest()[:8]
    (recipient,) = rows
    fields = [f"{name}={getattr(recipient, name)!r}" for name in _HASHED]
    fields += [f"{name}={value!r}" for name in _NEWER if (value := getattr(recipient, name))]
    fields += [f"{name}={value!r}" for name, value in sorted(typed(recipient.extra))]
    return hashlib.sha256("\n".join(fields).encode("utf-8", "surrogatepass")).digest()[:8]
