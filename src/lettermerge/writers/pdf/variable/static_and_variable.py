"""Split a Document into what its layout shares, the key, and a value for each text slot.

A slot is a block of running text: an address line, the salutation, a paragraph. Two letters are
of one layout if they differ in the words of their slots only; images, tables, links and the
nesting of blocks are part of the key.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ....layout.fonts import FontFamily
from ....layout.line_breaks import keep_blanks
from ....letter import document as tree
from ....letter.no_break_spaces import URL, hold_together
from ...character_needs import character_reader
from ...page_plan import UNPLANNED, PagePlan
from ..metadata import is_printable

#: The texts of one slot, one for each run of text between marks; None where words are fixed.
Value = tuple[str, ...] | None
Families = tuple[FontFamily, ...]

_SPACE = re.compile(r"[ \t\n\r\f]+")


class LayoutKey:
    """What letters of one layout have in common; hashed once, since it is looked up often."""

    __slots__ = ("_hash", "_parts")

    def __init__(self, parts: tuple[Hashable, ...]) -> None:
        self._parts, self._hash = parts, hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LayoutKey) and self._parts == other._parts


class SplitDocument(NamedTuple):
    """A letter taken apart: `key` is equal for letters that may share a layout.

    `values` are the words of its text slots in reading order.

    The last value is the running head; `classes` are those of all its characters. `sound` is
    False where a character has no glyph.
    """

    key: LayoutKey
    values: tuple[Value, ...]
    classes: frozenset[str]
    sound: bool


class _Text(NamedTuple):
    """What is known of a stretch of text: folded, the font classes, whether it can be printed."""

    folded: str
    classes: frozenset[str]
    sound: bool


class _Block(NamedTuple):
    """What is known of a block: what is fixed, its slots, its classes, whether it is sound."""

    fixed: Hashable
    values: tuple[Value, ...]
    classes: frozenset[str]
    sound: bool


class _Splitter:
    """Takes the texts and blocks of letters apart that are set in `families`."""

    def __init__(self, families: Families) -> None:
        self._characters = character_reader(families)
        self.text = lru_cache(maxsize=2048)(self._split_text)
        self.block = lru_cache(maxsize=1024)(self._split_block)

    def _split_text(self, text: str) -> _Text:
        needs = self._characters.text(text)
        return _Text(_SPACE.sub(" ", text), needs.classes, needs.sound)

    def _split_block(self, block: tree.Block) -> _Block:
        needs = self._characters.block(block)
        fixed, values = _shape(block)
        return _Block(fixed, tuple(values), needs.classes, needs.sound)


_splitter = lru_cache(maxsize=4)(_Splitter)


def split_document(
    document: tree.Document, families: Families, plan: PagePlan = UNPLANNED
) -> SplitDocument:
    """Take a letter apart that is set in `families` by a plan.

    Costs little: what is known of a block or a line is remembered.
    """
    splitter = _splitter(families)
    head = document.letterhead
    fixed: list[Hashable] = [document.language, document.page_label, head, plan]
    values: list[Value] = []
    printed_once = (document.page_label, *head.words)
    seen = list(map(splitter.text, printed_once))

    def line(text: str) -> None:
        known = splitter.text(text)
        seen.append(known)
        printed = bool(known.folded.strip())
        fixed.append((bool(text), printed))
        if text:
            values.append((known.folded,) if printed else None)

    line(document.date_line)
    line(document.return_line)
    fixed.append(len(document.address_block))
    address = map(keep_blanks, document.address_block)
    fixed.append(document.subject_below)
    held = (hold_together(line) for _, line in document.opening)
    for text in (*address, document.references, *held):
        line(text)
    blocks = list(map(splitter.block, document.main))
    _add(blocks, fixed, values)
    line(document.close)
    for signature in document.signatures:
        fixed.append((signature.image, signature.image_alt))
        for text in (signature.name, signature.role, signature.organisation):
            line(text)
    for labelled in document.after:
        fixed.append(len(labelled.items))
        for text in (labelled.label, *labelled.items):
            line(text)
    notes = list(map(splitter.block, document.note))
    _add(notes, fixed, values)
    annexes = list(map(splitter.block, document.annexes))
    _add(annexes, fixed, values)
    known = splitter.text(document.running_head)
    seen.append(known)
    fixed.append(bool(known.folded.strip()))
    values.append((known.folded,))
    everything: tuple[_Text | _Block, ...] = (*seen, *blocks, *notes, *annexes)
    classes = frozenset().union(*(known.classes for known in everything))
    sound = all(known.sound for known in everything) and is_printable(document)
    return SplitDocument(LayoutKey(tuple(fixed)), tuple(values), classes, sound)


def _add(blocks: list[_Block], fixed: list[Hashable], values: list[Value]) -> None:
    fixed.append(tuple(block.fixed for block in blocks))
    for block in blocks:
        values.extend(block.values)


def _shape(block: tree.Block) -> tuple[Hashable, list[Value]]:
    """Return what is fixed of a block, and the values of its slots."""
    match block:
        case tree.Paragraph(children):
            return _slot("p", children)
        case tree.Heading(level, children):
            return _slot(f"h{level}", children)
        case tree.Quote(children):
            shapes = [_shape(child) for child in children]
            return ("quote", *(f for f, _ in shapes)), [v for _, vs in shapes for v in vs]
        case tree.ItemList(items, start, tight):
            rows = [[_shape(child) for child in item] for item in items]
            return (
                ("list", start, tight, *(tuple(f for f, _ in row) for row in rows)),
                [v for row in rows for _, vs in row for v in vs],
            )
        case tree.Image() if block.caption:
            return replace(block, caption=""), [(_SPACE.sub(" ", block.caption),)]
        case _:
            return block, []


def _slot(kind: str, children: tree.Inlines) -> tuple[Hashable, list[Value]]:
    if any(isinstance(child, tree.Link | tree.Footnote) for child in _descendants(children)):
        return (kind, children), [None]
    if URL.search(tree.inline_text(children)):  # which has a box of its own
        return (kind, children), [None]
    texts: list[str] = []
    shape = _inline_shape(children, texts)
    if not texts:
        return (kind, children), [None]
    return (kind, shape), [tuple(texts)]


def _inline_shape(children: tree.Inlines, texts: list[str]) -> Hashable:
    """Append the texts of `children` to `texts`, blanks folded as in CSS; return the rest."""
    shape: list[Hashable] = []
    for child in _merged(children):
        match child:
            case tree.Text(text):
                folded = _SPACE.sub(" ", hold_together(text))
                if folded.startswith(" ") and texts and texts[-1].endswith(" "):
                    folded = folded[1:]
                shape.append(bool(folded))
                if folded:
                    texts.append(folded)
            case tree.Emphasis(inner) | tree.Strong(inner) | tree.Link(inner):
                shape.append((type(child).__name__, _inline_shape(inner, texts)))
            case tree.LineBreak():
                shape.append("br")
            case tree.Footnote():
                shape.append(child)
    return tuple(shape)


def _merged(children: tree.Inlines) -> Iterator[tree.Inline]:
    """Yield the children, neighbouring texts as one, as an HTML parser sees them."""
    pending = ""
    for child in children:
        if isinstance(child, tree.Text):
            pending += child.text
            continue
        if pending:
            yield tree.Text(pending)
            pending = ""
        yield child
    if pending:
        yield tree.Text(pending)


def _descendants(children: tree.Inlines) -> Iterator[tree.Inline]:
    for child in children:
        yield child
        if isinstance(child, tree.Emphasis | tree.Strong | tree.Link):
            yield from _descendants(child.children)
