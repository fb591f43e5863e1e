"""Find the spaces that line breaks swallowed between two words, and keep them in the text.

A tagged file has to say with a character where words end (ISO 32000-2, 14.8.2.6.2); the layout
drops blanks at the ends of lines. They are drawn again, invisibly, after the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from .weasyprint_engine import Laid, boxes, page_box

_SPACE = re.compile(r"[ \t\n\r\f]+")


def blanks_due(laid: Laid) -> set[Any]:
    """Return the text boxes of a laid-out letter after which a blank was dropped."""
    drawn: dict[Any, list[Any]] = {}
    for page in laid.pages:
        for element, texts in _blocks(page_box(page)):
            drawn.setdefault(element, []).extend(texts)
    due: set[Any] = set()
    for element, texts in drawn.items():
        due.update(dropped("".join(_element_text(element)), texts))
    return due


def dropped(text: str, drawn: Iterable[Any]) -> Iterator[Any]:
    """Yield those of the text boxes `drawn` after which `text` goes on with a blank."""
    text = _SPACE.sub(" ", text).strip(" ")
    place = 0
    last = None
    for box in drawn:
        if last is not None and text[place : place + 1] == " " and not box.text.startswith(" "):
            place += 1
            yield last
        printed = box.text
        if not text.startswith(printed, place):  # a hyphen that the line break added
            printed = printed.removesuffix(box.style["hyphenate_character"])
            if not text.startswith(printed, place):
                return
        place += len(printed)
        last = box


def _blocks(box: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Yield (element, its text boxes) for each block of lines below `box`."""
    stack = [box]
    while stack:
        box = stack.pop()
        box = getattr(box, "_box", box)
        children = getattr(box, "children", ())
        if children and isinstance(children[0], boxes.LineBox):
            if box.element is not None and box.element_tag != "li::marker":
                yield box.element, [b for b in box.descendants() if isinstance(b, boxes.TextBox)]
        elif not isinstance(box, boxes.MarginBox):
            stack.extend(reversed(children))


def _element_text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag == "br" else ""
        yield from _element_text(child)
        yield child.tail or ""
