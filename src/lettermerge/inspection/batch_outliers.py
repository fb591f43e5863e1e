"""Compare letters with each other: odd page counts, and letters that are alike.

Each letter is boiled down to a few numbers when it passes by, so that thousands are compared in
one pass and none is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from ..diagnostics import Diagnostic, Severity, Where, number_of
from ..letter.document import Document, text

_ALIKE_HINT = "nothing to fix, if one text for all of them is what you want"
#: How many groups of letters that are alike are named; the rest is counted.
_GROUPS = 20


@dataclass(frozen=True, slots=True)
class Digest:
    """What a letter is compared by. `where` is its row, `name` how it is called.

    `rest` identifies every word but those of address, salutation and running head; `words` counts
    the letter's words, `shared` those that `rest` stands for. `pages` is None where unknown.
    """

    where: Where
    name: str
    pages: int | None
    rest: bytes
    salutation: str
    words: int
    shared: int


def digest(document: Document, where: Where, name: str, pages: int | None) -> Digest:
    """Return what a letter is compared by."""
    common = text(replace(document, address_block=(), salutation=""))
    key = blake2b(f"{document.language}\n{common}".encode("utf-8", "replace"), digest_size=16)
    shared = len(common.split())
    own = len(" ".join((*document.address_block, document.salutation)).split())
    return Digest(where, name, pages, key.digest(), document.salutation, shared + own, shared)


def compare_letters(letters: Iterable[Digest]) -> Iterator[Diagnostic]:
    """Yield a warning for each odd page count, and a note for each group of letters alike."""
    known = tuple(letters)
    yield from _odd_counts(known)
    groups: dict[bytes, list[Digest]] = {}
    for one in known:
        groups.setdefault(one.rest, []).append(one)
    alike = [group for group in groups.values() if len(group) > 1]
    yield from map(_alike, alike[:_GROUPS])
    if rest := alike[_GROUPS:]:
        number = sum(map(len, rest))
        message = f"{number} more letters, in {len(rest)} groups, are the same but for the address"
        yield Diagnostic("page.alike", message, Where(), _ALIKE_HINT, Severity.NOTE)


def _odd_counts(letters: Sequence[Digest]) -> Iterator[Diagnostic]:
    """Yield each letter whose page count is not that of more than half of all letters."""
    counts = Counter(one.pages for one in letters if one.pages is not None)
    if not counts:
        return
    usual, number = counts.most_common(1)[0]
    if 2 * number <= counts.total():
        return
    for one in letters:
        if one.pages is not None and one.pages != usual:
            message = f"the letter has {_pages(one.pages)}; most have {usual}"
            yield Diagnostic(
                "page.count", message, one.where, f"preview {one.name}", Severity.WARNING
            )


def _pages(number: int) -> str:
    return number_of(number, "page")


def _alike(group: Sequence[Digest]) -> Diagnostic:
    """Return the note about letters that share all but the address (and the salutation)."""
    first, others = group[0], group[1:]
    names = ", ".join(one.name for one in group[:3]) + (", ..." if len(group) > 3 else "")
    same = all(one.salutation == first.salutation for one in others)
    but = "the address" if same else "address and salutation"
    own = len(first.salutation.split()) if same else 0
    share = sum(one.shared + own for one in group) / sum(one.words for one in group)
    message = (
        f"{len(group)} letters are the same but for {but} ({names}): "
        f"{_percent(share)} of their text is shared"
    )
    return Diagnostic("page.alike", message, first.where, _ALIKE_HINT, Severity.NOTE)


def _percent(share: float) -> str:
    """Return a share in per cent, rounded down: less than all is never called all."""
    return f"{int(share * 1000) / 10:g} %"
