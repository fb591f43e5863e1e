"""Make the paragraphs of a body items of numbered lists, one sequence across all other blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .document import Block, ItemList, Paragraph


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with each paragraph as an item of a list; all else stays as it is.

    Paragraphs in a row are one list, and the next one goes on with its numbers.
    """
    return tuple(_numbered(blocks))


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    waiting: list[tuple[Block, ...]] = []
    first = 1
    for block in blocks:
        if isinstance(block, Paragraph):
            waiting.append((block,))
            continue
        if waiting:
            yield ItemList(tuple(waiting), first, tight=False)
        first += len(waiting)
        waiting = []
        yield block
    if waiting:
        yield ItemList(tuple(waiting), first, tight=False)
