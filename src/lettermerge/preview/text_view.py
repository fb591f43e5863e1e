"""Convert a Document to plain text, block by block, for the text view of the preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..letter.document import (
    Block,
    Document,
    Heading,
    Image,
    ItemList,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Table,
    inline_text,
)


class Passage(NamedTuple):
    """A block of text: its kind, its depth in lists and quotes, and its lines."""

    kind: str
    depth: int
    text: str


def passages(document: Document) -> Iterator[Passage]:
    """Yield the letter's text in reading order; empty parts are left out."""
    head = document.letterhead
    frame = [
        ("letterhead", "\n".join(filter(None, head.texts))),
        ("date", document.date_line),
        ("sender", document.return_line),
        ("address", "\n".join(document.address_block)),
        ("references", document.references),
        *document.opening,
    ]
    yield from (Passage(kind, 0, text) for kind, text in frame if text)
    yield from _blocks(document.main, 0)
    if document.close:
        yield Passage("close", 0, document.close)
    for one in document.signatures:
        lines = filter(None, (one.name, one.role, one.organisation))
        yield Passage("signature", 0, "\n".join(lines))
    for labelled in document.after:
        yield Passage("after", 0, "\n".join(filter(None, (labelled.label, *labelled.items))))
    yield from _blocks(document.note, 0)
    yield from _blocks(document.annexes, 0)


def _blocks(blocks: Iterable[Block], depth: int) -> Iterator[Passage]:
    for block in blocks:
        match block:
            case Paragraph(children):
                yield Passage("paragraph", depth, inline_text(children))
            case Heading(_, children):
                yield Passage("heading", depth, inline_text(children))
            case ItemList(items, start):
                for number, item in enumerate(items, start or 0):
                    mark = "•" if start is None else f"{number}."
                    yield from _item(mark, item, depth + 1)
            case Quote(children):
                yield from _blocks(children, depth + 1)
            case Table(header, rows):
                for row in (header, *rows):
                    yield Passage("row", depth, "\t".join(inline_text(cell) for cell in row))
            case Image(_, alt):
                yield Passage("image", depth, alt)
            case PageBreak() | Rule():
                yield Passage("break", depth, "")


def _item(mark: str, blocks: tuple[Block, ...], depth: int) -> Iterator[Passage]:
    """Yield an item's blocks, the first one with its marker."""
    for number, passage in enumerate(_blocks(blocks, depth)):
        if number == 0:
            yield passage._replace(text=f"{mark} {passage.text}")
        else:
            yield passage
