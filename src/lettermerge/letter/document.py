"""Define the letter as a tree that knows nothing of files, engines or recipients.

Both writers print this and nothing else, so their words cannot differ. Every node is a frozen
value: equal blocks are equal letters, which is what lets a batch set what varies only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Opening = Literal["subject", "salutation"]

# --- inlines -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as printed; never holds a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A forced new line inside a block."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that the voice would stress: italic."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that the eye should find: bold."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is an absolute http, https or mailto address, checked when the tree is made."""

    children: tuple[Inline, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page; its number, counted by the writers, is printed here."""

    children: tuple[Inline, ...]


Inline = Text | LineBreak | Emphasis | Strong | Link | Footnote
Inlines = tuple[Inline, ...]

# --- blocks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asset:
    """An image of the project: its bytes, so that writers read no file.

    `name` is the path relative to the project folder; `media_type` is image/png, image/jpeg or
    image/svg+xml, of a letterhead's pages application/pdf, too. `raster` stands in for a PDF
    where a writer cannot print one (DOCX).
    """

    name: str
    media_type: str
    content: bytes
    raster: Asset | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, set as one block."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 for a heading that is below no other one, and one more below each.

    Headings that are typed alike, below the same ones, have the same level, and none is skipped.
    """

    level: int
    children: Inlines


@dataclass(frozen=True, slots=True)
class ItemList:
    """`start` is the first number of an ordered list, None for bullets; `tight` as CommonMark."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """What another said, set apart from the letter's own words."""

    children: tuple[Block, ...]


Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Table:
    """One header row and any number of rows; every row has as many cells as `align`."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    align: tuple[Align, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """`width` in millimetres, None for the natural size (96 px an inch), at most the measure.

    `caption` is printed below it, "" for none.
    """

    asset: Asset
    alt: str
    width: float | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page; with `annex` it is printed after the letter's end."""

    annex: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break: a thin line across the measure."""


Block = Paragraph | Heading | ItemList | Quote | Table | Image | PageBreak | Rule

# --- the letter ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An image or lines at a place of the paper, in millimetres from two of its edges.

    `x` is from the paper's `side`, `y` from its `edge`, both to the item's top left corner.
    `page` is "first", "later" or "all"; `size` is in points, `colour` a CSS hex colour.
    """

    page: str
    x: float
    y: float
    width: float
    image: Asset | None = None
    image_alt: str = ""
    lines: tuple[str, ...] = ()
    size: float = 9.5
    colour: str = "#000000"
    align: Align = "left"
    bold: bool = False
    italic: bool = False
    side: Literal["left", "right"] = "left"
    edge: Literal["top", "bottom"] = "top"

    def corner(self, width: float, height: float) -> tuple[float, float]:
        """Return how far it is from the left and the top of a paper of this size."""
        x = width - self.x if self.side == "right" else self.x
        return x, height - self.y if self.edge == "bottom" else self.y


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender at the top of the first page; `lines` are address, e-mail, website.

    `align` is where the image stands. Where `printed` is False only `items` are printed, and
    `room` is left above the date, in millimetres, for what the paper has already. `first` and
    `later` are pictures of whole pages, below everything.
    """

    name: str
    lines: tuple[str, ...] = ()
    tagline: str = ""
    image: Asset | None = None
    image_alt: str = ""
    align: Align = "left"
    printed: bool = True
    room: float = 0.0
    items: tuple[PlacedItem, ...] = ()
    first: Asset | None = None
    later: Asset | None = None

    def items_on(self, *pages: str) -> tuple[PlacedItem, ...]:
        """Return the items whose `page` is one of these."""
        return tuple(one for one in self.items if one.page in pages)

    @property
    def words(self) -> tuple[str, ...]:
        """All words that it prints on any page."""
        return (*self.texts, *(line for one in self.items_on("later") for line in one.lines))

    @property
    def pictures(self) -> tuple[tuple[Asset, str], ...]:
        """The images with their descriptions, but for those of whole pages."""
        own = ((self.image, self.image_alt), *((one.image, one.image_alt) for one in self.items))
        return tuple((image, alt) for image, alt in own if image)

    @property
    def sheets(self) -> tuple[Asset, ...]:
        """The pictures of whole pages."""
        return tuple(one for one in (self.first, self.later) if one)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words that it prints on the first page, in reading order."""
        own = (self.name, self.tagline, *self.lines) if self.printed else ()
        return (*own, *(line for one in self.items_on("first", "all") for line in one.lines))


@dataclass(frozen=True, slots=True)
class Signature:
    """One signatory: image above name, role, organisation ("" where not given).

    `room` is left above the name, as high as an image would be, to sign there by hand: where there
    is no image. `cosigns` says that they sign the finished file, too.
    """

    name: str
    role: str = ""
    organisation: str = ""
    image: Asset | None = None
    image_alt: str = ""
    room: bool = False
    cosigns: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and its items, after the signatures: enclosures, copies."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One letter, from letterhead to sender's note.

    `language` is a BCP 47 tag; `title` and `author` go into the file's properties; `date` is the
    ISO 8601 date that file properties carry. `running_head` is on every page but the first;
    `page_label` is a format string over `page` and `pages` ("Page {page} of {pages}"). Everything
    else is printed in the order of the fields, but for `return_line`, the sender in a line above
    the address, `references`, a line above the subject, and the subject itself, which is below the
    salutation where `subject_below`; and but for the annexes, which are in the `body` and are
    printed last. "" and () mean absent.
    """

    language: str
    title: str
    author: str
    date: str
    running_head: str
    page_label: str
    letterhead: Letterhead
    date_line: str
    address_block: tuple[str, ...]
    subject: str
    salutation: str
    body: tuple[Block, ...]
    close: str
    signatures: tuple[Signature, ...]
    after: tuple[Labelled, ...] = ()
    note: tuple[Block, ...] = ()
    return_line: str = ""
    references: str = ""
    subject_below: bool = False

    @property
    def opening(self) -> tuple[tuple[Opening, str], ...]:
        """The subject and the salutation, in the order in which they are printed."""
        if self.subject_below:
            return ("salutation", self.salutation), ("subject", self.subject)
        return ("subject", self.subject), ("salutation", self.salutation)

    @property
    def main(self) -> tuple[Block, ...]:
        """The body without the annexes: what is above the close."""
        return split_annexes(self.body)[0]

    @property
    def annexes(self) -> tuple[Block, ...]:
        """The annexes, with the page break before them."""
        return split_annexes(self.body)[1]

    @property
    def bare_subject(self) -> str:
        """The subject without its label (`Objet :`), "" for none."""
        return self.title.rpartition(" – ")[0] if self.subject else ""


def split_annexes(body: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return what of a body is above the close, and what is printed at the letter's end."""
    for number, block in enumerate(body):
        if isinstance(block, PageBreak) and block.annex:
            return body[:number], body[number:]
    return body, ()


# --- its words -----------------------------------------------------------------------------


def inline_text(children: Iterable[Inline]) -> str:
    """Return the characters of `children`, a line break as a newline, a footnote between two."""
    return "".join(map(_text_of, children))


def _text_of(child: Inline) -> str:
    match child:
        case Text(text):
            return text
        case LineBreak():
            return "\n"
        case Footnote(children):
            return f"\n{inline_text(children)}\n"
        case _:
            return inline_text(child.children)


def introduces(blocks: Sequence[Block], position: int) -> bool:
    """Tell whether no page may part a block from the next: a list from its paragraph, any rule."""
    below = next(iter(blocks[position + 1 : position + 2]), None)
    return isinstance(below, Rule) or (
        isinstance(blocks[position], Paragraph) and isinstance(below, ItemList)
    )


def block_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the text of each paragraph, heading and cell in reading order, no list markers."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield inline_text(children)
            case ItemList(items):
                for item in items:
                    yield from block_texts(item)
            case Quote(children):
                yield from block_texts(children)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from (inline_text(cell) for cell in row)
            case Image(caption=caption) if caption:
                yield caption
            case Image() | PageBreak() | Rule():
                pass


def text(document: Document) -> str:
    """Return the words of the letter, white space folded: what every writer must print.

    Running heads, page numbers, list markers, numbers of footnotes and alternative texts are not
    part of it.
    """
    parts = [
        *document.letterhead.texts,
        document.date_line,
        document.return_line,
        *document.address_block,
    ]
    parts += [
        document.references,
        *(line for _, line in document.opening),
        *block_texts(document.main),
        document.close,
    ]
    for signature in document.signatures:
        parts += [signature.name, signature.role, signature.organisation]
    for labelled in document.after:
        parts += [labelled.label, *labelled.items]
    parts += [*block_texts(document.note), *block_texts(document.annexes)]
    return " ".join(" ".join(parts).split())
