"""Describe how a document is built, without its words: letters of one shape have the same elements.

A theme's style sheet chooses by elements, so what it does to one letter it does to all of its
shape, as long as they have as many pages.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache

from . import document as tree

Shape = tuple[Hashable, ...]


def shape_of(document: tree.Document) -> Shape:
    """Return the kinds of a letter's parts in reading order; equal for letters built alike."""
    head = document.letterhead
    return (
        (bool(head.tagline), bool(head.image), len(head.lines), head.printed, len(head.items)),
        bool(document.date_line),
        (bool(document.return_line), bool(document.references)),
        len(document.address_block),
        tuple((kind, bool(line)) for kind, line in document.opening),
        _blocks(document.body),
        bool(document.close),
        tuple(
            (bool(one.role), bool(one.organisation), bool(one.image), one.room)
            for one in document.signatures
        ),
        tuple((bool(one.label), len(one.items)) for one in document.after),
        _blocks(document.note),
    )


def _blocks(blocks: Iterable[tree.Block]) -> Shape:
    return tuple(_block(block) for block in blocks)


@lru_cache(maxsize=2048)
def _block(block: tree.Block) -> Shape:
    match block:
        case tree.Paragraph(children):
            return ("paragraph", _inlines(children))
        case tree.Heading(level, children):
            return ("heading", level, _inlines(children))
        case tree.Quote(children):
            return ("quote", _blocks(children))
        case tree.ItemList(items, start, tight):
            return ("list", start is None, tight, tuple(map(_blocks, items)))
        case tree.Table(header, rows, align):
            return ("table", align, tuple(tuple(map(_inlines, row)) for row in (header, *rows)))
        case tree.PageBreak(annex=True):
            return ("annex",)
    return (type(block).__name__,)


def _inlines(children: tree.Inlines) -> Shape:
    """Return the marks within a block; text between them is no element."""
    return tuple(
        (type(child).__name__, _inlines(getattr(child, "children", ())))
        for child in children
        if not isinstance(child, tree.Text)
    )
