"""Place paragraphs that older Word files place in frames, and those that revisions have joined.

`w:framePr` (ECMA-376 part 1, 17.3.1.11) is in each paragraph of a frame; neighbours of one frame
have the same. Lengths there are twentieths of a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .source_letter import PlacedBox, SourceBlock, SourceParagraph, TextBox
from .word_lengths import millimetres
from .word_styles import W, WordStyles, value

_USUAL_WIDTH = 80.0  # millimetres, of a frame as wide as its words
_ENVELOPE = "envelope"
_JOINED = tuple(f"{W}rPr/{W}{name}" for name in ("del", "moveFrom"))


def arranged(
    blocks: Iterable[tuple[SourceBlock, Any]], styles: WordStyles, next_number: Callable[[], int]
) -> Iterator[SourceBlock]:
    """Yield blocks, each with its properties, with those of a frame as one text box.

    A paragraph whose mark is deleted, and a drop capital, go on in the paragraph after them.
    """
    carried: list[SourceParagraph] = []
    framed: list[SourceParagraph] = []
    frame: Any = None
    for block, properties in blocks:
        paragraph = block if isinstance(block, SourceParagraph) else None
        own = None if paragraph is None else _frame_of(styles, properties)
        if framed and (own is None or own.attrib != frame.attrib):
            yield _text_box(framed, frame, next_number())
            framed = []
        if paragraph is None:
            yield from _as_one(carried)
            yield block
            carried = []
            continue
        if _is_drop_capital(own) or _is_joined(properties):
            carried.append(paragraph)
            continue
        (paragraph,) = _as_one([*carried, paragraph])
        carried = []
        if own is not None:
            framed.append(paragraph)
            frame = own
        else:
            yield paragraph
    if framed:
        yield _text_box(framed, frame, next_number())
    yield from _as_one(carried)


def _as_one(joined: list[SourceParagraph]) -> list[SourceParagraph]:
    """Return paragraphs as one, with the layout of the last; none where there are none."""
    if len(joined) < 2:
        return joined
    return [joined[-1].with_pieces(tuple(piece for one in joined for piece in one.pieces))]


def _is_joined(properties: Any) -> bool:
    """Say whether a revision has deleted a paragraph's mark (17.13.5.15)."""
    return properties is not None and any(properties.find(one) is not None for one in _JOINED)


def _frame_of(styles: WordStyles, properties: Any) -> Any:
    """Return the frame that a paragraph is in, None where it is in the text.

    The styles of envelopes have frames, too: these are told by the style.
    """
    style = value(properties, "pStyle")
    if styles.name(style).lower().startswith(_ENVELOPE):
        return None
    for holder in styles.paragraph_properties(style, properties):
        frame = None if holder is None else holder.find(W + "framePr")
        if frame is not None:
            return frame
    return None


def _is_drop_capital(frame: Any) -> bool:
    return frame is not None and frame.get(W + "dropCap", "none") != "none"


def _text_box(framed: list[SourceParagraph], frame: Any, number: int) -> SourceParagraph:
    box = TextBox(tuple(framed), _box_of(frame), number, (0.0, 0.0))
    return SourceParagraph((box,), framed[0].place)


def _box_of(frame: Any) -> PlacedBox:
    align = str(frame.get(W + "xAlign", ""))
    side = {"inside": "left", "outside": "right"}.get(align, align)
    across = "page" if frame.get(W + "hAnchor") == "page" else "margin"
    down = str(frame.get(W + "vAnchor", ""))
    return PlacedBox(
        left=0.0 if side else _length(frame, "x"),
        top=_length(frame, "y"),
        width=_length(frame, "w") or _USUAL_WIDTH,
        height=_length(frame, "h"),
        across=side if side in ("left", "center", "right") else across,
        down=down if down in ("page", "margin") else "paragraph",
    )


def _length(frame: Any, name: str) -> float:
    return millimetres(str(frame.get(W + name, "")))
