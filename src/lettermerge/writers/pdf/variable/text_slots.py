"""Set the text slots of a laid-out letter again with other words: line breaking only.

A slot is trusted once it has set the letter's own words exactly as the full layout did; one that
cannot (a theme may do anything to it) stays fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ...font_subset_classes import classes_of
from ...lru_cache import Bounded
from ..content_recorder import Piece, TextRun, piece
from ..drawing import Canvas
from ..dropped_spaces import dropped
from ..structure_tree import ElementKey
from ..weasyprint_engine import Dimension, Laid, boxes, draw_inline_level, iter_line_boxes, page_box
from .glyph_line import Pattern, learn
from .static_and_variable import Value

#: The margin box that holds the running head.
HEAD = "@top-left"
#: The sides of a box, as properties name them.
SIDES = ("top", "right", "bottom", "left")
#: Elements that are slots, in document order; those inside the letterhead or a table are not.
_FIXED = {"letterhead", "sheet"}
_TAGS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A slot's words as set: a piece for each text box, and what decides about pages.

    `shape` is (height in px, number of pieces) of each line. `fonts` are the resource names used;
    `plain` is False if a glyph is needed that no character of theirs asks for.
    """

    pieces: tuple[Piece, ...]
    shape: tuple[tuple[float, int], ...]
    fonts: frozenset[str]
    plain: bool


@dataclass(slots=True)
class Slot:
    """A block of text in a laid-out letter, with what is needed to set it again."""

    block: Any
    line: Any
    owner: ElementKey | str
    laid: Laid
    settings: Bounded[Value, Setting | None] = field(default_factory=lambda: Bounded(128))
    pattern: Pattern | None = None
    line_setting: Any = None

    @property
    def own(self) -> tuple[str, ...]:
        """The words that the slot holds already."""
        return tuple(_texts(self.line))

    def set(self, value: tuple[str, ...]) -> Setting | None:
        """Return `value` set in this slot; None where its boxes do not fit the words."""
        if value not in self.settings:
            self.settings[value] = self._set_known_line(value) or self._set_and_learn(value)
        return self.settings.get(value)  # which keeps it longer

    def _set_known_line(self, value: tuple[str, ...]) -> Setting | None:
        """Return a single line of known characters as set, without the engine."""
        if self.pattern is None or len(value) != 1:
            return None
        drawn = self.pattern.draw(value[0])
        return None if drawn is None else replace(self.line_setting, pieces=(drawn,))

    def _set_and_learn(self, value: tuple[str, ...]) -> Setting | None:
        """Set `value`, and take note of how its characters are drawn."""
        setting = self._set(value)
        if setting is not None and setting.plain and len(value) == len(setting.shape) == 1:
            box = next(_text_boxes([self.line]))
            pattern = learn(value[0], setting.pieces, box.style, self.block.width)
            if pattern is not None:
                self.pattern, self.line_setting = pattern, setting
        return setting

    def _set(self, value: tuple[str, ...]) -> Setting | None:
        texts = iter(value)
        line = _refilled(self.line, texts)
        if line is None or next(texts, None) is not None:
            return None
        canvas = Canvas(classes_of("".join(value)))
        stream = canvas.stream(0, 0)
        shape = []
        count = 0
        lines = self._break(line)
        canvas.blanks = set(dropped("".join(_all_texts(line)), _text_boxes(lines)))
        for laid in lines:
            draw_inline_level(stream, None, laid)
            shape.append((round(laid.height, 4), len(stream.marks) - count))
            count = len(stream.marks)
        pieces = tuple(piece(box, stream.stream[start:end]) for start, end, box in stream.marks)
        drawn = sum(end - start for start, end, _ in stream.marks)
        if drawn != len(stream.stream) or not all(p.x for p in pieces):
            return None
        special = canvas.special_glyphs()
        return Setting(
            tuple(Piece(None, p.before, p.x, b"", p.after) for p in pieces),
            tuple(shape),
            frozenset(canvas.used),
            not special,
        )

    def _break(self, line: Any) -> list[Any]:
        """Return the lines that `line` breaks into in this block."""
        context = self.laid.context
        context.create_block_formatting_context()
        top = self.block.content_box_y()
        try:
            lines = [
                laid
                for laid, _ in iter_line_boxes(
                    context, line, top, 0, None, self.block, [], [], None, None
                )
            ]
        finally:
            context.finish_block_formatting_context()
        for laid in lines:
            for box in (laid, *laid.descendants()):
                box.background = None  # one that has a background is not to be trusted
        return lines


def _text_boxes(lines: list[Any]) -> Iterator[Any]:
    for line in lines:
        for box in line.descendants():
            if isinstance(box, boxes.TextBox):
                yield box


def _all_texts(box: Any) -> Iterator[str]:
    """Yield the texts of an inline box tree, forced line breaks among them."""
    return (child.text for child in box.descendants() if isinstance(child, boxes.TextBox))


def _texts(box: Any) -> Iterator[str]:
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text != "\n":
                yield child.text
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child)


def _refilled(box: Any, texts: Iterator[str]) -> Any:
    """Return a copy of an inline box tree with other texts, None if there are too few."""
    children = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text == "\n":
                children.append(child)
                continue
            text = next(texts, None)
            if text is None:
                return None
            children.append(child.copy_with_text(text))
        elif isinstance(child, boxes.InlineBox):
            inner = _refilled(child, texts)
            if inner is None:
                return None
            children.append(inner)
        else:
            return None
    return box.copy_with_children(children)


def find_slots(laid: Laid) -> list[Slot | None]:
    """Return the slots of a laid-out letter in reading order, but for the running head.

    None stands for a block that cannot be set again.
    """
    owners = slot_owners(laid)
    if has_floats(laid.boxes):
        return [None] * len(owners)  # lines beside a float are shorter than their block
    before = _plain_blocks(laid.boxes)
    after: dict[Any, Any] = {}
    for page in laid.pages:
        for element, box in _plain_blocks(page_box(page)).items():
            after.setdefault(element, box)
    slots: list[Slot | None] = []
    for owner in owners:
        line = _only_line(before.get(owner.element))
        block = after.get(owner.element)
        fit = line is not None and block is not None
        slots.append(Slot(block, line, owner, laid) if fit else None)
    return slots


def has_floats(root: Any) -> bool:
    """Return whether anything in a letter floats, footnotes included."""
    return any(box.style["float"] != "none" for box in root.descendants())


def slot_owners(laid: Laid) -> list[ElementKey]:
    """Return the places in the structure of a letter's slots, in reading order."""
    return [ElementKey(e, "LBody" if e.tag == "li" else "") for e in _elements(laid.root)]


def _only_line(block: Any) -> Any:
    """Return what a block held before layout, if it is text as typed and nothing else.

    What is drawn around words within a line is as wide as they are, so none of it may be there.
    """
    if block is None or len(block.children) != 1:
        return None
    line = block.children[0]
    if not isinstance(line, boxes.LineBox):
        return None
    styles = [box.style for box in line.descendants() if isinstance(box, boxes.TextBox)]
    typed = all(
        style["text_transform"] == "none" and style["white_space"] in ("normal", "pre-line")
        for style in styles
    )
    inner = [box.style for box in line.descendants() if isinstance(box, boxes.InlineBox)]
    return line if typed and all(map(_is_bare, inner)) else None


def _is_bare(style: Any) -> bool:
    """Return whether words in an inline box are all that is drawn of it, where they stand."""
    return (
        style["background_color"].alpha == 0
        and all(kind == "none" for kind, _ in style["background_image"])
        and all(style[f"border_{side}_style"] in ("none", "hidden") for side in SIDES)
        and style["outline_style"] in ("none", "hidden")
        and style["mask_border_source"][0] == "none"
        and not style["box_shadow"]
        and style["position"] == "static"
        and style["float"] == "none"
        and style["opacity"] == 1
        and not style["transform"]
    )


def _elements(root: Any) -> Iterator[Any]:
    for child in root:
        if child.tag == "table" or _FIXED & set(child.get("class", "").split()):
            continue
        if child.tag in _TAGS or (child.tag == "li" and root.get("class") == "plain"):
            yield child
        else:
            yield from _elements(child)


def _plain_blocks(box: Any) -> dict[Any, Any]:
    """Return the first block of lines of each element below `box`, as far as it is plain.

    A block is plain if no words of its own decide how wide it is, or what is around it: it and
    all that it is in are blocks in the normal flow.
    """
    found: dict[Any, Any] = {}
    stack = list(reversed(box.children))
    while stack:
        box = stack.pop()
        if not is_plain(box):
            continue
        if _holds_lines(box):
            found.setdefault(box.element, box)
        else:
            stack.extend(reversed(box.children))
    return found


def is_plain(box: Any) -> bool:
    """Return whether a box is a block in the normal flow, as wide as what it is in."""
    style = box.style
    return (
        type(box) is boxes.BlockBox
        and box.element is not None
        and style["float"] == "none"
        and style["position"] == "static"
        and (style["width"] == "auto" or isinstance(style["width"], Dimension))
        and style["column_count"] == style["column_width"] == "auto"
        and style["text_overflow"] == "clip"
        and style["block_ellipsis"] == "none"
    )


def _holds_lines(box: Any) -> bool:
    return (
        isinstance(box, boxes.BlockContainerBox)
        and len(box.children) > 0
        and isinstance(box.children[0], boxes.LineBox)
    )


def running_head(laid: Laid) -> Slot | None:
    """Return the running head of the first page that has one."""
    for page in laid.pages:
        for box in page_box(page).children:
            if isinstance(box, boxes.MarginBox) and box.at_keyword == HEAD and box.children:
                line = box.children[0]
                if not isinstance(line, boxes.LineBox):
                    return None
                texts = [child for child in line.children if isinstance(child, boxes.TextBox)]
                return Slot(box, line.copy_with_children(texts[:1]), HEAD, laid)
    return None


def runs_of(
    content: list[bytes | TextRun], owner: ElementKey | str | None
) -> Iterator[tuple[int, TextRun]]:
    """Yield the runs of an element in a page's content, with their places."""
    for index, item in enumerate(content):
        if isinstance(item, TextRun) and item.owner == owner:
            yield index, item
