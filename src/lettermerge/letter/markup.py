"""Markdown with slots into blocks of the document tree (markdown-it only here).

A text is parsed once however many letters share it: its values stand in slots, which are filled
afterwards. A block without slots is one shared value in all letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast
from unicodedata import normalize

from ..diagnostics import Diagnostic, Where
from ..sandbox import FIRST_SLOT, SLOTS
from .document import (
    Align,
    Asset,
    Block,
    Emphasis,
    Heading,
    Image,
    Inline,
    Inlines,
    ItemList,
    LineBreak,
    Link,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    inline_text,
)
from .typography import Run, typeset

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

NEW_PAGE = "\\newpage"
LINK_SCHEMES = ("http:", "https:", "mailto:")
_SLOT = re.compile(f"[{chr(FIRST_SLOT)}-{chr(FIRST_SLOT + SLOTS - 1)}]")
_WIDTH = re.compile(r"(\d+(?:\.\d+)?)\s*mm")
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


class MarkupError(Exception):
    """Markdown that a letter cannot print; `fault` says what and why."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Picture:
    """An image before its file is read."""

    source: str
    alt: str
    title: str


_Parsed = Block | _Picture


def to_blocks(
    text: str,
    values: Sequence[str],
    load_image: Callable[[str], Asset],
    file: str,
    language: str = "en",
) -> tuple[Block, ...]:
    """Turn merged Markdown (CommonMark 0.31 with tables) into blocks.

    `values[i]` replaces the slot `chr(FIRST_SLOT + i)`; a newline in a value is a line break.
    `load_image` returns the asset of an image's address, or raises. `file` is what a fault names.
    What is typed is typeset as `language` has it, values are not.
    HTML, code blocks and code spans are not letters' parts: they print as typed.

    Raises:
        MarkupError: an image inside running text or without a description, an unfit link.
    """
    fill = _Fill(values, load_image, file)
    return tuple(
        filled
        for block, has_slots in _parse(text, file, language.partition("-")[0])
        for filled in (fill.block(block) if has_slots else (cast(Block, block),))
    )


@lru_cache(maxsize=512)
def _parse(text: str, file: str, language: str) -> tuple[tuple[_Parsed, bool], ...]:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    reader = MarkdownIt("commonmark").enable("table")
    reader.disable(["code", "fence", "html_block", "html_inline", "backticks"])
    # Addresses are judged when they are filled in.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    # Before escaped signs, which stay as typed, are joined with the text around them.
    reader.core.ruler.before("text_join", "typography", partial(_typeset, language))
    builder = _Builder(file)
    blocks = builder.blocks(SyntaxTreeNode(reader.parse(text)).children)
    return tuple((block, _needs_fill(block)) for block in blocks)


def _typeset(language: str, state: StateCore) -> None:
    """Typeset the words of each paragraph, heading and cell; addresses stay as they are."""
    for token in state.tokens:
        words, runs, automatic = [], [], False
        for child in token.children or () if token.type == "inline" else ():
            if child.type == "link_open":
                automatic = child.info == "auto"
            elif child.type == "link_close":
                automatic = False
            space = " " if child.type in ("softbreak", "hardbreak") else child.content
            words.append(child)
            runs.append(Run(space, fixed=automatic or child.type != "text"))
        for child, text, run in zip(words, typeset(runs, language), runs, strict=True):
            if not run.fixed:
                child.content = text


def _needs_fill(block: _Parsed) -> bool:
    return _SLOT.search(repr_text(block)) is not None or _has_picture_or_link(block)


def repr_text(block: _Parsed) -> str:
    """Return every character of a parsed block, addresses included."""
    return repr(block) if isinstance(block, _Picture) else _all_text(block)


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
        case _Picture() | Link():
            return True
        case tuple():
            return any(_has_picture_or_link(child) for child in node)
        case _ if hasattr(node, "__slots__"):
            return any(_has_picture_or_link(getattr(node, name)) for name in node.__slots__)
    return False


class _Builder:
    """markdown-it's syntax tree into our blocks; slots stay as they are."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.level = 0

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[_Parsed]:
        return [block for node in nodes for block in self.block(node)]

    def block(self, node: SyntaxTreeNode) -> Iterator[_Parsed]:
        match node.type:
            case "paragraph":
                yield from self._paragraph(node.children[0])
            case "heading":
                self.level = min(int(node.tag[1]), self.level + 1)
                yield Heading(self.level, self._inlines(node.children[0].children))
            case "bullet_list" | "ordered_list":
                yield self._list(node)
            case "blockquote":
                yield Quote(cast("tuple[Block, ...]", tuple(self.blocks(node.children))))
            case "table":
                yield self._table(node)
            case "hr":
                yield Rule()
            case _:
                raise MarkupError(
                    Diagnostic(
                        "markup.unknown",
                        f"a letter cannot hold a {node.type}",
                        Where(self.file),
                        "write it as paragraphs",
                    )
                )

    def _paragraph(self, inline: SyntaxTreeNode) -> Iterator[_Parsed]:
        children = inline.children
        if inline.content.strip() == NEW_PAGE:
            yield PageBreak()
        elif len(children) == 1 and children[0].type == "image":
            image = children[0]
            yield _Picture(
                str(image.attrs["src"]), image.content, str(image.attrs.get("title", ""))
            )
        else:
            yield Paragraph(self._inlines(children))

    def _list(self, node: SyntaxTreeNode) -> ItemList:
        items = tuple(
            cast("tuple[Block, ...]", tuple(self.blocks(item.children))) for item in node.children
        )
        paragraphs = [
            block for item in node.children for block in item.children if block.type == "paragraph"
        ]
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        return ItemList(items, start, tight=all(p.hidden for p in paragraphs))

    def _table(self, node: SyntaxTreeNode) -> Table:
        head = node.children[0].children[0]
        body = node.children[1].children if len(node.children) > 1 else []
        align = tuple(_alignment(str(cell.attrs.get("style", ""))) for cell in head.children)
        return Table(self._cells(head), tuple(self._cells(row) for row in body), align)

    def _cells(self, row: SyntaxTreeNode) -> tuple[Inlines, ...]:
        return tuple(self._inlines(cell.children[0].children) for cell in row.children)

    def _inlines(self, nodes: Iterable[SyntaxTreeNode]) -> Inlines:
        return _join(child for node in nodes for child in self._inline(node))

    def _inline(self, node: SyntaxTreeNode) -> Iterator[Inline]:
        match node.type:
            case "text":
                yield from _with_breaks(node.content)
            case "softbreak":
                yield Text(" ")
            case "hardbreak":
                yield LineBreak()
            case "em":
                yield Emphasis(self._inlines(node.children))
            case "strong":
                yield Strong(self._inlines(node.children))
            case "link":
                yield Link(self._inlines(node.children), str(node.attrs["href"]))
            case "image":
                raise MarkupError(
                    Diagnostic(
                        "markup.image-in-text",
                        "an image stands inside running text",
                        Where(self.file, value=str(node.attrs["src"])),
                        "put it into a paragraph of its own, between blank lines",
                    )
                )
            case _:
                yield Text(node.content)


def _alignment(style: str) -> Align:
    side = style.partition("text-align:")[2].strip()
    return cast(Align, side) if side in ("center", "right") else "left"


def _with_breaks(text: str) -> Iterator[Inline]:
    for number, line in enumerate(_BREAKS.split(text)):
        if number:
            yield LineBreak()
        if line:
            yield Text(normalize("NFC", line.replace("\t", " ")))


def _join(children: Iterable[Inline]) -> Inlines:
    """Join neighbouring texts."""
    joined: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + child.text)
        else:
            joined.append(child)
    return tuple(joined)


class _Fill:
    """Replaces slots by their values, pictures by their assets; judges links."""

    def __init__(
        self, values: Sequence[str], load_image: Callable[[str], Asset], file: str
    ) -> None:
        self.values = values
        self.load_image = load_image
        self.file = file

    def text(self, text: str) -> str:
        return _SLOT.sub(lambda slot: self.values[ord(slot[0]) - FIRST_SLOT], text)

    def inlines(self, children: Inlines) -> Inlines:
        return _join(filled for child in children for filled in self.inline(child))

    def inline(self, child: Inline) -> Iterator[Inline]:
        match child:
            case Text(text):
                yield from _with_breaks(self.text(text))
            case Emphasis(inner):
                yield from _unless_empty(Emphasis(self.inlines(inner)))
            case Strong(inner):
                yield from _unless_empty(Strong(self.inlines(inner)))
            case Link(inner, href):
                yield Link(self.inlines(inner), self.link(href))
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

    def blocks(self, blocks: Iterable[_Parsed]) -> tuple[Block, ...]:
        return tuple(filled for block in blocks for filled in self.block(block))

    def block(self, block: _Parsed) -> Iterator[Block]:
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
            case _Picture():
                yield self.image(block)
            case _:
                yield block

    def row(self, cells: tuple[Inlines, ...]) -> tuple[Inlines, ...]:
        return tuple(self.inlines(cell) for cell in cells)

    def image(self, picture: _Picture) -> Image:
        source, alt = self.text(picture.source), " ".join(self.text(picture.alt).split())
        if not alt:
            raise MarkupError(
                Diagnostic(
                    "markup.image-without-description",
                    "an image has no description for readers who do not see it",
                    Where(self.file, value=source),
                    "write ![what it shows](file.png)",
                )
            )
        width = _WIDTH.fullmatch(self.text(picture.title).strip())
        return Image(self.load_image(source), alt, float(width[1]) if width else None)


def _unless_empty(node: Emphasis | Strong) -> Iterator[Inline]:
    if node.children:
        yield node
