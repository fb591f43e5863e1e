"""Define the keys of a theme.toml as a frozen theme, which serves both writers.

Lengths are millimetres, sizes points; what a theme leaves out keeps the default of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from .language_texts import LanguageLines, LanguageText
from .value_rules import VERBATIM, Config, ValueBounds

FOLDER = "letters/themes"
#: The families that the program brings, and Times New Roman, which has the widths of Tinos.
BUNDLED = ("Source Serif 4", "Source Sans 3", "Tinos", "Times New Roman")
Colour = Annotated[str, ValueBounds(pattern=r"^#[0-9a-fA-F]{6}$")]
Length = Annotated[float, ValueBounds(ge=0, le=300)]
Size = Annotated[float, ValueBounds(ge=6, le=24)]
Side = Literal["left", "center", "right"]
#: The pages that an item is printed on.
Pages = Literal["first", "later", "all"]
LetterheadKind = Literal["printed", "preprinted", "none"]
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ThemeColours:
    """Of the words, of what stands out, and of lines: `#rrggbb`."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    ink: Colour = "#000000"
    accent: Colour = "#000000"
    rule: Colour = "#808080"


@dataclass(frozen=True, slots=True)
class ThemeFaces:
    """The files of a family in the theme's folder, TrueType; those left out are the regular one."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    regular: str
    italic: str = ""
    bold: str = ""
    bold_italic: str = ""

    @property
    def files(self) -> tuple[str, str, str, str]:
        """The four files: regular, italic, bold, bold italic."""
        bold, italic = self.bold or self.regular, self.italic or self.regular
        return self.regular, italic, bold, self.bold_italic or self.bold or italic


@dataclass(frozen=True, slots=True)
class ThemeText:
    """`size` of the body and its line pitch (`leading`), both in points.

    `leading` and `paragraph_space` follow the size where they are None; `measure` is how
    many characters a line has on average, 80 where a page has no margins of its own. `align`
    and `hyphenate` set the paragraphs of the body. `family` names the face,
    a bundled one, or with `faces` the theme's own; `fallback` has the characters that it lacks, and
    `embed` says how much of them a DOCX carries.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    size: Size = 10.5
    leading: Annotated[float, ValueBounds(ge=7, le=40)] | None = None
    paragraph_space: Annotated[float, ValueBounds(ge=0, le=40)] | None = None
    measure: Annotated[int, ValueBounds(ge=40, le=140)] | None = None
    align: Literal["left", "justified"] = "left"
    hyphenate: bool = False
    family: str = "Source Serif 4"
    faces: ThemeFaces | None = None
    fallback: Literal["Tinos", "Source Serif 4", "Source Sans 3", ""] = "Tinos"
    embed: Literal["subset", "full", "none"] = "subset"


@dataclass(frozen=True, slots=True)
class ThemeItem:
    """What is printed at one place of the paper: an `image` of the theme's folder, or `lines`.

    `x` and `y` are millimetres from the paper's `side` and `edge` to the item's top left corner;
    with `edge = "bottom"` it is as far from the lower edge on every paper. `size` is points.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    x: Length
    y: Length
    width: Annotated[float, ValueBounds(gt=0, le=300)]
    page: Pages = "first"
    image: str = ""
    image_alt: LanguageText = field(default="", hash=False)
    lines: LanguageLines = field(default=(), hash=False)
    size: Size = 9.5
    colour: Annotated[str, ValueBounds(pattern=r"^(#[0-9a-fA-F]{6})?$")] = ""
    align: Side = "left"
    bold: bool = False
    italic: bool = False
    side: Literal["left", "right"] = "left"
    edge: Literal["top", "bottom"] = "top"


@dataclass(frozen=True, slots=True)
class ThemeLetterhead:
    """`image` is in the theme's folder; without `name` the sender's name is printed.

    `kind` is "preprinted" where the paper has a letterhead already, `room` millimetres high.
    `align` is where the image stands; `items` are printed besides, each at a place of its own.
    `running_head` is what later pages have at their top: "full" (the recipient, the date, the
    page's number), "number" or "none", where items are there instead.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    image: str = ""
    image_alt: LanguageText = field(default="", hash=False)
    image_height: Length = 16.0
    name: LanguageText = field(default="", hash=False)
    tagline: LanguageText = field(default="", hash=False)
    lines: LanguageLines | None = field(default=None, hash=False)
    kind: LetterheadKind = "printed"
    align: Side = "left"
    room: Length = 30.0
    rule: bool = True
    name_size: Annotated[float, ValueBounds(ge=0, le=40)] = 0.0
    running_head: Literal["full", "number", "none"] = "full"
    items: tuple[ThemeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeStationery:
    """Pictures of the whole paper, below the words of first and of later pages: image or PDF."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    first: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class ThemeSignature:
    """`image_height` is that of every signature's picture, in millimetres.

    `transparent` takes the white or grey ground of scans out, so that what is below shows.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    image_height: Length = 14.0
    beside: bool = False
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class ThemeDate:
    """`align` is where the line with the date stands."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True, slots=True)
class ThemeTables:
    """`kind` is "grid", or "open": rules above and below the heading, and below the last row."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    kind: Literal["grid", "open"] = "grid"


@dataclass(frozen=True, slots=True)
class ThemeQuotes:
    """`rule` draws a line at the left of quotations."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    rule: bool = False


@dataclass(frozen=True, slots=True)
class ThemeEnclosures:
    """`small` sets enclosures and copies in the small size, their items beside their labels."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    small: bool = False


@dataclass(frozen=True, slots=True)
class ThemeNote:
    """`place` is where the sender's note stands.

    "end" is below all else, "foot" the foot of the first page, "auto" the end unless the letter
    needs a page less with the note at the foot.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    place: Literal["auto", "end", "foot"] = "auto"


@dataclass(frozen=True, slots=True)
class ThemeSubject:
    """`place` is where the subject line stands, seen from the salutation.

    "above" it is the custom of the European continent, "below" that of the United Kingdom.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    place: Literal["above", "below"] = "above"


@dataclass(frozen=True, slots=True)
class ThemeAddress:
    """`return_line` prints the sender in a small line above the address, within the window."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    return_line: bool = False


@dataclass(frozen=True, slots=True)
class ThemeMarks:
    """Marks at the paper's edge: where it is folded for its envelope, and punched (A4)."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    fold: bool = False
    hole: bool = False


@dataclass(frozen=True, slots=True)
class ThemePage:
    """One paper's measures; `window` is the address block's [left, top, width, height]."""

    __pydantic_config__: ClassVar[Config] = VERBATIM
    margins: tuple[Length, Length, Length, Length] | None = None
    window: tuple[Length, Length, Length, Length] | None = None
    body_top: Length | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A whole theme. `css` is the text of theme.css, for pages only; `folder` holds its images.

    `face_files` are its own faces, where it has any: names and contents.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    colours: ThemeColours = ThemeColours()
    text: ThemeText = ThemeText()
    letterhead: ThemeLetterhead = ThemeLetterhead()
    stationery: ThemeStationery = ThemeStationery()
    signature: ThemeSignature = ThemeSignature()
    date: ThemeDate = ThemeDate()
    tables: ThemeTables = ThemeTables()
    quotes: ThemeQuotes = ThemeQuotes()
    enclosures: ThemeEnclosures = ThemeEnclosures()
    note: ThemeNote = ThemeNote()
    subject: ThemeSubject = ThemeSubject()
    address: ThemeAddress = ThemeAddress()
    marks: ThemeMarks = ThemeMarks()
    page: Mapping[Literal["a4", "letter"], ThemePage] = field(default_factory=dict, hash=False)
    folder: str = ""
    css: str = ""
    face_files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    @property
    def images(self) -> tuple[tuple[str, str], ...]:
        """The keys that name images of the theme's folder, each with the name."""
        named = (
            ("letterhead.image", self.letterhead.image),
            *(("letterhead.items", one.image) for one in self.letterhead.items),
            ("stationery.first", self.stationery.first),
            ("stationery.later", self.stationery.later),
        )
        return tuple((key, name) for key, name in named if name)

    @property
    def css_file(self) -> str:
        """The name of the file that `css` was read from."""
        return f"{self.folder}/theme.css"


def has_rules(css: str) -> bool:
    """Say whether a style sheet holds anything but comments."""
    return bool(_COMMENT.sub("", css).strip())
