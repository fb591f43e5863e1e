"""Write the blocks of a letter's body as paragraphs and tables, one function for each kind.

Spaces are those of `writers/page_css.py`: what CSS says by selectors is said here by styles, and by
direct formatting only where nesting leaves no style for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ...layout.spacing import INDENT, QUOTE_STEPS
from ...letter import document as tree
from ..keep_with_close import FREE, ListHold
from .pictures import size_at_width, usable
from .tables import TableRoom, table
from .word_units import Metrics, emu, points, twips
from .wordprocessingml import Needs, ParagraphFormat, drawing, inlines, paragraph, run

#: Built-in list styles are numbered to 5, levels of a numbering to 9 (ECMA-376 part 1, 17.9.6).
_DEEPEST_STYLE, _DEEPEST_LEVEL = 5, 8


@dataclass(frozen=True, slots=True)
class BlockContext:
    """Where blocks stand: in the note or not, `left` and `right` set in by so many steps.

    `item` is the item of a list that is "tight" or "loose", "" outside of one.
    """

    look: Metrics
    note: bool = False
    left: int = 0
    right: int = 0
    item: str = ""

    @property
    def measure(self) -> float:
        """The width that is left, in millimetres."""
        return self.look.style.measure - INDENT * (self.left + self.right)

    @property
    def space(self) -> int:
        """The space below a block, in twips."""
        return points(self.look.style.paragraph_space)

    @property
    def paragraph_space(self) -> int:
        """The space below a paragraph, in twips."""
        return points(self.look.style.half_space) if self.note else self.space


class Space(NamedTuple):
    """The space below a paragraph in twips: wanted, and as its style says (None: not known)."""

    wanted: int | None
    styled: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """What a block must do at its ends.

    `after` is the least space below it in twips, `keep` holds it to what follows, `new_page`
    starts it on one; `number` is (numId, level) and `marker` the style of an item's first
    paragraph; `final` tells that nothing follows it in its container; `plain` that it is the one
    paragraph of an item whose style knows its space; `whole` that it is on one page; `hold` which
    items of a list stay together.
    """

    after: int = 0
    keep: bool = False
    new_page: bool = False
    number: tuple[int, int] | None = None
    marker: str = ""
    final: bool = False
    plain: bool = False
    whole: bool = False
    hold: ListHold = FREE


def blocks(children: Sequence[tree.Block], place: BlockContext, needs: Needs, edge: Edge) -> str:
    """Return a container's blocks; `edge` is that of the container.

    A page break leaves no mark of its own: the block after it starts a page.
    """
    kept = [n for n, child in enumerate(children) if not isinstance(child, tree.PageBreak)]
    pieces, new_page, number = [], edge.new_page, edge.number
    for position, child in enumerate(children):
        if isinstance(child, tree.PageBreak):
            new_page = True
            continue
        final = position == kept[-1]
        keep = (edge.keep and final) or tree.introduces(children, position)
        after = edge.after if final else 0
        one = Edge(after, keep, new_page, number, edge.marker, final, edge.plain)
        pieces.append(block(child, place, needs, one))
        new_page, number = False, None
    if not kept and number:
        return _leaf(edge.marker, "", place, edge, Space(edge.after))
    return "".join(pieces)


def block(one: tree.Block, place: BlockContext, needs: Needs, edge: Edge) -> str:
    """Return one block."""
    first = ""
    if edge.number and not isinstance(one, tree.Paragraph | tree.Heading | tree.Quote):
        first = _leaf(edge.marker, "", place, replace(edge, keep=True), Space(0))
        edge = replace(edge, number=None, new_page=False)
    match one:
        case tree.Paragraph():
            return _paragraph(one, place, needs, edge)
        case tree.Heading(level, children):
            style = f"Heading{min(level + place.look.shifted, 6)}"
            after = points(place.look.style.half_space)
            runs = inlines(children, needs)
            return _leaf(style, runs, place, edge, Space(max(after, edge.after), after))
        case tree.ItemList():
            return first + _list(one, place, needs, edge)
        case tree.Quote(children):
            inside = replace(place, left=place.left + 1, right=place.right + QUOTE_STEPS, item="")
            return blocks(children, inside, needs, edge)
        case tree.Table():
            inset = twips(INDENT * place.left)
            em = points(place.look.style.font_size)
            room = TableRoom(
                twips(place.measure), em, place.look.style.families, inset, edge.keep,
                edge.new_page, place.look.style.design.table == "open",
            )  # fmt: skip
            return first + table(one, room, needs)
        case tree.Image():
            return first + _image(one, place, needs, edge)
        case tree.Rule():
            return first + _leaf("HorizontalRule", "", place, edge, Space(0, 0))
        case tree.PageBreak():
            return ""


def _image(one: tree.Image, place: BlockContext, needs: Needs, edge: Edge) -> str:
    """Return an image, and its caption below it."""
    space = Space(place.space, place.space)
    wide, high = size_at_width(one.asset, one.width, place.measure)
    picture = drawing(usable(one.asset), one.alt, (emu(wide), emu(high)), needs)
    if not one.caption:
        return _leaf("Figure", picture, place, edge, space)
    above = replace(edge, keep=True, after=0)
    below = replace(edge, new_page=False, number=None)
    return _leaf("Figure", picture, place, above, Space(0, place.space)) + _leaf(
        "Caption", run(one.caption), place, below, space
    )


def _paragraph(one: tree.Paragraph, place: BlockContext, needs: Needs, edge: Edge) -> str:
    runs = inlines(one.children, needs)
    if not place.item:
        style = "SenderNote" if place.note else "Quote" if place.right else "BodyText"
        own = place.paragraph_space
        return _leaf(style, runs, place, edge, Space(max(own, edge.after), own))
    silent = place.item == "tight" or edge.final
    after = max(0 if silent else place.paragraph_space, edge.after)
    if edge.number:
        return _leaf(edge.marker, runs, place, edge, Space(None if edge.plain else after))
    style = "SenderNote" if place.note else _numbered("ListContinue", place.left)
    return _leaf(style, runs, place, edge, Space(after))


def _leaf(style: str, runs: str, place: BlockContext, edge: Edge, after: Space) -> str:
    """Return a paragraph in its place, `after` in twips beside what its style has."""
    wanted, given = (place.left, place.right), _indents(style, edge.number)
    indent = None if wanted == given else (twips(INDENT * wanted[0]), twips(INDENT * wanted[1]))
    space = None if after.wanted == after.styled else after.wanted
    if style == "BodyText" and edge.keep and indent is None and space is None:
        named = "BodyTextKept" if edge.whole else "BodyTextLast"
        return paragraph(named, runs, ParagraphFormat(new_page=edge.new_page))
    keep = edge.keep and not edge.plain  # an item whose style says it
    return paragraph(style, runs, ParagraphFormat(keep, edge.new_page, edge.number, space, indent))


def _indents(style: str, number: tuple[int, int] | None) -> tuple[int, int]:
    """Return by how many steps a style, or the level of a numbering, sets in."""
    if number:
        return number[1] + 1, 0
    if style == "Quote":
        return 1, QUOTE_STEPS
    if style.startswith("ListContinue"):
        return int(style.removeprefix("ListContinue") or 1), 0
    return 0, 0


def _numbered(style: str, depth: int) -> str:
    """Return "ListBullet", "ListBullet2", ... as built in for depths from 1."""
    return style if depth <= 1 else f"{style}{min(depth, _DEEPEST_STYLE)}"


def _list(one: tree.ItemList, place: BlockContext, needs: Needs, edge: Edge) -> str:
    kind = "tight" if one.tight else "loose"
    level = min(place.left, _DEEPEST_LEVEL)
    number = (needs.list_id(one.start, level), level)
    marker = "SenderNote" if place.note else _numbered(_marker(one.start), place.left + 1)
    inside = replace(place, left=place.left + 1, item=kind)
    silent = place.item and (edge.final or one.tight)
    after = max(0 if silent else place.space, edge.after)
    plain = (
        one.tight and after == place.space and not place.note and not place.left
        and all(len(item) == 1 and isinstance(item[0], tree.Paragraph) for item in one.items)
    )  # fmt: skip
    between = points(place.look.style.half_space) if one.tight else place.space
    count, pieces = len(one.items), []
    for position, item in enumerate(one.items):
        final = position == count - 1
        keep = (edge.keep and (edge.whole or final)) or edge.hold.joins(position, count)
        styled = marker + "Last" * final + "Kept" * keep if plain else marker
        ends = Edge(
            after if final else between, keep, edge.new_page and not position,
            number, styled, plain=plain,
        )  # fmt: skip
        pieces.append(blocks(item, inside, needs, ends))
    return "".join(pieces)


def _marker(start: int | None) -> str:
    return "ListBullet" if start is None else "ListNumber"
