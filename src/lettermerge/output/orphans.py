"""Find orphans, and move them to `orphans/` in the output folder.

They are files of recipients who left every roster, or in formats that are no longer made: beside
the letters of today they would be mailed with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ..diagnostics import Diagnostic, Where
from ..errors import OutputError
from .file_names import ORPHANS, collision_key
from .file_system_calls import fault_of
from .manifest import FILE_NAME, History, Manifest, Record
from .store import RunJournal, Store, StoredFiles

Key = tuple[str, str]  # id and format


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file that no run will make again. It is reported, and never removed.

    `record` is the version that is there; None means that it was changed since it was written.
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
    manifest: Manifest, folder: StoredFiles, roster: Collection[str], formats: Collection[str] = ()
) -> tuple[Orphan, ...]:
    """Return the orphans that are in `folder`, in the order of the manifest.

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


def _standing(key: Key, manifest: Manifest, folder: StoredFiles) -> Iterator[_Standing]:
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


GROUP = 64  # files that share their syncs


@dataclass(frozen=True, slots=True)
class Move:
    """An orphan that was moved; `target` is its new path in the output folder."""

    orphan: Orphan
    target: str

    @property
    def record(self) -> Record:
        """What the manifest of the orphans says of it."""
        assert self.orphan.record is not None
        return replace(self.orphan.record, path=self.target.removeprefix(f"{ORPHANS}/"))


@dataclass(frozen=True, slots=True)
class Tidied:
    """What became of the orphans. `left` stay where they are; `faults` say why, one for each."""

    moved: tuple[Move, ...] = ()
    left: tuple[Orphan, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def tidy(
    orphans: Iterable[Orphan], manifest: Manifest, folder: Store, journal: RunJournal
) -> Tidied:
    """Move `orphans` out of a folder that `journal` holds; leave what was changed by hand.

    The folder of orphans has a manifest of its own. A file's line is on disk there before the file
    is moved, and a line that says "moved" in the output folder's manifest after it: whatever moment
    the power goes, each file is in one of the two places, whole and known, and the next tidying
    goes on.

    Raises:
        OutputError: the disk takes no more, or a link or a file is where the folder must be.
    """
    orphans = tuple(orphans)
    sound = [one for one in orphans if not one.is_altered]
    with _as_output_error(folder):
        _require_folder(folder)
        _settle(manifest, folder, journal)
    left = [(one, _altered(one)) for one in orphans if one.is_altered]
    moved: list[Move] = []
    if sound:
        aside = folder.below(ORPHANS)
        with aside, aside.hold(journal.clock) as log, _as_output_error(folder):
            folder.sync_folders([ORPHANS, f"{ORPHANS}/{FILE_NAME}"])
            for start in range(0, len(sound), GROUP):
                moves = list(_name_targets(sound[start : start + GROUP], folder))
                done, failed = _move_group(moves, journal, log)
                moved += done
                left += failed
    return Tidied(tuple(moved), tuple(one for one, _ in left), tuple(why for _, why in left))


def _name_targets(orphans: Iterable[Orphan], folder: StoredFiles) -> Iterator[Move]:
    """Choose a path that nothing has for each orphan: one of its name may have gone before it."""
    taken = set()
    for orphan in orphans:
        stem, dot, ending = orphan.path.rpartition(".")
        target, number = f"{ORPHANS}/{orphan.path}", 1
        while collision_key(target) in taken or folder.stat(target) is not None:
            number += 1
            target = f"{ORPHANS}/{stem}-{number}{dot}{ending}"
        taken.add(collision_key(target))
        yield Move(orphan, target)


def _move_group(
    moves: Sequence[Move], journal: RunJournal, log: RunJournal
) -> tuple[list[Move], list[tuple[Orphan, Diagnostic]]]:
    """Move some orphans; return those that were, and those that were not with the reason."""
    folder = journal.folder
    log.append(move.record.to_line() for move in moves)
    log.sync()
    done: list[Move] = []
    left: list[tuple[Orphan, Diagnostic]] = []
    for move in moves:
        orphan = move.orphan
        try:
            if folder.digest(orphan.path) != move.record.sha256:
                left.append((orphan, _altered(orphan)))
                continue
            folder.rename(orphan.path, move.target)
        except OSError as error:
            left.append((orphan, fault_of(error, orphan.path)))
        else:
            done.append(move)
    targets = [move.target for move in done]
    folder.sync_folders([*targets, *(head for path in targets for head in _heads(path))])
    folder.sync_folders(move.orphan.path for move in done)
    log.done(move.record for move in done)
    log.sync()
    _say_moved(((move.orphan.record, move.orphan.path, move.target) for move in done), journal)
    return done, left


def _say_moved(moved: Iterable[tuple[Record | None, str, str]], journal: RunJournal) -> None:
    """Write a line for each (version, path, new path): the manifest forgets what was at `path`."""
    lines = [record.moved_line(path, to) for record, path, to in moved if record is not None]
    if lines:
        journal.append(lines)
        journal.sync()


def _settle(manifest: Manifest, folder: Store, journal: RunJournal) -> None:
    """Say "moved" of the files that a killed run moved and could not say so of."""
    found: list[tuple[Record | None, str, str]] = []
    with folder.below(ORPHANS).open_manifest() as aside:
        for key in aside:
            own, there = manifest.find(*key), aside.find(*key)
            if own is None or there is None:
                continue
            for path in dict.fromkeys(record.path for record in own.records):
                if folder.stat(path) is not None:
                    continue
                at = {r.sha256: r for r in own.records if r.path == path}
                for record in there.records:
                    target = f"{ORPHANS}/{record.path}"
                    if record.sha256 in at and _is_there(folder, target, record.sha256):
                        found.append((at[record.sha256], path, target))
                        break
    _say_moved(found, journal)


def _is_there(folder: StoredFiles, path: str, sha256: str) -> bool:
    return folder.stat(path) is not None and folder.digest(path) == sha256


def _heads(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, below the output folder."""
    return (str(head) for head in PurePosixPath(path).parents if head.parts)


def _require_folder(folder: Store) -> None:
    """Refuse a link or a file where the folder of orphans must be; nothing goes through a link."""
    if not isinstance(folder.place, Path):
        return  # an object store has no folders
    path = folder.place / ORPHANS
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputError(
            f"{path}: a link or a file is where the folder for orphans is needed",
            hint="move it elsewhere, then run the same command again",
        )


def _altered(orphan: Orphan) -> Diagnostic:
    return Diagnostic(
        "output.orphan-altered",
        f"{orphan.reason}, but the file was changed since it was written, so it is not moved",
        Where(orphan.path),
        "look at it, then move or delete it yourself",
    )


@contextmanager
def _as_output_error(folder: Store) -> Iterator[None]:
    """Raise what the system refuses as an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, folder.place), folder.place) from error
