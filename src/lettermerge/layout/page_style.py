"""Make a page's style from a theme and a paper: margins, address window, sizes, spaces, colours.

Both writers, the address measure and the page checks read it. Lengths are millimetres, from the
top left of the page; font sizes, leading and spaces between paragraphs are points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from math import floor
from typing import Literal

from ..config.theme import Theme, ThemePage
from ..errors import SettingsError
from .font_tables import unfit_reason
from .fonts import FAMILIES, SOURCE_SERIF, TINOS, Face, FontFamily
from .letter_design import PLAIN, RETURN_LEADING, Design
from .shaping import average_width
from .spacing import POINT, RUNNING_GAP, RUNNING_TOP


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, in millimetres: A4 by ISO 216, US Letter by ANSI/ASME Y14.1 (8.5 x 11 in)."""

    name: str
    width: float
    height: float


A4 = Paper("a4", 210.0, 297.0)
LETTER = Paper("letter", 215.9, 279.4)
#: Countries where letters are written on US Letter (CLDR, paperSize: US-Letter), ISO 3166-1.
_ON_LETTER = frozenset(
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"]
)
PAPERS = {paper.name: paper for paper in (A4, LETTER)}


def paper_of(country: str) -> str:
    """Return the name of the paper that a country's letters are written on (ISO 3166-1)."""
    return LETTER.name if country in _ON_LETTER else A4.name


@dataclass(frozen=True, slots=True)
class Margins:
    """From the edges of the page to its text, in millimetres."""

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

    @property
    def right(self) -> float:
        """The right edge, from the left of the page."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge, from the top of the page."""
        return self.top + self.height


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
    `font_size` and `leading` set the body; `address_leading` is the least line pitch of the
    address, which has the body's where the window holds it so. `letterhead_image` and
    `signature_image` are heights. `family` is the face, `fallback` what has the characters
    that it lacks; `embed` tells how much of them a DOCX carries. `css` is the theme's own style
    sheet, for pages only. `proof` is printed at the top of every page of a letter that is not for
    mailing. `justified` and `hyphenated` are the paragraphs of the body. `clear_edges` tells that
    nothing may be printed in the margins.
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
    family: FontFamily = SOURCE_SERIF
    fallback: FontFamily | None = TINOS
    embed: Literal["subset", "full", "none"] = "subset"
    justified: bool = False
    hyphenated: bool = False
    css: str = ""
    proof: str = ""
    clear_edges: bool = False
    design: Design = PLAIN

    def __hash__(self) -> int:
        own = (self.paper.name, self.font_size, self.leading, self.paragraph_space)
        return hash((*own, self.family, self.css))  # asked for with every block: quick

    @property
    def name_size(self) -> float:
        """The font size of the sender's name."""
        return self.design.name_size or self.large_size

    @property
    def name_leading(self) -> float:
        """The line pitch of the sender's name."""
        size = self.design.name_size
        return max(self.leading, round(size * 1.15, 1)) if size else self.leading

    @property
    def families(self) -> tuple[FontFamily, ...]:
        """The face and what stands in for characters that it lacks."""
        second = self.fallback
        lone = second is None or second.faces == self.family.faces
        return (self.family,) if lone or second is None else (self.family, second)

    @property
    def embeds(self) -> bool:
        """Tell whether a DOCX carries its faces; one that the reader has is not lent to it."""
        return self.embed != "none" and not self.family.lent

    @property
    def measure(self) -> float:
        """The width of the text area, in millimetres."""
        return self.paper.width - self.margins.left - self.margins.right

    @property
    def running_top(self) -> float:
        """From the paper's edge to the running head of later pages, in millimetres."""
        return min(RUNNING_TOP, self.margins.top)

    @property
    def later_top(self) -> float:
        """From the paper's edge to the text of later pages, below their running head."""
        if not self.design.running:
            return self.margins.top
        head = RUNNING_TOP + self.small_leading * POINT + RUNNING_GAP
        return max(self.margins.top, round(head, 1))

    @property
    def subject_size(self) -> float:
        """The font size of the subject line, above that of all headings."""
        return self.font_size + 1.5

    @property
    def subject_leading(self) -> float:
        """The line pitch of the subject line."""
        return self.leading + 1.5

    @property
    def subject_space(self) -> float:
        """The space below the subject line, in points."""
        return round(self.paragraph_space * 1.5, 1)

    @property
    def large_size(self) -> float:
        """The font size of the sender's name and of headings of the first level."""
        return self.font_size + 1

    @property
    def small_size(self) -> float:
        """The font size of the letterhead's details, the running head and the sender's note."""
        return self.font_size - 1.5

    @property
    def small_leading(self) -> float:
        """The line pitch of `small_size`."""
        return self.leading - 2

    @property
    def half_space(self) -> float:
        """The space below a heading and an item, and around the words of the sender's note."""
        return self.paragraph_space / 2

    @property
    def window_drop(self) -> float:
        """How far the address window lies below the top of the text area, in millimetres."""
        return max(self.window.top - self.margins.top, 0)

    @property
    def address_pitch(self) -> float:
        """The least line pitch of the address, in millimetres."""
        return self.address_leading * POINT

    def leading_of_address(self, lines: int) -> float:
        """Return the line pitch of an address of so many lines, in points.

        That of the body where the window holds the lines so, else what it has for each.
        """
        room = (self.window.height - self.return_height) / POINT / max(lines, 1)
        widest = max(self.leading, self.address_leading)
        return min(widest, max(floor(room * 10 + 1e-6) / 10, self.address_leading))

    @property
    def address_lines(self) -> int:
        """How many address lines the window holds."""
        return int((self.window.height - self.return_height) / self.address_pitch + 1e-6)

    @property
    def return_height(self) -> float:
        """What the sender takes above the address, in millimetres."""
        return self.design.return_lines * RETURN_LEADING * POINT

    @property
    def address_gap(self) -> float:
        """The least space between the address and the body, in points."""
        return self.leading / 2

    @property
    def address_room(self) -> float:
        """From the top of the address to the body, unless the address is longer."""
        return max(self.body_top - self.window.top, 0)

    def room_for_address(self, lines: int) -> float:
        """Return what an address of so many lines takes, to the body, in millimetres."""
        pitch = self.leading_of_address(lines) * POINT
        needed = lines * pitch + self.address_gap * POINT if lines else 0
        needed += self.return_height
        return max(self.address_room, needed)


#: How many characters the lines of a paragraph have on average: books have 60 to 75, letters more.
MEASURE = 80
#: What a line has room for, against what it holds where words are not divided.
_ROOM = 1.075
#: Margins, address window and body's top by paper, where a theme does not say otherwise. The
#: window is inside what the usual envelope shows wherever the sheet slides, for six lines on A4
#: (UK and EU DL, the sheet folded 105 mm from its top) and five on US Letter (#10, folded 3 7/8 in
#: from its top); the body starts below what such a window shows in any place. A test of the
#: page checks measures it.
_DEFAULTS: dict[str, tuple[Margins, Box, float]] = {
    "a4": (Margins(20.0, 25.0, 22.0, 25.0), Box(25.0, 59.2, 75.0, 27.8), 95.0),
    "letter": (Margins(19.05, 25.4, 20.0, 25.4), Box(25.4, 63.6, 85.7, 22.1), 92.0),
}


def page_style(theme: Theme, paper: str) -> PageStyle:
    """Return the style of a theme on a paper ("a4" or "letter").

    A line holds as many characters as the theme says: the right margin makes up for the rest.
    Leading is 1.25 and paragraph space 0.6 of the size where the theme gives none.

    Raises:
        SettingsError: a face of the theme is no TrueType font that may be embedded.
    """
    page, text = theme.page.get(paper, ThemePage()), theme.text  # type: ignore[call-overload]
    margins, window, body_top = _DEFAULTS[paper]
    family = _family(theme)
    if page.margins:
        margins = Margins(*page.margins)
    if text.measure or not page.margins:
        line = average_width(family.face()) * (text.measure or MEASURE) * _ROOM * text.size * POINT
        right = max(margins.right, PAPERS[paper].width - margins.left - line)
        margins = replace(margins, right=round(right, 1))
    return PageStyle(
        paper=PAPERS[paper],
        margins=margins,
        window=Box(*page.window) if page.window else window,
        body_top=page.body_top if page.body_top is not None else body_top,
        font_size=text.size,
        leading=text.leading or round(text.size * 1.25, 1),
        paragraph_space=round(text.size * 0.6, 1)
        if text.paragraph_space is None
        else text.paragraph_space,
        letterhead_image=theme.letterhead.image_height,
        signature_image=theme.signature.image_height,
        colours=Colours(theme.colours.ink, theme.colours.accent, theme.colours.rule),
        family=family,
        fallback=FAMILIES[text.fallback] if text.fallback else None,
        embed=text.embed,
        justified=text.align == "justified",
        hyphenated=text.hyphenate,
        css=theme.css,
        design=Design(
            head_rule=theme.letterhead.rule,
            running=theme.letterhead.running_head != "none",
            name_size=theme.letterhead.name_size,
            date_align=theme.date.align,
            table=theme.tables.kind,
            quote_rule=theme.quotes.rule,
            beside=theme.signature.beside,
            small_lists=theme.enclosures.small,
            return_lines=int(theme.address.return_line),
            note=theme.note.place,
        ),
    )


def _family(theme: Theme) -> FontFamily:
    """Return the family that a theme names: a bundled one, or its own files."""
    if not theme.face_files:
        return FAMILIES[theme.text.family]
    regular, italic, bold, bold_italic = (
        Face(weight, style, name, sha256(content).hexdigest(), content)
        for (weight, style), (name, content) in zip(_FOUR, theme.face_files, strict=True)
    )
    for face in (regular, italic, bold, bold_italic):
        if reason := unfit_reason(face):
            raise SettingsError(
                f"{theme.folder}/{face.file}: {reason}",
                hint="use static TrueType files (.ttf) that may be embedded",
            )
    return FontFamily(theme.text.family, (regular, italic, bold, bold_italic))


_FOUR: tuple[tuple[Literal["normal", "bold"], Literal["normal", "italic"]], ...] = (
    ("normal", "normal"), ("normal", "italic"), ("bold", "normal"), ("bold", "italic"),
)  # fmt: skip
