"""Record the files that a value was made from, and cache the value until one of them changes.

A file that was looked for and is missing counts, too: the value changes when it appears.
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
_MAX_FILES = 2000
Stamp = tuple[int, int, int] | None  # None: there is no such file


def stamp(path: Path) -> Stamp:
    """Return a value that changes whenever the file is saved: nanoseconds, size, inode."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def matching_paths(pattern: str) -> frozenset[str]:
    """Return the paths that match a pattern now."""
    return frozenset(glob.glob(pattern))  # noqa: PTH207 - the pattern is a whole path


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Files by absolute path, each with its stamp when it was read.

    `patterns` are paths with wildcards, of files that would be read if they existed, each with
    the paths that matched (None: not recorded).
    """

    files: Mapping[Path, Stamp] = field(default_factory=dict)
    patterns: Mapping[str, frozenset[str] | None] = field(default_factory=dict)

    def includes(self, path: Path) -> bool:
        """Return whether a change of `path` may change the value."""
        return path in self.files or any(fnmatchcase(str(path), one) for one in self.patterns)

    def is_fresh(self) -> bool:
        """Return whether no file has changed."""
        return all(stamp(path) == before for path, before in self.files.items()) and all(
            before is None or matching_paths(pattern) == before
            for pattern, before in self.patterns.items()
        )

    def folders(self, top: Path) -> Iterator[Path]:
        """Yield the folders of the files, and all folders between them and `top`."""
        for path in (*self.files, *map(Path, self.patterns)):
            for folder in path.parents:
                yield folder
                if folder == top or not folder.is_relative_to(top):
                    break

    def __or__(self, other: Dependencies) -> Dependencies:
        return Dependencies({**other.files, **self.files}, {**other.patterns, **self.patterns})


@lru_cache(maxsize=1024)
def _real_folder(folder: Path) -> Path:
    return folder.resolve()


def _real(path: Path) -> Path:
    """Return a path with symbolic links resolved; those of its folder are cached."""
    return path.resolve() if path.is_symlink() else _real_folder(path.parent) / path.name


class DependencyRecorder:
    """Collects the files that a value is made from, while it is made.

    A file is recorded as it was before: a change while it is read makes the value stale.
    """

    def __init__(self, before: Mapping[Path, Stamp]) -> None:
        self._before = before
        self._files: dict[Path, Stamp] = {}
        self._patterns: dict[str, frozenset[str] | None] = {}

    def add(self, *paths: Path) -> None:
        """Record files, and the targets of links."""
        for path in (*paths, *map(_real, paths)):
            if path not in self._files:
                self._files[path] = self._before[path] if path in self._before else stamp(path)

    def add_pattern(self, pattern: str) -> None:
        self._patterns[pattern] = matching_paths(pattern)

    @property
    def dependencies(self) -> Dependencies:
        return Dependencies(self._files, self._patterns)


class Cached(Generic[T]):
    """A value, or the error raised instead, that is made again when its dependencies change."""

    def __init__(self) -> None:
        self._key: object = None
        self._value: T | LettermergeError | None = None
        self._further = Dependencies()
        self.dependencies = Dependencies()

    def get(self, key: object, make: Callable[[DependencyRecorder], T]) -> T:
        """Return the value for `key`.

        Raises:
            LettermergeError: `make` raised it when it last ran.
        """
        fresh = self.dependencies.is_fresh() and self._further.is_fresh()
        if self._value is None or key != self._key or not fresh:
            recorder = DependencyRecorder({path: stamp(path) for path in self.dependencies.files})
            self._key, self._value, self._further = key, None, Dependencies()
            try:
                self._value = make(recorder)
            except LettermergeError as error:
                self._value = error
            finally:
                self.dependencies = recorder.dependencies
        if isinstance(self._value, LettermergeError):
            raise self._value
        return self._value

    def depend_on(self, further: Dependencies) -> None:
        """Also make the value again when these files change."""
        self._further = further | self._further


def project_files(project: Path) -> Dependencies:
    """Return all files that a render may have read, for one that ended before it reported them."""
    letters = project / "letters"
    inside = (path for path in letters.rglob("*") if path.is_file())
    beside = (path for path in project.iterdir() if path.is_file())
    profiles = (project / "parliaments").glob("*.toml")
    files = {path: stamp(path) for path in islice(chain(beside, profiles, inside), _MAX_FILES)}
    patterns = (f"{glob.escape(str(letters))}/*", f"{glob.escape(str(project))}/parliaments/*.toml")
    return Dependencies(files, dict.fromkeys(patterns))


def existing_folders(paths: Iterable[Path]) -> list[Path]:
    """Return the folders among `paths` that exist, each once."""
    return [path for path in dict.fromkeys(paths) if path.is_dir()]
