"""Draw what is printed beside letters: marks of the settings, and pages that separate letters."""

from __future__ import annotations

from collections.abc import Iterable

from ..config.dispatch_settings import PrintMark
from ..diagnostics import number_of
from ..layout.glyph_outlines import draw_text, text_width
from ..layout.page_style import PAPERS
from ..layout.spacing import POINT
from .print_plan import Separator

_MARGIN = 25.0  # mm
_SIZES = (24.0, 12.0)  # points, of a separator's heading and of what follows
_LEADING = 1.5


def draw_marks(marks: Iterable[PrintMark], sheet: int, sheets: int, height: float) -> bytes:
    """Return the operators of the marks on a sheet (from 0) of a letter with so many sheets.

    `height` is that of the page in points; "" where the sheet has no mark.
    """
    return b"\n".join(_mark(one, height) for one in marks if _is_on(one, sheet, sheets))


def _is_on(mark: PrintMark, sheet: int, sheets: int) -> bool:
    is_last = sheet == sheets - 1
    return {
        "each": True,
        "first": sheet == 0,
        "later": sheet > 0,
        "last": is_last,
        "not-last": not is_last,
    }[mark.on]


def _mark(mark: PrintMark, height: float) -> bytes:
    x, y = mark.x / POINT, height - mark.y / POINT
    red, green, blue = (int(mark.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    colour = f"{red:.4g} {green:.4g} {blue:.4g}"
    if mark.word:
        return f"q {colour} rg\n".encode() + draw_text(mark.word, (x, y), mark.size) + b"\nQ"
    length = mark.length / POINT
    to = (x, y - length) if mark.vertical else (x + length, y)
    width = mark.thickness / POINT
    return f"q {colour} RG {width:.4f} w {x:.4f} {y:.4f} m {to[0]:.4f} {to[1]:.4f} l S Q".encode()


def draw_separator(separator: Separator, paper: str) -> bytes:
    """Return the operators of a page that names the letters behind it; long lines are broken."""
    page = PAPERS[paper]
    width = (page.width - 2 * _MARGIN) / POINT
    x, y = _MARGIN / POINT, (page.height - 2 * _MARGIN) / POINT
    counts = f"{number_of(separator.letters, 'letter')}, {number_of(separator.sheets, 'sheet')}"
    people = (f"First: {separator.first}", f"Last: {separator.last}")
    texts = ((separator.heading, _SIZES[0]), *((one, _SIZES[1]) for one in (counts, *people)))
    drawn: list[bytes] = []
    for text, size in texts:
        for line in _broken(text, size, width, bold=size == _SIZES[0]):
            y -= size * _LEADING
            if y < _MARGIN / POINT:
                return b"\n".join(drawn)
            drawn.append(draw_text(line, (x, y), size, bold=size == _SIZES[0]))
        y -= size * _LEADING / 2
    return b"\n".join(drawn)


def _broken(text: str, size: float, width: float, *, bold: bool) -> Iterable[str]:
    """Yield a text in lines of at most `width` points; what has no space is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size, bold) <= width:
            line = longer
            continue
        if line:
            yield line
        line = ""
        for char in word:
            if line and text_width(line + char, size, bold) > width:
                yield line
                line = ""
            line += char
    if line:
        yield line
