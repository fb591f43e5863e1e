"""Parse Markdown with placeholders into blocks of the document tree (markdown-it only here).

A text is parsed once however many letters share it: its values are in slots, which are filled
afterwards. A block without slots is one shared value in all letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from ..diagnostics import Diagnostic, Where
from ..recipients.cell_cleaning import without_ligatures
from .document import (
    Align,
    Asset,
    Block,
    Emphasis,
    Footnote,
    Heading,
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
)
from .fill import (
    CellValues,
    Fill,
    ImageReference,
    MarkupError,
    Parsed,
    join_texts,
    needs_fill,
    with_breaks,
)
from .typography import AS_TYPED, Signs, TypedText, typeset, typeset_cell

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

_FULL = 45  # characters: a line of text that was wrapped at 60 has more, even with placeholders
NEW_PAGE, ANNEX = "\\newpage", "\\annex"


def to_blocks(  # noqa: PLR0913  all that a text needs to be read
    text: str,
    values: Sequence[str],
    load_image: Callable[[str], Asset],
    file: str,
    signs: Signs = AS_TYPED,
    *,
    keeps_lines: bool = False,
) -> tuple[Block, ...]:
    """Turn merged Markdown (CommonMark 0.31 with tables) into blocks.

    `values[i]` replaces the slot `chr(FIRST_SLOT + i)`; a newline in a value is a line break.
    `load_image` returns the asset of an image's address, or raises. `file` is what a fault names.
    With a language in `signs` what is typed is typeset as it has it, and values a little.
    Where it `keeps_lines`, so are the lines of a paragraph that is not wrapped text.
    HTML, code blocks and code spans are not letters' parts: they print as typed.

    Raises:
        MarkupError: an image inside running text or without a description, an unfit link.
    """
    printed = values
    if signs.language and signs.cells:
        printed = [typeset_cell(value, signs.language) for value in values]
    fill = Fill(CellValues(values, printed), load_image, file)
    return tuple(
        filled
        for block, has_slots in _parse(
            without_ligatures(text), file, signs.of_template, keeps_lines
        )
        for filled in (fill.block(block) if has_slots else (cast(Block, block),))
    )


@lru_cache(maxsize=512)
def _parse(
    text: str, file: str, signs: Signs, keeps_lines: bool
) -> tuple[tuple[Parsed, bool], ...]:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from mdit_py_plugins.footnote import footnote_plugin

    reader = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
    reader.disable(["code", "fence", "html_block", "html_inline", "backticks"])
    # Addresses are judged when they are filled in.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    if keeps_lines:
        reader.core.ruler.after("inline", "lines", _keep_lines)
    # Before escaped signs, which stay as typed, are joined with the text around them.
    if signs.language:
        reader.core.ruler.before("text_join", "typography", partial(_typeset, signs))
    builder = _Builder(file)
    nodes = SyntaxTreeNode(reader.parse(text)).children
    builder.take_notes(nodes)
    blocks = builder.blocks(nodes)
    return tuple((block, needs_fill(block)) for block in blocks)


def _keep_lines(state: StateCore) -> None:
    """Make line breaks of the line ends of each paragraph whose lines are not full."""
    for token in state.tokens:
        if token.type == "inline" and not _is_wrapped(token.content):
            for child in token.children or ():
                child.type = "hardbreak" if child.type == "softbreak" else child.type


def _is_wrapped(text: str) -> bool:
    """Say whether an editor has wrapped a text: whether all lines but the last are full."""
    *lines, _ = text.split("\n")
    return all(len(line) >= _FULL for line in lines)


def _typeset(signs: Signs, state: StateCore) -> None:
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
            runs.append(TypedText(space, fixed=automatic or child.type != "text"))
        for child, text, run in zip(words, typeset(runs, signs), runs, strict=True):
            if not run.fixed:
                child.content = text


class _Builder:
    """markdown-it's syntax tree into our blocks; slots stay as they are."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.above: list[int] = []  # the levels, as typed, of the headings that are open
        self.notes: dict[int, list[SyntaxTreeNode]] = {}

    def take_notes(self, nodes: Iterable[SyntaxTreeNode]) -> None:
        """Keep the texts of the footnotes, by their number."""
        for block in nodes:
            if block.type == "footnote_block":
                self.notes |= {int(one.meta["id"]): one.children for one in block.children}

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[Parsed]:
        return [block for node in nodes for block in self.block(node)]

    def block(self, node: SyntaxTreeNode) -> Iterator[Parsed]:
        match node.type:
            case "paragraph":
                yield from self._paragraph(node.children[0])
            case "heading":
                typed = int(node.tag[1])
                self.above = [one for one in self.above if one < typed] + [typed]
                yield Heading(len(self.above), self._inlines(node.children[0].children))
            case "bullet_list" | "ordered_list":
                yield self._list(node)
            case "blockquote":
                yield Quote(cast("tuple[Block, ...]", tuple(self.blocks(node.children))))
            case "table":
                yield self._table(node)
            case "hr":
                yield Rule()
            case "footnote_block":
                return  # each is where it is referred to
            case _:
                raise MarkupError(
                    Diagnostic(
                        "markup.unknown",
                        f"a letter cannot hold a {node.type}",
                        Where(self.file),
                        "write it as paragraphs",
                    )
                )

    def _paragraph(self, inline: SyntaxTreeNode) -> Iterator[Parsed]:
        children = inline.children
        if (line := inline.content.strip()) in (NEW_PAGE, ANNEX):
            yield PageBreak(annex=line == ANNEX)
        elif len(children) == 1 and children[0].type == "image":
            image = children[0]
            yield ImageReference(
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
        return join_texts(child for node in nodes for child in self._inline(node))

    def _inline(self, node: SyntaxTreeNode) -> Iterator[Inline]:
        match node.type:
            case "text":
                yield from with_breaks(node.content)
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
            case "footnote_ref":
                yield self._footnote(int(node.meta["id"]))
            case "footnote_anchor":
                return  # the way back, on a page of the web
            case "image":
                raise MarkupError(
                    Diagnostic(
                        "markup.image-in-text",
                        "an image is inside running text",
                        Where(self.file, value=str(node.attrs["src"])),
                        "put it into a paragraph of its own, between blank lines",
                    )
                )
            case _:
                yield Text(node.content)

    def _footnote(self, number: int) -> Footnote:
        """Return a note's paragraphs as lines."""
        lines: list[Inline] = []
        for node in self.notes.pop(number, []):
            if node.type != "paragraph":
                raise MarkupError(
                    Diagnostic(
                        "markup.footnote",
                        f"a footnote cannot hold a {node.type}",
                        Where(self.file),
                        "write it as paragraphs",
                    )
                )
            lines += [LineBreak()] * bool(lines)
            lines += self._inlines(node.children[0].children)
        if not lines:
            raise MarkupError(
                Diagnostic(
                    "markup.footnote",
                    "a footnote is referred to twice, or has no words",
                    Where(self.file),
                    "give each place a note of its own",
                )
            )
        return Footnote(tuple(lines))


def _alignment(style: str) -> Align:
    side = style.partition("text-align:")[2].strip()
    return cast(Align, side) if side in ("center", "right") else "left"
