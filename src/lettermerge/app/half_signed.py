"""Find the other formats of letters that were signed, and say which of them bear no such signature.

Who names one file of a pair may mean it; it is said all the same, with the command for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from ..output.manifest import Manifest
from ..signing.identity.trust import Believed
from ..signing.verify import verify_content
from .cosigning import find_manifest


def find_half_signed(paths: Iterable[Path], fingerprint: str) -> list[Path]:
    """Return the files that stand beside `paths` without a signature by the certificate.

    They are other formats of the same letters, by the manifest. What is named in `paths` is signed.
    """
    homes: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(one.resolve() for one in paths):
        if home := find_manifest(path):
            homes.setdefault(home, []).append(path)
    found: dict[Path, None] = {}
    for home, signed in homes.items():
        for other in _find_others(home, signed):
            if other.is_file() and not _is_signed(other, fingerprint):
                found[other] = None
    return list(found)


def _find_others(home: Path, signed: list[Path]) -> list[Path]:
    """Return where the manifest has other formats of the letters that these files are."""
    others = []
    digests = {one: sha256(one.read_bytes()).hexdigest() for one in signed}
    wanted = {one.relative_to(home).as_posix() for one in signed}
    with Manifest(home) as manifest:
        for id_, format_ in list(manifest):
            history = manifest.find(id_, format_)
            if history is None or (path := history.latest.path) not in wanted:
                continue
            if history.match(digests[home / path]) is None:
                continue
            for kind in manifest.formats:
                beside = manifest.find(id_, kind) if kind != format_ else None
                if beside and beside.latest.path not in wanted:
                    others.append(home / beside.latest.path)
    return others


def _is_signed(path: Path, fingerprint: str) -> bool:
    verdict = verify_content(path.read_bytes(), path.name, Believed(()))
    return fingerprint in {one.fingerprint for one in verdict.signatures}
