"""Find what is doubtful on the pages of one letter's finished PDF.

What `check --rendered` says of each letter and the preview page draws; nothing here is HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Severity, Where
from ..layout.page_style import Box, PageStyle
from ..layout.window_envelope import WindowEnvelope
from ..letter.document import Asset, Block, Document, Image, ItemList, Quote
from .address_window import check_window, find_address
from .part_matching import PlacedWords, PrintedPart, place
from .pdf_text import PrintedImage, PrintedWords, Sheet, read_pdf_text
from .window_advice import SLACK

#: What laser printers leave blank along each edge, in millimetres: 1/6 inch (PCL's printable area,
#: https://freshmanuals.com/brother/hl-4040cn/be275c66f0a0f19d8ad9db6e8a294475_page52, 4.2.2).
UNPRINTABLE = 25.4 / 6
#: Dots an inch below which a picture looks coarse on paper: half the 300 of good printing.
FEWEST_DOTS = 150
#: What may be lost when pixels are counted, a hundredth of a dot: not worth a word.
_DOTS_SLACK = 0.01
#: Characters of a word that may be longer than a line, which holds about 80.
LONGEST_WORD = 60

#: What ends a letter, in the order in which it is looked for on a page, and how it is named.
_ALONE = {
    PrintedPart.CLOSE: "the close is",
    PrintedPart.SIGNATURE: "a signature is",
    PrintedPart.AFTER: "a list of enclosures or copies is",
    PrintedPart.NOTE: "the sender's note is",
}
_AFTER_BODY = frozenset(_ALONE)
#: Fewer lines of the text than these, above a close or below a page's top, look lost.
FEWEST_LINES = 3


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found on the pages of one letter; boxes are millimetres from page 1's top left.

    `address` is where the ink of the address is (None: there is none on page 1), `window` what
    the envelope's window shows of the sheet wherever it slides (None: no envelope), `printable`
    what a printer can print.
    """

    diagnostics: tuple[Diagnostic, ...]
    pages: int
    address: Box | None
    window: Box | None
    printable: Box


def inspect_pages(
    document: Document, style: PageStyle, pdf: bytes, envelope: WindowEnvelope | None
) -> Inspection:
    """Look at the finished `pdf` of a letter. Not for several threads: PDFium is not."""
    return inspect_sheets(document, style, read_pdf_text(pdf), envelope)


def inspect_sheets(
    document: Document, style: PageStyle, sheets: Sequence[Sheet], envelope: WindowEnvelope | None
) -> Inspection:
    """Look at the pages of a letter, read already."""
    if envelope is not None and style.paper.name not in envelope.folds:
        envelope = None
    placed = place(document, sheets)
    address = find_address(placed)
    found: list[Diagnostic] = []
    if envelope is not None:
        found += check_window(document, placed, style, envelope)
    found += _left_alone(placed)
    found += _unprintable(sheets)
    found += _coarse(document, sheets)
    return Inspection(
        tuple(found),
        len(sheets),
        address,
        envelope.always_shown(style.paper) if envelope is not None else None,
        printable(sheets[0]),
    )


def printable(sheet: Sheet) -> Box:
    """Return the part of a page that a laser printer can print."""
    edge = UNPRINTABLE
    return Box(edge, edge, sheet.width - 2 * edge, sheet.height - 2 * edge)


# --- the end of the letter -------------------------------------------------------------------


def _left_alone(placed: Sequence[PlacedWords]) -> Iterator[Diagnostic]:
    """Yield each page that has what ends a letter, and no word of the text that it ends."""
    for page in sorted({one.page for one in placed if one.part in _AFTER_BODY}):
        parts = {one.part for one in placed if one.page == page}
        if any(part not in _AFTER_BODY for part in parts):
            if page > 1:
                yield from _few_lines(placed, page, parts)
            continue
        what = next(words for part, words in _ALONE.items() if part in parts)
        yield Diagnostic(
            "page.ending-alone",
            f"{what} alone on page {page}, without a line of the body",
            Where(),
            "shorten or lengthen the text by a few lines, or take a \\newpage out",
            Severity.WARNING,
        )


def _few_lines(
    placed: Sequence[PlacedWords], page: int, parts: set[PrintedPart | None]
) -> Iterator[Diagnostic]:
    """Yield a page that has the close and one or two lines of the text."""
    if PrintedPart.CLOSE not in parts and PrintedPart.SIGNATURE not in parts:
        return
    lines = {
        round(one.words.box.bottom)
        for one in placed
        if one.page == page and one.part is PrintedPart.BODY
    }
    if 0 < len(lines) < FEWEST_LINES:
        counted = "one line" if len(lines) == 1 else f"{len(lines)} lines"
        yield Diagnostic(
            "page.ending-alone",
            f"the close has only {counted} of the body above it on page {page}",
            Where(),
            "shorten or lengthen the text by a few lines, or take a \\newpage out",
            Severity.WARNING,
        )


# --- the edges of the page -------------------------------------------------------------------


def _unprintable(sheets: Sequence[Sheet]) -> Iterator[Diagnostic]:
    """Yield, for each page, the words that stand furthest outside the printable area."""
    for number, sheet in enumerate(sheets, start=1):
        area = printable(sheet)
        over, words = max(
            ((_excess(one.box, area), one) for one in (*sheet.words, *sheet.foot, *sheet.marks)),
            key=lambda pair: pair[0],
            default=(0.0, PrintedWords("", area)),
        )
        if over <= SLACK:
            continue
        text = " ".join(words.text.split())
        yield Diagnostic(
            "page.unprintable",
            f"`{text[:60]}` is {over:.1f} mm outside what printers print, on page {number}",
            Where(),
            _remedy(text),
            Severity.WARNING,
        )


def _remedy(text: str) -> str:
    if len(max(text.split(), key=len, default="")) > LONGEST_WORD:
        return "the word is too long for a line: break it up with spaces, or write it shorter"
    return f"keep {UNPRINTABLE:.1f} mm from each edge: see the theme's page margins and window"


def _excess(box: Box, area: Box) -> float:
    """Return how far `box` stands out of `area`, at most 0 if it does not."""
    return max(
        area.left - box.left, box.right - area.right, area.top - box.top, box.bottom - area.bottom
    )


# --- pictures --------------------------------------------------------------------------------


def _coarse(document: Document, sheets: Sequence[Sheet]) -> Iterator[Diagnostic]:
    """Yield each picture with too few dots for the size at which it is printed."""
    names = dict(_picture_names(document))
    for number, sheet in enumerate(sheets, start=1):
        for picture in sheet.pictures:
            if picture.dots >= FEWEST_DOTS - _DOTS_SLACK:
                continue
            columns, rows = _needed(picture)
            name = names.get(" ".join(picture.alt.split()), f"a picture on page {number}")
            yield Diagnostic(
                "page.coarse-image",
                f"{name} is printed at {picture.dots:.0f} dots an inch "
                f"({picture.box.width:.0f} x {picture.box.height:.0f} mm), which looks coarse",
                Where(),
                f"use one of at least {columns} x {rows} pixels, or print it smaller",
                Severity.WARNING,
            )


def _needed(picture: PrintedImage) -> tuple[int, int]:
    sides = (picture.box.width, picture.box.height)
    columns, rows = (int(side / 25.4 * FEWEST_DOTS + 0.999) for side in sides)
    return columns, rows


def _picture_names(document: Document) -> Iterator[tuple[str, str]]:
    """Yield (alternative text, file) of each picture of a letter."""
    pairs: list[tuple[str, Asset | None]] = [
        (document.letterhead.image_alt, document.letterhead.image),
        *((one.image_alt, one.image) for one in document.signatures),
        *((one.alt, one.asset) for one in _images((*document.body, *document.note))),
    ]
    for alt, asset in pairs:
        if asset is not None:
            yield " ".join(alt.split()), asset.name


def _images(blocks: Sequence[Block]) -> Iterator[Image]:
    for block in blocks:
        match block:
            case Image():
                yield block
            case ItemList(items):
                for item in items:
                    yield from _images(item)
            case Quote(children):
                yield from _images(children)
            case _:
                pass
