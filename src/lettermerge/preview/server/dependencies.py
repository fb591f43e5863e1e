"""Which files of a project a render read, and whether they are still as they were then.

A file that was looked for in vain counts, too: the render changes when it appears.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Generic, TypeVar

from ...errors import LettermergeError

T = TypeVar("T")
_MOST_FILES = 2000
Stamp = tuple[int, int, int] | None  # None: there is no such file


def stamp(path: Path) -> Stamp:
    """Return what changes whenever a file is saved: nanoseconds, size, inode."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def found(pattern: str) -> frozenset[str]:
    """Return the paths that fit a pattern now."""
    return frozenset(glob.glob(pattern))  # noqa: PTH207 - the pattern is a whole path


@dataclass(frozen=True, slots=True)
class Reads:
    """Files by absolute path, each as it was when it was read.

    `patterns` are paths with wildcards, of files that would be read if they were there, each with
    the paths that were (None: nobody looked).
    """

    files: Mapping[Path, Stamp] = field(default_factory=dict)
    patterns: Mapping[str, frozenset[str] | None] = field(default_factory=dict)

    def holds(self, path: Path) -> bool:
        """Return whether a change of `path` changes the render."""
        return path in self.files or any(fnmatchcase(str(path), one) for one in self.patterns)

    def is_fresh(self) -> bool:
        """Return whether every file is as it was."""
        return all(stamp(path) == before for path, before in self.files.items()) and all(
            before is None or found(pattern) == before for pattern, before in self.patterns.items()
        )

    def folders(self, top: Path) -> Iterator[Path]:
        """Yield the folders of the files, and those between them and `top`."""
        for path in (*self.files, *map(Path, self.patterns)):
            for folder in path.parents:
                yield folder
                if folder == top or not folder.is_relative_to(top):
                    break

    def __or__(self, other: Reads) -> Reads:
        return Reads({**other.files, **self.files}, {**other.patterns, **self.patterns})


@lru_cache(maxsize=1024)
def _real_folder(folder: Path) -> Path:
    return folder.resolve()


def _real(path: Path) -> Path:
    """Return a file without symbolic links on the way to it; folders are remembered."""
    return path.resolve() if path.is_symlink() else _real_folder(path.parent) / path.name


class Notes:
    """Collects, while something is made, the files that it is made of.

    A file is noted as it was before: a change while it is read makes what was made stale.
    """

    def __init__(self, before: Mapping[Path, Stamp]) -> None:
        self._before = before
        self._files: dict[Path, Stamp] = {}
        self._patterns: dict[str, frozenset[str] | None] = {}

    def note(self, *paths: Path) -> None:
        """Note files, and what they are links to."""
        for path in (*paths, *map(_real, paths)):
            if path not in self._files:
                self._files[path] = self._before[path] if path in self._before else stamp(path)

    def note_pattern(self, pattern: str) -> None:
        self._patterns[pattern] = found(pattern)

    @property
    def reads(self) -> Reads:
        return Reads(self._files, self._patterns)


class Kept(Generic[T]):
    """A value, or the error in its place, made again when what it was made of changes."""

    def __init__(self) -> None:
        self._key: object = None
        self._made: T | LettermergeError | None = None
        self._more = Reads()
        self.reads = Reads()

    def get(self, key: object, make: Callable[[Notes], T]) -> T:
        """Return the value for `key`.

        Raises:
            LettermergeError: what `make` raised when it last ran.
        """
        fresh = self.reads.is_fresh() and self._more.is_fresh()
        if self._made is None or key != self._key or not fresh:
            notes = Notes({path: stamp(path) for path in self.reads.files})
            self._key, self._made, self._more = key, None, Reads()
            try:
                self._made = make(notes)
            except LettermergeError as error:
                self._made = error
            finally:
                self.reads = notes.reads
        if isinstance(self._made, LettermergeError):
            raise self._made
        return self._made

    def watch(self, more: Reads) -> None:
        """Make the value again when these files change, too."""
        self._more = more | self._more


def everything(project: Path) -> Reads:
    """Return whatever a render may have read, where it did not live to say so."""
    letters = project / "letters"
    inside = (path for path in letters.rglob("*") if path.is_file())
    beside = (path for path in project.iterdir() if path.is_file())
    files = {path: stamp(path) for path in islice(chain(beside, inside), _MOST_FILES)}
    return Reads(files, {f"{glob.escape(str(letters))}/*": None})


def existing(paths: Iterable[Path]) -> list[Path]:
    """Return the folders among `paths` that are there, each once."""
    return [path for path in dict.fromkeys(paths) if path.is_dir()]
