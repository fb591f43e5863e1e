"""Fill the placeholders of parsed blocks with one letter's values, images and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from ..diagnostics import Diagnostic, Where
from ..templating import FIRST_SLOT, SLOTS
from .document import (
    Asset,
    Block,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inline,
    Inlines,
    ItemList,
    LineBreak,
    Link,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    inline_text,
)

LINK_SCHEMES = ("http:", "https:", "mailto:")
_SLOT = re.compile(f"[{chr(FIRST_SLOT)}-{chr(FIRST_SLOT + SLOTS - 1)}]")
WITHOUT_FILE = "markup.image-without-file"
#: The title of an image: its width, its caption, or both, as in "60mm: The house of samples".
_TITLE = re.compile(r"(?:(\d+(?:\.\d+)?)\s*mm(?:\s*[:;,]\s*|\s+|$))?(.*)", re.DOTALL)
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


class MarkupError(Exception):
    """Markdown that a letter cannot print; `fault` says what and why."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image before its file is read."""

    source: str
    alt: str
    title: str


Parsed = Block | ImageReference


def needs_fill(block: Parsed) -> bool:
    """Say whether a block differs from letter to letter, or has something to be judged or read."""
    return _SLOT.search(_repr_text(block)) is not None or _has_picture_or_link(block)


def _repr_text(block: Parsed) -> str:
    """Return every character of a parsed block, addresses included."""
    return repr(block) if isinstance(block, ImageReference) else _all_text(block)


def _all_text(node: object) -> str:
    match node:
        case str():
            return node
        case tuple():
            return " ".join(_all_text(child) for child in node)
        case _ if hasattr(node, "__slots__"):
            return " ".join(_all_text(getattr(node, name)) for name in node.__slots__)
    return ""


def _has_picture_or_link(node: object) -> bool:
    match node:
        case ImageReference() | Link():
            return True
        case tuple():
            return any(_has_picture_or_link(child) for child in node)
        case _ if hasattr(node, "__slots__"):
            return any(_has_picture_or_link(getattr(node, name)) for name in node.__slots__)
    return False


class CellValues(NamedTuple):
    """What the slots of a text stand for: as `typed` in cells, and as `printed` among words."""

    typed: Sequence[str]
    printed: Sequence[str]


class Fill:
    """Replaces slots by their values, pictures by their assets; judges links."""

    def __init__(self, values: CellValues, load_image: Callable[[str], Asset], file: str) -> None:
        self.values = values
        self.load_image = load_image
        self.file = file

    def text(self, text: str) -> str:
        """Return an address or a file's name with its values as they are."""
        return _SLOT.sub(lambda slot: self.values.typed[ord(slot[0]) - FIRST_SLOT], text)

    def words(self, text: str) -> str:
        """Return a text with its values as they are printed."""
        return _SLOT.sub(lambda slot: self.values.printed[ord(slot[0]) - FIRST_SLOT], text)

    def inlines(self, children: Inlines) -> Inlines:
        return join_texts(filled for child in children for filled in self.inline(child))

    def inline(self, child: Inline) -> Iterator[Inline]:
        match child:
            case Text(text):
                yield from with_breaks(self.words(text))
            case Emphasis(inner):
                yield from _unless_empty(Emphasis(self.inlines(inner)))
            case Strong(inner):
                yield from _unless_empty(Strong(self.inlines(inner)))
            case Link(inner, href):
                yield Link(self.inlines(inner), self.link(href))
            case Footnote(inner):
                if filled := self.inlines(inner):
                    yield Footnote(filled)
            case _:
                yield child

    def link(self, href: str) -> str:
        address = self.text(href).strip()
        if address.casefold().startswith(LINK_SCHEMES) and not re.search(r"[\s\x00-\x1f]", address):
            return address
        raise MarkupError(
            Diagnostic(
                "markup.unfit-link",
                "a link is neither http, https nor mailto",
                Where(self.file, value=address),
                "write the whole address, e.g. https://example.org",
            )
        )

    def blocks(self, blocks: Iterable[Parsed]) -> tuple[Block, ...]:
        return tuple(filled for block in blocks for filled in self.block(block))

    def block(self, block: Parsed) -> Iterator[Block]:
        match block:
            case Paragraph(children):
                if (filled := self.inlines(children)) and inline_text(filled).strip():
                    yield Paragraph(filled)
            case Heading(level, children):
                if (filled := self.inlines(children)) and inline_text(filled).strip():
                    yield Heading(level, filled)
            case ItemList(items, start, tight):
                filled_items = tuple(blocks for item in items if (blocks := self.blocks(item)))
                if filled_items:
                    yield ItemList(filled_items, start, tight)
            case Quote(children):
                if inner := self.blocks(children):
                    yield Quote(inner)
            case Table(header, rows, align):
                yield Table(self.row(header), tuple(self.row(row) for row in rows), align)
            case ImageReference():
                yield self.image(block)
            case _:
                yield block

    def row(self, cells: tuple[Inlines, ...]) -> tuple[Inlines, ...]:
        return tuple(self.inlines(cell) for cell in cells)

    def image(self, picture: ImageReference) -> Image:
        source, alt = self.text(picture.source), " ".join(self.text(picture.alt).split())
        if not alt:
            raise MarkupError(
                Diagnostic(
                    "markup.image-without-description",
                    "an image has no description for recipients who do not see it",
                    Where(self.file, value=source),
                    "write ![what it shows](file.png)",
                )
            )
        if not source or source.endswith("/"):
            message = f"the image described as `{alt}` has no file"
            hint = "name a file of letters/, or write {% if ... %} around the image"
            place = Where(self.file, value=alt)
            raise MarkupError(Diagnostic(WITHOUT_FILE, message, place, hint))
        width, caption = _TITLE.fullmatch(self.text(picture.title).strip()).groups()  # type: ignore[union-attr]  # fits any text
        words = " ".join(normalize("NFC", caption).split())
        return Image(self.load_image(source), alt, float(width) if width else None, words)


def _unless_empty(node: Emphasis | Strong) -> Iterator[Inline]:
    if node.children:
        yield node


def with_breaks(text: str) -> Iterator[Inline]:
    """Yield a text in NFC (UAX #15), its line ends as line breaks."""
    if text.isprintable():  # which no line end and no tab is
        if text:
            yield Text(normalize("NFC", text))
        return
    for number, line in enumerate(_BREAKS.split(text)):
        if number:
            yield LineBreak()
        if line:
            yield Text(normalize("NFC", line.replace("\t", " ")))


def join_texts(children: Iterable[Inline]) -> Inlines:
    """Return the children with neighbouring texts as one."""
    joined: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + child.text)
        else:
            joined.append(child)
    return tuple(joined)
