"""Write the blocks of an e-mail's text as plain text, the address of each link beside its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from ...letter.document import (
    Block,
    Footnote,
    Heading,
    Inline,
    ItemList,
    LineBreak,
    Link,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    inline_text,
)

WIDTH = 76  # columns


def to_text(blocks: Iterable[Block]) -> str:
    """Return blocks as lines of at most 76 characters, blank lines between them."""
    return "\n\n".join("\n".join(lines) for lines in _blocks(blocks, WIDTH)) + "\n"


def _blocks(blocks: Iterable[Block], width: int) -> Iterator[list[str]]:
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield _wrapped(_words(children), width)
            case ItemList():
                yield from _list(block, width)
            case Quote(children):
                inner = [line for part in _blocks(children, width - 2) for line in (*part, "")]
                yield [f"> {line}".rstrip() for line in inner[:-1]]
            case Table(header, rows):
                yield [" | ".join(_words(cell) for cell in row) for row in (header, *rows)]
            case Rule() | PageBreak():
                yield ["-" * 20]


def _list(block: ItemList, width: int) -> Iterator[list[str]]:
    """Yield a tight list as one block of lines, a loose one item by item."""
    whole: list[str] = []
    for number, item in enumerate(block.items, block.start or 0):
        mark = "- " if block.start is None else f"{number}. "
        lines = [line for part in _blocks(item, width - len(mark)) for line in part]
        indent = " " * len(mark)
        whole += [(indent if at else mark) + line for at, line in enumerate(lines or [""])]
        if not block.tight:
            yield whole
            whole = []
    if whole:
        yield whole


def _words(children: Iterable[Inline]) -> str:
    return "".join(_inline(child) for child in children)


def _inline(child: Inline) -> str:
    match child:
        case Text(text):
            return text
        case LineBreak():
            return "\n"
        case Link(children, address):
            words = inline_text(children)
            shown = address.removeprefix("mailto:")
            return shown if words in (address, shown) else f"{_words(children)} <{shown}>"
        case Footnote(children):
            return f" [{_words(children)}]"
        case _:
            return _words(child.children)


def _wrapped(text: str, width: int) -> list[str]:
    """Return lines; a word that is longer than a line stays whole, so that addresses work."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += wrap(line, max(width, 20), break_long_words=False, break_on_hyphens=False) or [""]
    return lines
