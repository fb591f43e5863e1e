"""Define a letter from elsewhere as it was read: paragraphs, tables, fields, pictures, notes.

Every kind of file is read into these values; nothing in them is escaped or mapped yet. Lengths
are millimetres, sizes points, colours `#rrggbb`; "" and 0 mean that the file does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class CharacterStyle:
    """How words look: what becomes markup, and what only a letterhead keeps."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0
    colour: str = ""
    face: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    r"""Words of one look; `link` is where they lead. A line break is "\\n", a tab "\\t".

    `tab` is where a tab leads without a tab stop: the "left", "center" or "right" of the measure.
    """

    text: str
    look: CharacterStyle = CharacterStyle()
    link: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class FieldCode:
    """A field's instruction as typed, other fields in it included; never its shown result."""

    parts: tuple[str | FieldCode, ...]
    look: CharacterStyle = CharacterStyle()
    link: str = ""

    @property
    def text(self) -> str:
        """The instruction on one line, fields inside it in braces."""
        return " ".join(
            "".join(p if isinstance(p, str) else f"{{{p.text}}}" for p in self.parts).split()
        )


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """Where something was placed: its left upper corner and its size.

    `across` and `down` say what that is measured from: "page", "margin", "paragraph"; or, for
    `across`, "left", "center" or "right" between the margins. `outer` is the width of the drawing
    that it is a part of, by which that is aligned.
    """

    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0
    across: str = "margin"
    down: str = "paragraph"
    outer: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: its part in the package or file beside the letter, and its description."""

    name: str
    description: str = ""
    box: PlacedBox = PlacedBox()
    floating: bool = False


@dataclass(frozen=True, slots=True)
class TextBox:
    """Paragraphs in a frame of their own, placed on the page.

    `inset` is what is left between the frame and its words, at the left and the top.
    """

    blocks: tuple[SourceBlock, ...]
    box: PlacedBox
    number: int = 0
    inset: tuple[float, float] = (2.54, 1.27)


@dataclass(frozen=True, slots=True)
class PageEnd:
    """A page break inside a paragraph."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The mark of a footnote or endnote, by its number in the letter."""

    number: int


@dataclass(frozen=True, slots=True)
class TemplateCode:
    """Code of a template that is carried over as it is: `{% endif %}`."""

    text: str


Piece = Run | FieldCode | Picture | TextBox | PageEnd | NoteMark | TemplateCode


@dataclass(frozen=True, slots=True)
class ListMark:
    """The place of a paragraph in a list: which list, how deep, numbered from where.

    `format` and `pattern` are Word's: "lowerLetter" and "(%1)" are (a), (b). `above` are the
    formats and first numbers of the levels above. With `restarts` the first item of the list
    `number_id` begins anew, whatever list its numbers are shared with. `indent` is that of its
    lines, by which an item of one list is inside one of another.
    """

    list_id: str
    level: int
    ordered: bool
    start: int = 1
    format: str = "decimal"
    pattern: str = "%1."
    above: tuple[tuple[str, int], ...] = ()
    number_id: str = ""
    restarts: bool = False
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class TabStop:
    """A place that a tab leads to, in millimetres from the margin: "left", "center", "right"."""

    place: float
    kind: str = "left"


@dataclass(frozen=True, slots=True)
class ParagraphLayout:
    """Where a paragraph's lines are, in millimetres; `lines` is their pitch in single lines.

    `exact` is their pitch where that is given. `size` (points) and `face` are those of a line
    without words. `left`, `right` and `first` are indents.
    """

    align: str = ""
    before: float = 0.0
    after: float = 0.0
    lines: float = 1.0
    exact: float = 0.0
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    tabs: tuple[TabStop, ...] = ()
    size: float = 0.0
    face: str = ""


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """One paragraph; `place` says where a person finds it: "body paragraph 7".

    `ends_section` tells that what follows is on a new page with a layout of its own, `quoted`
    that it is another's words, by its style.
    """

    pieces: tuple[Piece, ...]
    place: str
    style: str = ""
    heading: int = 0
    item: ListMark | None = None
    align: str = ""
    indent: float = 0.0
    page_before: bool = False
    ruled: bool = False
    layout: ParagraphLayout = ParagraphLayout()
    ends_section: bool = False
    quoted: bool = False

    @property
    def text(self) -> str:
        """Its words, fields in guillemets."""
        return "".join(_text_of(piece) for piece in self.pieces)

    @property
    def typed(self) -> str:
        """Its words alone, without its fields."""
        return "".join(piece.text if isinstance(piece, Run) else " " for piece in self.pieces)

    @property
    def blank(self) -> bool:
        """Whether it shows nothing."""
        return not self.text.strip() and not any(
            isinstance(piece, Picture | TextBox | PageEnd | NoteMark | TemplateCode)
            for piece in self.pieces
        )

    def with_pieces(self, pieces: tuple[Piece, ...]) -> SourceParagraph:
        """Return the same paragraph with other pieces."""
        return replace(self, pieces=pieces)


def _text_of(piece: Piece) -> str:
    match piece:
        case Run():
            return piece.text
        case FieldCode():
            return f"«{piece.text}»"
        case _:
            return ""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The widths of a table's columns, its indent and its rows' least heights, in millimetres.

    `align` is where the table is; `position` its left and top on the paper where it floats.
    `sides` says of each cell where its content is ("top", "center", "bottom"); `merged` holds
    cells (row, column) that go on in the rows below.
    """

    columns: tuple[float, ...] = ()
    align: str = ""
    indent: float = 0.0
    position: tuple[float, float] | None = None
    heights: tuple[float, ...] = ()
    sides: tuple[tuple[str, ...], ...] = ()
    merged: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table: rows of cells of blocks; `bordered` where its lines are drawn.

    A cell without any block is one that the cell before it spans.
    """

    rows: tuple[tuple[tuple[SourceBlock, ...], ...], ...]
    place: str
    bordered: bool = True
    layout: TableLayout = TableLayout()


SourceBlock = SourceParagraph | SourceTable


@dataclass(frozen=True, slots=True)
class Story:
    """A text of its own beside the body: `kind` is "first-page header", "footer", ..."""

    kind: str
    blocks: tuple[SourceBlock, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """The paper in millimetres, its margins (top, right, bottom, left), and the usual face.

    `header` and `footer` are how far these are from the paper's upper and lower edge.
    """

    width: float = 0.0
    height: float = 0.0
    margins: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    header: float = 0.0
    footer: float = 0.0
    face: str = ""
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Omission:
    """Words that are not carried over: where they were, and why."""

    place: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceLetter:
    """A letter as it was read. `images` holds the bytes of its pictures by name.

    `plain` is a text without looks or letterhead; `markdown` one whose
    words are markup already, after `front`, its front matter.
    """

    file: str
    body: tuple[SourceBlock, ...]
    stories: tuple[Story, ...] = ()
    notes: tuple[tuple[SourceBlock, ...], ...] = ()
    page: SourcePage = SourcePage()
    images: dict[str, bytes] = field(default_factory=dict)
    omissions: tuple[Omission, ...] = ()
    plain: bool = False
    markdown: bool = False
    front: str = ""


def paragraphs(blocks: tuple[SourceBlock, ...]) -> Iterator[SourceParagraph]:
    """Yield every paragraph, those of tables and text boxes included, in reading order."""
    for block in blocks:
        if isinstance(block, SourceTable):
            for row in block.rows:
                for cell in row:
                    yield from paragraphs(cell)
            continue
        yield block
        for piece in block.pieces:
            if isinstance(piece, TextBox):
                yield from paragraphs(piece.blocks)
