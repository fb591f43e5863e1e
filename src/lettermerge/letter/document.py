"""Define the letter as a tree that knows nothing of files, engines or recipients.

Both writers print this and nothing else, so their words cannot differ. Every node is a frozen
value: equal blocks are equal letters, which is what lets a batch set what varies only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

# --- inlines -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as printed; never holds a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A forced new line inside a block."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that the voice would stress: italic."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that the eye should find: bold."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is an absolute http, https or mailto address, checked when the tree is made."""

    children: tuple[Inline, ...]
    href: str


Inline = Text | LineBreak | Emphasis | Strong | Link
Inlines = tuple[Inline, ...]

# --- blocks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asset:
    """An image of the project: its bytes, so that writers read no file.

    `name` is the path relative to the project folder; `media_type` is image/png, image/jpeg or
    image/svg+xml. `raster` stands in for an SVG where a writer cannot print one (DOCX).
    """

    name: str
    media_type: str
    content: bytes
    raster: Asset | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, set as one block."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 to 6 as typed; the first heading of a letter is level 1 and none is skipped."""

    level: int
    children: Inlines


@dataclass(frozen=True, slots=True)
class ItemList:
    """`start` is the first number of an ordered list, None for bullets; `tight` as CommonMark."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """What another said, set apart from the letter's own words."""

    children: tuple[Block, ...]


Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Table:
    """One header row and any number of rows; every row has as many cells as `align`."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    align: tuple[Align, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """`width` in millimetres, None for the natural size (96 px an inch), at most the measure."""

    asset: Asset
    alt: str
    width: float | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break: a thin line across the measure."""


Block = Paragraph | Heading | ItemList | Quote | Table | Image | PageBreak | Rule

# --- the letter ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender at the top of the first page; `lines` are address, e-mail, website."""

    name: str
    lines: tuple[str, ...] = ()
    tagline: str = ""
    image: Asset | None = None
    image_alt: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signatory: image above name, role, organisation ("" where not given).

    `room` is left above the name, as high as an image would be, to sign there by hand: where there
    is no image.
    """

    name: str
    role: str = ""
    organisation: str = ""
    image: Asset | None = None
    image_alt: str = ""
    room: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and its items, after the signatures: enclosures, copies."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One letter, from letterhead to sender's note.

    `language` is a BCP 47 tag; `title` and `author` go into the file's properties; `date` is the
    ISO 8601 date that file properties carry. `running_head` stands on every page but the first;
    `page_label` is a format string over `page` and `pages` ("Page {page} of {pages}"). Everything
    else is printed in the order of the fields. "" and () mean absent.
    """

    language: str
    title: str
    author: str
    date: str
    running_head: str
    page_label: str
    letterhead: Letterhead
    date_line: str
    address_block: tuple[str, ...]
    subject: str
    salutation: str
    body: tuple[Block, ...]
    close: str
    signatures: tuple[Signature, ...]
    after: tuple[Labelled, ...] = ()
    note: tuple[Block, ...] = ()


# --- its words -----------------------------------------------------------------------------


def inline_text(children: Iterable[Inline]) -> str:
    """Return the characters of `children`, a line break as a newline."""
    return "".join(
        child.text
        if isinstance(child, Text)
        else "\n"
        if isinstance(child, LineBreak)
        else inline_text(child.children)
        for child in children
    )


def introduces(blocks: Sequence[Block], position: int) -> bool:
    """Tell whether a block is the paragraph right above a list, which no page may part from it."""
    return isinstance(blocks[position], Paragraph) and isinstance(
        next(iter(blocks[position + 1 : position + 2]), None), ItemList
    )


def block_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the text of each paragraph, heading and cell in reading order, no list markers."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield inline_text(children)
            case ItemList(items):
                for item in items:
                    yield from block_texts(item)
            case Quote(children):
                yield from block_texts(children)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from (inline_text(cell) for cell in row)
            case Image() | PageBreak() | Rule():
                pass


def text(document: Document) -> str:
    """Return the words of the letter, white space folded: what every writer must print.

    Running heads, page numbers, list markers and alternative texts are not part of it.
    """
    head = document.letterhead
    parts = [
        head.name,
        head.tagline,
        *head.lines,
        document.date_line,
        *document.address_block,
    ]
    parts += [
        document.subject,
        document.salutation,
        *block_texts(document.body),
        document.close,
    ]
    for signature in document.signatures:
        parts += [signature.name, signature.role, signature.organisation]
    for labelled in document.after:
        parts += [labelled.label, *labelled.items]
    parts += block_texts(document.note)
    return " ".join(" ".join(parts).split())


# --- its hash ------------------------------------------------------------------------------

_SHARED = 1024  # blocks whose hashes are kept; those of a template are far fewer


class TreeHasher:
    """Hash documents; a block that letters share is hashed once.

    The hash covers every field of every node. It is the same in all processes and under all
    versions of Python, and changes when a class of the tree is renamed or gets a field.
    """

    def __init__(self) -> None:
        # the block is held beside its hash, since the id of a dead one is used again
        self._blocks: dict[int, tuple[Block, str]] = {}
        self._frames: dict[Letterhead | tuple[Signature, ...], str] = {}

    def hash(self, document: Document) -> int:
        """Return the first 64 bits of a SHA-256 over the tree."""
        parts = [
            self._hash_blocks(value)
            if name in ("body", "note")
            else self._hash_frame(value)
            if name in ("letterhead", "signatures")
            else encode_node(value)
            for name, value in ((name, getattr(document, name)) for name in _FIELDS)
        ]
        return int.from_bytes(_digest("".join(parts))[:8], "big")

    def _hash_blocks(self, blocks: tuple[Block, ...]) -> str:
        known, parts = self._blocks, [f"({len(blocks)}:"]
        for block in blocks:
            found = known.get(id(block))
            if found is None:
                if len(known) >= _SHARED:
                    known.clear()
                found = known[id(block)] = (block, _digest(encode_node(block)).hex())
            parts.append(found[1])
        return "".join(parts)

    def _hash_frame(self, frame: Letterhead | tuple[Signature, ...]) -> str:
        """Hash what is made anew for each letter and is the same in all of a run."""
        found = self._frames.get(frame)
        if found is None:
            if len(self._frames) >= _SHARED:
                self._frames.clear()
            found = self._frames[frame] = _digest(encode_node(frame)).hex()
        return found


def encode_node(value: object) -> str:
    """Write a value of the tree as text that no other value has.

    Each part begins with its kind and says where it ends: by a length, a number of items, or the
    class, whose fields are known.

    Raises:
        TypeError: a tree holds no such value.
    """
    parts: list[str] = []
    _encode(value, parts.append)
    return "".join(parts)


def _encode(value: object, put: Callable[[str], object]) -> None:
    if isinstance(value, str):
        put(f"s{len(value)}:{value}")
    elif isinstance(value, tuple):
        put(f"({len(value)}:")
        for item in value:
            _encode(item, put)
    elif value is None or isinstance(value, bool):
        put({None: "N", True: "T", False: "F"}[value])
    elif isinstance(value, int):
        put(f"i{value};")
    elif isinstance(value, float):
        put(f"f{value.hex()};")
    elif isinstance(value, bytes):
        put(f"b{hashlib.sha256(value).hexdigest()}")
    else:
        head, names = _layout_of(type(value))
        put(head)
        for name in names:
            _encode(getattr(value, name), put)


@cache
def _layout_of(kind: type) -> tuple[str, tuple[str, ...]]:
    """Return how a node of this class begins, and the names of its fields."""
    names = tuple(one.name for one in fields(kind))
    return f"<{kind.__name__} {len(names)}:", names


_FIELDS = _layout_of(Document)[1]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
