"""Samples into the fewest that prove all that any of them shows, and what each proves.

A pure function of samples: nothing is laid out here. What no letter shows cannot be proven; of
that, the branches of the templates are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ...templating import Branch
from .samples import Sample
from .set_cover import smallest_cover

PAPERS = {"a4": "A4", "letter": "US Letter"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a letter shows.

    `kind` is "parliament", "chamber", "role", "language", "paper", "longest name", "longest
    address", "most pages", "fewest pages", "pages" (where all have as many) or "branch".
    `parliament` is the id of the one that a chamber or role is of; `branch` is the one it takes.
    """

    kind: str
    text: str
    parliament: str = ""
    branch: Branch | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True, slots=True)
class Witness:
    """A letter of the pack; `proves` is what none before it in the pack shows."""

    sample: Sample
    proves: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Selected:
    """The witnesses, in the rosters' order, and every claim that is proven, in a fixed order.

    No choice has fewer than `least` letters; `smallest` where this one has no more.
    """

    witnesses: tuple[Witness, ...]
    claims: tuple[Claim, ...]
    least: int

    @property
    def smallest(self) -> bool:
        return len(self.witnesses) == self.least


def select_witnesses(samples: Sequence[Sample]) -> Selected:
    """Choose the fewest samples that together show what all do; the earliest of several choices."""
    shown = [tuple(claims) for claims in _claims(samples)]
    claims = list(dict.fromkeys(claim for one in shown for claim in one))
    claims.sort(key=lambda claim: (_KINDS.index(claim.kind), *_place(claim)))  # else as they come
    bit = {claim: 1 << number for number, claim in enumerate(claims)}
    cover = smallest_cover([sum(bit[claim] for claim in one) for one in shown])
    left = dict.fromkeys(claims)
    witnesses = []
    for index in cover.chosen:
        new = tuple(claim for claim in left if claim in shown[index])
        for claim in new:
            del left[claim]
        witnesses.append(Witness(samples[index], new))
    return Selected(tuple(witnesses), tuple(claims), cover.least)


_KINDS = (
    "parliament", "chamber", "role", "language", "paper", "longest name", "longest address",
    "pages", "most pages", "fewest pages", "branch",
)  # fmt: skip


def _place(claim: Claim) -> tuple[str, int, int, str]:
    """Return where a branch stands; its text tells apart the files of one inclusion."""
    branch = claim.branch
    return (branch.file, branch.line, branch.number, branch.text) if branch else ("", 0, 0, "")


def _claims(samples: Sequence[Sample]) -> Iterator[frozenset[Claim]]:
    """Yield what each sample shows."""
    name = max((one.name for one in samples), default=0)
    address = max((one.address for one in samples), default=(0, 0))
    counts = {one.pages for one in samples}
    variants = len({one.letter.template for one in samples}) > 1
    for one in samples:
        claims = set(_own_claims(one, variants=variants))
        if one.name == name:
            claims.add(Claim("longest name", _counted(name, "character")))
        if one.address == address:
            size = f"{_counted(address[0], 'line')}, up to {_counted(address[1], 'character')}"
            claims.add(Claim("longest address", size))
        claims |= set(_page_claims(one.pages, counts))
        yield frozenset(claims)


def _own_claims(sample: Sample, *, variants: bool) -> Iterator[Claim]:
    letter, parliament = sample.letter, sample.letter.parliament
    yield Claim("parliament", sample.parliament, parliament)
    if sample.chamber:
        yield Claim("chamber", sample.chamber, parliament)
    yield Claim("role", sample.role, parliament)
    template = f" ({letter.template})" if variants else ""
    yield Claim("language", letter.language + template)
    yield Claim("paper", PAPERS.get(sample.paper, sample.paper))
    for branch in sample.branches:
        yield Claim("branch", str(branch), branch=branch)


def _page_claims(pages: int, counts: Collection[int]) -> Iterator[Claim]:
    if len(counts) == 1:
        yield Claim("pages", f"{pages}, as in all letters")
        return
    if pages == max(counts):
        yield Claim("most pages", str(pages))
    if pages == min(counts):
        yield Claim("fewest pages", str(pages))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
