"""How pages look, for both writers: paper, margins, address window, sizes, colours.

Made from a theme (theme.toml) and a paper size; writers see this and a Document, nothing else.
Lengths are millimetres from the top left of the page, font sizes and leading are points.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, in millimetres: A4 by ISO 216, US Letter by ANSI/ASME Y14.1 (8.5 x 11 in)."""

    name: str
    width: float
    height: float


A4 = Paper("a4", 210.0, 297.0)
LETTER = Paper("letter", 215.9, 279.4)
PAPERS = {paper.name: paper for paper in (A4, LETTER)}


@dataclass(frozen=True, slots=True)
class Margins:
    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page: its top left corner and its size."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Colours:
    """CSS hex colours without alpha: `ink` for text, `accent` for letterhead and headings."""

    ink: str = "#000000"
    accent: str = "#000000"
    rule: str = "#808080"


@dataclass(frozen=True, slots=True)
class PageStyle:
    """Everything a writer needs beside the words.

    `window` is the box of the address block, placed so that the envelope's window shows it;
    `body_top` is where the first line after it (the subject line) may start at the earliest.
    `font_size` and `leading` set the body; `address_leading` the address lines. `letterhead_image`
    and `signature_image` are heights. `font_family` is the name a DOCX asks for; pages use the
    bundled face of the same metrics. `css` is the theme's own style sheet, for pages only.
    """

    paper: Paper
    margins: Margins
    window: Box
    body_top: float
    font_size: float = 11.0
    leading: float = 14.0
    paragraph_space: float = 7.0
    address_leading: float = 12.0
    letterhead_image: float = 16.0
    signature_image: float = 14.0
    colours: Colours = Colours()
    font_family: str = "Times New Roman"
    css: str = ""

    @property
    def measure(self) -> float:
        """The width of the text area, in millimetres."""
        return self.paper.width - self.margins.left - self.margins.right

    @property
    def address_lines(self) -> int:
        """How many address lines the window holds."""
        return int(self.window.height / (self.address_leading * 25.4 / 72) + 1e-6)
