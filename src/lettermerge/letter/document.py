"""Define the letter as a tree that knows nothing of files, engines or recipients.

Both writers print this and nothing else, so their words cannot differ. Every node is a frozen
value: equal blocks are equal letters, which is what lets a batch set what varies only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, Literal, cast

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

    @property
    def bare_subject(self) -> str:
        """The subject without its label (`Objet :`), "" for none."""
        return self.title.rpartition(" – ")[0] if self.subject else ""


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

_SHARED = 1024  # values whose encodings are kept; a template has far fewer blocks


class TreeHasher:
    """Hash documents; a block that letters share is hashed once, and so is an image.

    The hash covers every field of every node. It is the same in all processes and under all
    versions of Python, and changes when a class of the tree is renamed or gets a field.
    """

    def __init__(self) -> None:
        # the value is held beside its text, since the id of a dead one is used again
        self._shared: dict[int, tuple[object, str]] = {}
        self._frames: dict[tuple[str, int], tuple[object, str]] = {}  # () may be two fields

    def hash(self, document: Document) -> int:
        """Return the first 64 bits of a SHA-256 over the tree."""
        if len(self._shared) > _SHARED:
            self._shared.clear()
        parts: list[str] = []
        for name, value in zip(_FIELDS, _values(document), strict=True):
            if type(value) is str:
                parts.append(f"s{len(value)}:{value}")
            elif name == "body":
                self._put_blocks(value, parts)
            elif name in _FRAME:  # one value in all letters of a run that are in one language
                parts.append(self._encode_frame(name, value))
            else:
                self._put(value, parts)
        digest = hashlib.sha256("".join(parts).encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big")

    def encode(self, value: object) -> str:
        """Write a value of the tree as text that no other value has.

        Each part begins with its kind and says where it ends: by a length, a number of items, or
        the class, whose fields are known.

        Raises:
            TypeError: a tree holds no such value.
        """
        parts: list[str] = []
        self._put(value, parts)
        return "".join(parts)

    def _put_blocks(self, blocks: tuple[Block, ...], parts: list[str]) -> None:
        known = self._shared
        parts.append(f"({len(blocks)}:")
        for block in blocks:
            found = known.get(id(block))
            if found is None:
                found = known[id(block)] = (block, _digest(self.encode(block)))
            parts.append(found[1])

    def _encode_frame(self, name: str, value: Any) -> str:
        if (found := self._frames.get((name, id(value)))) is not None:
            return found[1]
        parts: list[str] = []
        if name == "note":
            self._put_blocks(value, parts)
        else:
            parts.append(_digest(self.encode(value)))
        if len(self._frames) >= _SHARED:
            self._frames.clear()
        self._frames[name, id(value)] = (value, "".join(parts))
        return "".join(parts)

    def _put(self, value: Any, parts: list[str]) -> None:
        kind = type(value)
        if kind is Text:  # most nodes are
            parts.append(f"{_TEXT}s{len(value.text)}:{value.text}")
        elif kind is str:
            parts.append(f"s{len(value)}:{value}")
        elif kind is tuple:
            parts.append(f"({len(value)}:")
            for item in value:
                self._put(item, parts)
        elif value is None or isinstance(value, bool):
            parts.append({None: "N", True: "T", False: "F"}[value])
        elif isinstance(value, int):
            parts.append(f"i{value};")
        elif isinstance(value, float):
            parts.append(f"f{value.hex()};")
        elif isinstance(value, bytes):
            parts.append(f"b{self._hash_bytes(value)}")
        else:
            head, names = _layout_of(cast("Hashable", kind))
            parts.append(head)
            for name in names:
                self._put(getattr(value, name), parts)

    def _hash_bytes(self, content: bytes) -> str:
        if (found := self._shared.get(id(content))) is None:
            digest = hashlib.sha256(content).hexdigest()
            found = self._shared[id(content)] = (content, digest)
        return found[1]


@cache
def _layout_of(kind: Any) -> tuple[str, tuple[str, ...]]:
    """Return how a node of this class begins, and the names of its fields."""
    names = tuple(one.name for one in fields(kind))
    return f"<{kind.__name__} {len(names)}:", names


_TEXT = _layout_of(Text)[0]
_FIELDS = _layout_of(Document)[1]
_FRAME = frozenset(("letterhead", "signatures", "note"))
_values = attrgetter(*_FIELDS)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
