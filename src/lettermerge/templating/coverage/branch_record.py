"""Record the branches of the templates, and which of them each letter took."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Branch:
    """A way through a template that a letter takes or does not.

    `file` is relative to the letters folder; `line` (from 1) is where the way begins; `number`
    tells the branches of a file apart, in the order of its text; `text` quotes the template.
    """

    file: str
    line: int
    number: int
    text: str

    def __str__(self) -> str:
        return f"letters/{self.file}:{self.line} {self.text}"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A tag whose file is found while the letter is made: one branch for each file.

    `pattern` matches the names that it may ask for, "" where nothing is known of them; `branch`
    is the tag itself; `optional` where the file may be missing.
    """

    branch: Branch
    pattern: str
    optional: bool

    def of(self, name: str) -> Branch:
        """Return the branch of one file, "" for none."""
        tag = self.branch
        return Branch(tag.file, tag.line, tag.number, f"{tag.text} with {name or 'no file'}")


class Watch:
    """Remembers the branches of every template that was compiled, and those that were taken.

    A number stands for each in compiled templates: its place in `branches` or `inclusions`.
    """

    def __init__(self) -> None:
        self.branches: list[Branch] = []
        self.inclusions: list[Inclusion] = []
        self._numbers: dict[Branch | Inclusion, int] = {}
        self._taken: set[Branch] = set()
        self._pending: tuple[Inclusion, tuple[str, ...]] | None = None

    def add(self, branch: Branch) -> int:
        """Make a branch known, once; return its number."""
        if branch not in self._numbers:
            self._numbers[branch] = len(self.branches)
            self.branches.append(branch)
        return self._numbers[branch]

    def add_inclusion(self, inclusion: Inclusion) -> int:
        """Make an inclusion known, once; return its number."""
        if inclusion not in self._numbers:
            self._numbers[inclusion] = len(self.inclusions)
            self.inclusions.append(inclusion)
        return self._numbers[inclusion]

    def take(self, number: int) -> None:
        """Note that a branch was taken."""
        self._taken.add(self.branches[number])

    def ask(self, number: int, names: tuple[str, ...]) -> None:
        """Note that an inclusion asks for the first of `names` that is there."""
        self._settle()
        self._pending = self.inclusions[number], names

    def find(self, name: str) -> None:
        """Note that a template was found."""
        if self._pending and name in self._pending[1]:
            self._taken.add(self._pending[0].of(name))
            self._pending = None

    def collect(self) -> frozenset[Branch]:
        """Return what was taken since the last call."""
        self._settle()
        taken = frozenset(self._taken)
        self._taken.clear()
        return taken

    def known(self, files: Iterable[str]) -> frozenset[Branch]:
        """Return every branch there is, where the letters folder holds `files`."""
        names = tuple(files)
        found = set(self.branches)
        for one in self.inclusions:
            if one.optional:
                found.add(one.of(""))
            if one.pattern:
                found |= {one.of(name) for name in names if re.fullmatch(one.pattern, name)}
        return frozenset(found)

    def _settle(self) -> None:
        """An inclusion that found nothing by now was left out."""
        if self._pending:
            self._taken.add(self._pending[0].of(""))
            self._pending = None
