"""Record the content of laid-out pages: graphics, and runs of text that know their element.

WeasyPrint draws; this listens. Each run is by itself (it sets its own colour and font), so a
run of another letter can take its place without touching what is around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .drawing import Canvas, Drawing
from .weasyprint_engine import boxes, page_box

#: PDF points in a CSS pixel.
SCALE = 0.75


#: Operators that mean the same wherever on the page they stand; a path, say, does not.
_MOVABLE = frozenset(b"BT ET Tm Tf TJ Tj Ts gs rg cs scn".split())


@dataclass(frozen=True, slots=True)
class Piece:
    """One text box (or image) as drawn: operators before and after its position, and the position.

    `x` and `y` are as printed, in CSS pixels from the top left; "" for what is not a line of text.
    """

    box: Any
    before: bytes
    x: bytes
    y: bytes
    after: bytes

    @property
    def drawn(self) -> bytes:
        if not self.x:
            return self.before
        return self.before + position(self.x, self.y) + self.after


def position(x: bytes, y: bytes) -> bytes:
    """Return the operator that places a line of text on a page whose y axis points down."""
    return b"1 0 0 -1 %b %b Tm\n" % (x, y)


@dataclass(slots=True)
class TextRun:
    """Pieces of one element that follow each other on a page: one marked-content sequence.

    `owner` is the element's structure key, or the name of what is no part of the letter: a margin
    box, a table header that is repeated on a later page; `mcid` counts the runs of the
    page that have a key.
    """

    owner: Any
    mcid: int
    pieces: list[Piece] = field(default_factory=list)


Content = list[bytes | TextRun]  # encoded graphics and runs, in the order of drawn_page


@dataclass(slots=True)
class Form:
    """A group that is drawn as a whole, as what is partly transparent: a form XObject.

    Its runs are marked in a stream of its own, so `mcid` counts from 0 in it.
    """

    stream: Any
    content: Content


@dataclass(slots=True)
class DrawnPage:
    """The content of one page, and the groups with text or images that are drawn in it."""

    width: float
    height: float
    content: Content
    forms: list[Form] = field(default_factory=list)

    @property
    def streams(self) -> list[Content]:
        """The page's own content, then those of its groups."""
        return [self.content, *(form.content for form in self.forms)]


def draw_page(page: Any, canvas: Canvas, owner_of: Any) -> DrawnPage:
    """Draw one laid-out page. `owner_of` gives the structure key of a box.

    Raises:
        ForeignFontError: text is set in a font that is not of the letter.
    """
    stream = canvas.stream(page.width, page.height)
    stream.transform(d=-1, f=page.height * SCALE)
    page.paint(stream, SCALE)
    margins = _margins(page_box(page)) | _repeated_headers(page_box(page), canvas)

    def find_owner(box: Any) -> Any:
        return margins.get(box) or owner_of(box)

    forms = [Form(group, _content(group, find_owner)) for group in stream.groups if group.marks]
    return DrawnPage(page.width, page.height, _content(stream, find_owner), forms)


def _content(stream: Drawing, find_owner: Any) -> Content:
    """Return what was drawn on one stream, cut into runs."""
    content: Content = []
    done = count = 0
    for start, end, box in stream.marks:
        if start > done:
            content.append(_joined(stream.stream[done:start]))
        owner = find_owner(box)
        last = content[-1] if content else None
        if not isinstance(last, TextRun) or last.owner != owner:
            last = TextRun(owner, count)
            count += not isinstance(owner, str)
            content.append(last)
        last.pieces.append(piece(box, stream.stream[start:end]))
        done = end
    if done < len(stream.stream):
        content.append(_joined(stream.stream[done:]))
    return content


def _margins(root: Any) -> dict[Any, str]:
    """Return the boxes inside the page's margin boxes, by the name of their margin box."""
    return {
        box: margin.at_keyword
        for margin in root.children
        if isinstance(margin, boxes.MarginBox)
        for box in margin.descendants()
    }


def _repeated_headers(root: Any, canvas: Canvas) -> dict[Any, str]:
    """Return the boxes of table headers that an earlier page has as well."""
    found: dict[Any, str] = {}
    for group in root.descendants():
        if not isinstance(group, boxes.TableRowGroupBox) or not group.is_header:
            continue
        if group.element in canvas.headers:
            found |= dict.fromkeys(group.descendants(), "repeated header")
        canvas.headers.add(group.element)
    return found


def piece(box: Any, tokens: list[Any]) -> Piece:
    """Return what a box drew, cut at its position if it is a single line of text."""
    encoded = [_encoded(token) for token in tokens]
    places = [i for i, token in enumerate(encoded) if token.endswith(b" Tm")]
    movable = all(token.rsplit(b" ", 1)[-1] in _MOVABLE for token in encoded)
    if movable and len(places) == 1 and encoded[places[0]].startswith(b"1 0 0 -1 "):
        place = places[0]
        *_, x, y, _ = encoded[place].split(b" ")
        return Piece(box, _joined(encoded[:place]), x, y, _joined(encoded[place + 1 :]))
    return Piece(box, _joined(encoded), b"", b"", b"")


def _joined(tokens: list[Any]) -> bytes:
    return b"".join(_encoded(token) + b"\n" for token in tokens)


@cache
def _encoded_str(token: str) -> bytes:
    return token.encode("ascii")


def _encoded(token: Any) -> bytes:
    if isinstance(token, bytes):
        return token
    if isinstance(token, str):
        return _encoded_str(token)
    return bytes(token.data)
