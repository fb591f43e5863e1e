"""Derive what a proof must show from samples of all letters, and select few letters that show it.

Nothing is laid out here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from ...diagnostics import number_of
from ...templating import Branch
from .samples import LetterSample

PAPERS = {"a4": "A4", "letter": "US Letter"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that at least one letter shows, so that the proof must show it.

    `kind` is "parliament", "chamber", "role", "form of address", "language", "paper",
    "longest name", "longest address", "most pages", "fewest pages", "pages" (where all have as
    many) or "branch".
    `parliament` is the id of the parliament of a chamber or role, `branch` a branch that is taken.
    """

    kind: str
    text: str
    parliament: str = ""
    branch: Branch | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True, slots=True)
class SelectedLetter:
    """A letter of the pack; `proves` is what no letter before it in the pack shows."""

    sample: LetterSample
    proves: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class ProofSelection:
    """The selected letters, in the rosters' order, and every requirement, in a fixed order."""

    letters: tuple[SelectedLetter, ...]
    requirements: tuple[Requirement, ...]


def select_letters(samples: Sequence[LetterSample]) -> ProofSelection:
    """Select few samples that together show what all do; the earliest of equal ones."""
    shown = list(_requirements(samples))
    requirements = list(dict.fromkeys(requirement for found in shown for requirement in found))
    requirements.sort(key=_position)  # stable: equal ones stay in the order of the samples
    bit = {requirement: 1 << number for number, requirement in enumerate(requirements)}
    missing = dict.fromkeys(requirements)
    letters = []
    for index in greedy_cover([sum(bit[one] for one in found) for found in shown]):
        new = tuple(requirement for requirement in missing if requirement in shown[index])
        for requirement in new:
            del missing[requirement]
        letters.append(SelectedLetter(samples[index], new))
    return ProofSelection(tuple(letters), tuple(requirements))


_KINDS = (
    "parliament", "chamber", "role", "form of address", "language", "paper", "longest name",
    "longest address", "pages", "most pages", "fewest pages", "branch",
)  # fmt: skip


def _position(requirement: Requirement) -> tuple[int, str, int, int, str]:
    """Return a sort key: the kind, then a branch's place in its template, then its text."""
    kind, branch = _KINDS.index(requirement.kind), requirement.branch
    place = (branch.file, branch.line, branch.number, branch.text) if branch else ("", 0, 0, "")
    return kind, *place


def _requirements(samples: Sequence[LetterSample]) -> Iterator[frozenset[Requirement]]:
    """Yield the requirements that each sample fulfils."""
    name = max((one.name for one in samples), default=0)
    address = max((one.address for one in samples), default=(0, 0))
    counts = {one.pages for one in samples}
    variants = len({one.letter.template for one in samples}) > 1
    for one in samples:
        found = set(_own_requirements(one, variants=variants))
        if one.name == name:
            found.add(Requirement("longest name", number_of(name, "character")))
        if one.address == address:
            size = f"{number_of(address[0], 'line')}, up to {number_of(address[1], 'character')}"
            found.add(Requirement("longest address", size))
        found |= set(_page_requirements(one.pages, counts))
        yield frozenset(found)


def _own_requirements(sample: LetterSample, *, variants: bool) -> Iterator[Requirement]:
    letter, parliament = sample.letter, sample.letter.parliament
    yield Requirement("parliament", sample.parliament, parliament)
    if sample.chamber:
        yield Requirement("chamber", sample.chamber, parliament)
    yield Requirement("role", sample.role, parliament)
    yield Requirement("form of address", sample.form)
    template = f" ({letter.template})" if variants else ""
    yield Requirement("language", letter.language + template)
    yield Requirement("paper", PAPERS.get(sample.paper, sample.paper))
    for branch in sample.branches:
        yield Requirement("branch", str(branch), branch=branch)


def _page_requirements(pages: int, counts: Collection[int]) -> Iterator[Requirement]:
    if len(counts) == 1:
        yield Requirement("pages", f"{pages}, as in all letters")
        return
    if pages == max(counts):
        yield Requirement("most pages", str(pages))
    if pages == min(counts):
        yield Requirement("fewest pages", str(pages))


def greedy_cover(sets: Sequence[int]) -> tuple[int, ...]:
    """Return the indices, ascending, of sets that together hold every element of `sets`.

    A set is an integer with one bit for each element. Each step takes the set that adds the most
    elements, the first one of several; afterwards sets that the others make redundant are
    removed, the last one first. The same sets always have the same cover. It has at most ln n + 1
    times as many sets as the smallest one, n being the number of elements of the largest set
    (V. Chvátal, A Greedy Heuristic for the Set-Covering Problem, 1979).
    """
    elements = missing = _union(sets)
    chosen: list[int] = []
    while missing:
        best = max(range(len(sets)), key=lambda index: (sets[index] & missing).bit_count())
        chosen.append(best)
        missing &= ~sets[best]
    for index in sorted(chosen, reverse=True):
        others = [other for other in chosen if other != index]
        if _union(sets[other] for other in others) == elements:
            chosen = others
    return tuple(sorted(chosen))


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
