"""Find orphans: files of recipients who left every roster, or in formats that are no longer made.

Beside the letters of today they would be mailed with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from .file_names import collision_key
from .files import Folder
from .manifest import History, Manifest, Record

Key = tuple[str, str]  # id and format


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file that no run will make again. It is reported, and never removed.

    `record` is the version that stands there; None means that it was changed since it was written.
    `joint` is the joint letter that its recipient gets instead, or "". `in_roster` is True where
    its recipient is still there and only the format is no longer made.
    """

    id: str
    format: str
    path: str
    record: Record | None = None
    in_roster: bool = False
    joint: str = ""

    @property
    def is_altered(self) -> bool:
        """Whether its bytes are none that were written, so that it must be left alone."""
        return self.record is None

    @property
    def reason(self) -> str:
        """Why it is an orphan."""
        if self.in_roster:
            return f"{self.format} is no longer made"
        if self.joint:
            return f"its recipient is in the joint letter {self.joint}"
        if self.record and self.record.members:
            return "its joint letter is no longer made"
        return "its recipient is in no roster"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "id": self.id,
            "format": self.format,
            "path": self.path,
            "reason": "format" if self.in_roster else "joint" if self.joint else "recipient",
            "altered": self.is_altered,
        }


@dataclass(frozen=True, slots=True)
class _Standing:
    """A file at a path where one of its key was written; `digest` is "" where it cannot be read."""

    key: Key
    path: str
    digest: str
    history: History


def find_orphans(
    manifest: Manifest, folder: Folder, roster: Collection[str], formats: Collection[str] = ()
) -> tuple[Orphan, ...]:
    """Return the orphans that stand in `folder`, in the order of the manifest.

    `roster` holds the id of every row, `formats` what the settings make (empty: not known). A file
    that another recipient's took the place of is none.
    """
    gone = {key for key in manifest if key[0] not in roster or (formats and key[1] not in formats)}
    standing = [one for key in manifest if key in gone for one in _standing(key, manifest, folder)]
    if not standing:
        return ()
    others = _versions_of_others({collision_key(one.path) for one in standing}, gone, manifest)
    claimed = {path for path, _ in others}
    found: list[Orphan] = []
    for one in standing:
        place = collision_key(one.path)
        record = one.history.match(one.digest)
        if (place, one.digest) in others or (record is None and place in claimed):
            continue
        id_, format_ = one.key
        if record is not None or one.path == (one.history.done or one.history.latest).path:
            found.append(Orphan(id_, format_, one.path, record, id_ in roster))
    return tuple(_once(found))


def _standing(key: Key, manifest: Manifest, folder: Folder) -> Iterator[_Standing]:
    history = manifest.find(*key)
    for path in dict.fromkeys(r.path for r in reversed(history.records)) if history else ():
        if history and folder.stat(path) is not None:
            try:
                digest = folder.digest(path)
            except OSError:
                digest = ""
            yield _Standing(key, path, digest, history)


def _versions_of_others(
    paths: Collection[str], gone: Collection[Key], manifest: Manifest
) -> set[tuple[str, str]]:
    """Return what letters that are still made may have at `paths`: (collision key, SHA-256)."""
    found = set()
    for key in manifest:
        history = manifest.find(*key) if key not in gone else None
        for record in history.records if history else ():
            if (path := collision_key(record.path)) in paths:
                found.add((path, record.sha256))
    return found


def _once(orphans: list[Orphan]) -> Iterator[Orphan]:
    """Yield each path once: of two who left, one may have had the other's name."""
    owned = {orphan.path for orphan in orphans if not orphan.is_altered}
    seen = set()
    for orphan in orphans:
        if orphan.path not in seen and (not orphan.is_altered or orphan.path not in owned):
            seen.add(orphan.path)
            yield orphan
