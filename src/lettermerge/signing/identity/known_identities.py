"""Remember which identities were made on this computer, outside of every project.

A project's settings and manifest may come from anybody, and so may its identity file. What `verify`
calls the user's own is therefore looked up here alone.
"""

from __future__ import annotations

import re
from pathlib import Path

FILE_NAME = "identities-made-here.txt"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def remembered_path() -> Path:
    """Return where fingerprints are kept: the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("lettermerge", appauthor=False) / FILE_NAME


def remember(fingerprint: str) -> bool:
    """Add the SHA-256 of a certificate; return whether it could be written down."""
    path = remembered_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{fingerprint}\n")
    except OSError:
        return False
    return True


def remembered() -> frozenset[str]:
    """Return the fingerprints of the identities made here; a file that cannot be read has none."""
    try:
        lines = remembered_path().read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return frozenset()
    return frozenset(filter(_FINGERPRINT.fullmatch, lines))
