"""Read words and pictures of a finished PDF, and where they are on each page (PDFium).

Everything is measured in the file itself, in millimetres from the top left of its page. What is
text of the letter, and in which order it is read, the file's structure tree says (ISO 32000-2,
14.7); running heads, page numbers and list markers are kept apart from it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from ..layout.page_style import Box

_MM = 25.4 / 72  # a point, in millimetres
_USUAL = 2048  # UTF-16 units of one text object, at most: a line has a few hundred

#: a, b, c, d, e, f of a transformation (ISO 32000-2, 8.3.3).
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class PrintedWords:
    """What one text object prints, and the box around the ink of its glyphs (not their em)."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """A raster image as printed: `pixels` are columns and rows, `alt` is its description."""

    box: Box
    pixels: tuple[int, int]
    alt: str

    @property
    def dots(self) -> float:
        """Its dots an inch at this size, along the side where they are fewer."""
        columns, rows = self.pixels
        return min(columns / self.box.width, rows / self.box.height) * 25.4


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `words` are the letter's in reading order, `marks` are beside it.

    `foot` are words of the letter that are read after those of all pages: the sender's note, where
    it is at the foot of the first page.
    """

    width: float
    height: float
    words: tuple[PrintedWords, ...]
    marks: tuple[PrintedWords, ...]
    pictures: tuple[PrintedImage, ...]
    foot: tuple[PrintedWords, ...] = ()


def read_pdf_text(pdf: bytes) -> tuple[Sheet, ...]:
    """Return the pages of `pdf`, which is tagged. Not for several threads: PDFium is not."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_sheet(document[number]) for number in range(len(document)))
    finally:
        document.close()


def in_order(sheets: Sequence[Sheet]) -> Iterator[tuple[int, PrintedWords]]:
    """Yield the words of a letter in reading order, each with its page, from 1."""
    numbered = tuple(enumerate(sheets, start=1))
    for number, sheet in numbered:
        yield from ((number, words) for words in sheet.words)
    for number, sheet in numbered:
        yield from ((number, words) for words in sheet.foot)


def count_pages(pdf: bytes) -> int:
    """Return the number of pages of any PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all `boxes`, of which there is at least one."""
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _sheet(page: Any) -> Sheet:
    width, height = page.get_size()
    read = _reading_order(page)
    words: dict[int, list[PrintedWords]] = {}
    pictures = []
    text_page = page.get_textpage()
    buffer = (ctypes.c_ushort * _USUAL)()
    for shape in page.get_objects(max_depth=1):
        content = _content_id(shape)
        if shape.type == _raw().FPDF_PAGEOBJ_TEXT:
            if (text := _text(shape, text_page, buffer)).strip():
                words.setdefault(content, []).append(PrintedWords(text, _box(shape, height)))
        else:
            alt = read.get(content, _Element("", "")).alt
            pictures += [
                PrintedImage(box, pixels, alt)
                for matrix, pixels in _images(shape)
                if (box := _placed(matrix, height)).width and box.height
            ]
    text_page.close()
    page.close()
    order = [one for one, element in read.items() if element.kind != "Lbl" and one in words]
    at_foot = [one for one in order if read[one].at_foot]
    foot = tuple(one for content in at_foot for one in words.pop(content))
    return Sheet(
        width * _MM,
        height * _MM,
        tuple(one for content in order if content in words for one in words.pop(content)),
        tuple(one for others in words.values() for one in others),
        tuple(pictures),
        foot,
    )


def _raw() -> Any:
    import pypdfium2.raw

    return pypdfium2.raw


def _content_id(shape: Any) -> int:
    found: int = _raw().FPDFPageObj_GetMarkedContentID(shape)
    return found


def _text(shape: Any, text_page: Any, buffer: Any) -> str:
    """Return the text of a text object; `buffer` is lent, so that not each has to make one."""
    room = ctypes.sizeof(buffer)
    size = _raw().FPDFTextObj_GetText(shape, text_page, buffer, room)
    if size > room:
        return _text(shape, text_page, (ctypes.c_ushort * size)())
    return ctypes.string_at(buffer, max(size - 2, 0)).decode("utf-16-le", "replace")  # less a NUL


def _box(shape: Any, height: float) -> Box:
    left, bottom, right, top = shape.get_bounds()
    return Box(left * _MM, (height - top) * _MM, (right - left) * _MM, (top - bottom) * _MM)


# --- pictures ------------------------------------------------------------------------------


def _images(shape: Any) -> Iterator[tuple[Matrix, tuple[int, int]]]:
    """Yield the raster images of a page object, drawings that hold some included."""
    raw = _raw()
    if shape.type == raw.FPDF_PAGEOBJ_IMAGE:
        yield shape.get_matrix().get(), shape.get_px_size()
    elif shape.type == raw.FPDF_PAGEOBJ_FORM:
        own = shape.get_matrix().get()
        for inner in shape.page.get_objects(form=shape, max_depth=1):
            for matrix, pixels in _images(inner):
                yield _times(matrix, own), pixels


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a*p + b*r, a*q + b*s, c*p + d*r, c*q + d*s, e*p + f*r + t, e*q + f*s + u)  # fmt: skip


def _placed(matrix: Matrix, height: float) -> Box:
    """Return where an image stands: the unit square under `matrix`, its sides kept if turned."""
    a, b, c, d, e, f = matrix
    left, top = e + min(a, 0) + min(c, 0), f + max(b, 0) + max(d, 0)
    return Box(left * _MM, (height - top) * _MM, hypot(a, b) * _MM, hypot(c, d) * _MM)


# --- structure -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Element:
    """What a piece of marked content belongs to: its structure type, its alternative text.

    `at_foot` tells that it is part of the sender's note at a page's foot, which is a section.
    """

    kind: str
    alt: str
    at_foot: bool = False


def _reading_order(page: Any) -> dict[int, _Element]:
    """Return the marked content of a page by its number, in the order of the structure tree."""
    raw = _raw()
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    found: dict[int, _Element] = {}
    for number in range(raw.FPDF_StructTree_CountChildren(tree)):
        _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, number), found)
    raw.FPDF_StructTree_Close(tree)
    return found


def _walk(element: Any, found: dict[int, _Element], *, at_foot: bool = False) -> None:
    raw = _raw()
    kind = _string(raw.FPDF_StructElement_GetType, element)
    at_foot = at_foot or kind == "Sect"
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, number)
        if child:
            _walk(child, found, at_foot=at_foot)
            continue
        content = raw.FPDF_StructElement_GetChildMarkedContentID(element, number)
        if content >= 0:  # what belongs to another page has none here
            alt = _string(raw.FPDF_StructElement_GetAltText, element) if kind == "Figure" else ""
            found[content] = _Element(kind, alt, at_foot)


def _string(ask: Any, element: Any) -> str:
    size = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")
