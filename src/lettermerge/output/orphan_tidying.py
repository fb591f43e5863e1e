"""Move orphans to `orphans/` in the output folder, so that nobody mails them with the letters.

That folder has a manifest of its own. A file's line is on disk there before the file is moved, and
a line that says "moved" in the output folder's manifest after it: whatever moment the power goes,
each file stands in one of the two places, whole and known, and the next tidying goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ..diagnostics import Diagnostic, Where
from ..errors import OutputError
from .disk import fault_of
from .file_names import ORPHANS, collision_key
from .files import Folder
from .journal import Journal
from .lock import hold
from .manifest import FILE_NAME, Manifest, Record
from .orphans import Orphan

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


def tidy(orphans: Iterable[Orphan], manifest: Manifest, journal: Journal) -> Tidied:
    """Move `orphans` out of the folder that `journal` holds; leave what was changed by hand.

    Raises:
        OutputError: the disk takes no more, or a link or a file is where the folder must be.
    """
    orphans = tuple(orphans)
    folder = journal.folder
    sound = [one for one in orphans if not one.is_altered]
    with _as_output_error(folder):
        _require_folder(folder)
        _settle(manifest, journal)
    left = [(one, _altered(one)) for one in orphans if one.is_altered]
    moved: list[Move] = []
    if sound:
        aside = Folder(folder.root / ORPHANS, folder.disk)
        with aside, hold(aside, journal.clock) as log, _as_output_error(folder):
            folder.sync_folders([ORPHANS, f"{ORPHANS}/{FILE_NAME}"])
            for start in range(0, len(sound), GROUP):
                moves = list(_name_targets(sound[start : start + GROUP], folder))
                done, failed = _move_group(moves, journal, log)
                moved += done
                left += failed
    return Tidied(tuple(moved), tuple(one for one, _ in left), tuple(why for _, why in left))


def _name_targets(orphans: Iterable[Orphan], folder: Folder) -> Iterator[Move]:
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
    moves: Sequence[Move], journal: Journal, log: Journal
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
    log.append(move.record.done_line() for move in done)
    log.sync()
    _say_moved(((move.orphan.record, move.orphan.path, move.target) for move in done), journal)
    return done, left


def _say_moved(moved: Iterable[tuple[Record | None, str, str]], journal: Journal) -> None:
    """Write a line for each (version, path, new path): the manifest forgets what was at `path`."""
    lines = [record.moved_line(path, to) for record, path, to in moved if record is not None]
    if lines:
        journal.append(lines)
        journal.sync()


def _settle(manifest: Manifest, journal: Journal) -> None:
    """Say "moved" of the files that a killed run moved and could not say so of."""
    folder = journal.folder
    found: list[tuple[Record | None, str, str]] = []
    with Manifest(folder.root / ORPHANS) as aside:
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


def _is_there(folder: Folder, path: str, sha256: str) -> bool:
    return folder.stat(path) is not None and folder.digest(path) == sha256


def _heads(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, below the output folder."""
    return (str(head) for head in PurePosixPath(path).parents if head.parts)


def _require_folder(folder: Folder) -> None:
    """Refuse a link or a file where the folder of orphans must be; nothing goes through a link."""
    path = folder.root / ORPHANS
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
def _as_output_error(folder: Folder) -> Iterator[None]:
    """Raise what the system refuses as an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, folder.root), folder.root) from error
