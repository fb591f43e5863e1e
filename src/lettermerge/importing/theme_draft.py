"""Make a theme of a letter's letterhead: headers, footers, text boxes, pictures, paper, face.

Each line and picture becomes an item at its place on the paper, in millimetres; what is in the
lower half is measured from the foot, what is at the right from the right edge, so that both
papers have it at their edges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..layout.fonts import FAMILIES
from ..layout.spacing import RUNNING_TOP
from ..layout.text_measurement import count_lines
from .font_substitution import nearest_family
from .letterhead_flow import (
    LEADING,
    LetterheadFlow,
    Placed,
    PlacedPicture,
    PlacedText,
)
from .page_numbers import is_page_number, without_page_number
from .source_letter import (
    FieldCode,
    Omission,
    Picture,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    Story,
    TextBox,
    paragraphs,
)

_POINT = 25.4 / 72
_NEAR = 0.6  # millimetres between lines that follow one another
_LOWEST_HEAD = 48.0  # millimetres: below it the date and the window have no room any more
_MOST_LINES = 120
_EDGE = 2.0  # millimetres of the paper that a line needs at the least
_LOW = 0.55  # of the paper's height: what begins below belongs to its foot
_FIRST_BLOCKS = 60  # of the body: what is farther down is no letterhead
_NEAR_NUMBER = 8.0  # millimetres between a running head and where numbers are printed
_NUMBERED = "the page prints its number itself"


@dataclass(frozen=True, slots=True)
class ThemeItemDraft:
    """One item of a letterhead: `lines`, or the picture `image` of the source.

    `x` and `y` are from the paper's left and top; `right` and `low` say that the theme measures
    them from the other edge. `typed` are lines of the body. `rows` is how many lines are printed,
    with those that break.
    """

    x: float
    y: float
    width: float
    page: str = "first"
    lines: tuple[str, ...] = ()
    image: str = ""
    image_alt: str = ""
    size: float = 9.5
    colour: str = ""
    align: str = "left"
    bold: bool = False
    italic: bool = False
    height: float = 0.0
    right: bool = False
    low: bool = False
    typed: bool = False
    rows: int = 1

    def goes_on_in(self, other: ThemeItemDraft) -> bool:
        """Say whether another item is the next line of this one, of the same look."""
        same = replace(other, y=self.y, lines=self.lines, rows=self.rows) == self
        return same and not self.image and abs(other.y - self.bottom) < _NEAR

    @property
    def bottom(self) -> float:
        """Where the item ends, in millimetres from the paper's upper edge."""
        return self.y + (self.height or self.rows * self.size * LEADING * _POINT)


@dataclass(slots=True)
class ThemeDraft:
    """A theme to be written: its items and settings, and what it could not take up.

    `own_head` says that the letter's later pages have a header of their own, `numbered` that one
    of its stories has page numbers; `beside` that signatures are side by side. `fallback` has the
    characters that the family lacks, "" for the usual face.
    """

    face: str = ""
    family: str = "Source Serif 4"
    fallback: str = ""
    size: float = 0.0
    paper: tuple[float, float] = (210.0, 297.0)
    margins: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    beside: bool = False
    date_align: str = ""
    own_head: bool = False
    numbered: bool = False
    items: list[ThemeItemDraft] = field(default_factory=list)
    framed: list[Omission] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    fields: list[tuple[FieldCode, str]] = field(default_factory=list)


def draft_theme(
    letter: SourceLetter, placed: Sequence[Picture | TextBox], typed: Collection[str] = ()
) -> ThemeDraft:
    """Return the theme of a letter.

    `placed` are pictures and text boxes above its body, `typed` the places of paragraphs there
    that are the sender's lines.
    """
    page = letter.page
    draft = ThemeDraft(page.face, nearest_family(page.face))
    draft.size = min(max(page.size, 9), 12.5) if page.size else 0.0
    draft.paper = (page.width or 210.0, page.height or 297.0)
    draft.margins = page.margins
    layout = _Layout(letter, draft)
    has_first = any(story.kind.startswith("first-page") for story in letter.stories)
    layout.body(letter.body[:_FIRST_BLOCKS], placed, typed)
    for story in letter.stories:
        if story.kind.startswith("even"):
            layout.omit(story.blocks, "letters have the same head on all later pages")
            continue
        pages = "first" if story.kind.startswith("first") else "later" if has_first else "all"
        layout.story(story, pages)
    if draft.numbered:
        draft.items = _level_with_number(draft.items)
    return draft


def _contents(box: TextBox) -> Iterator[SourceParagraph | Picture]:
    for paragraph in paragraphs(box.blocks):
        yield paragraph
        yield from (piece for piece in paragraph.pieces if isinstance(piece, Picture))


def _level_with_number(items: Sequence[ThemeItemDraft]) -> list[ThemeItemDraft]:
    """Move the head of later pages so that its first line is level with the number of the page.

    The program prints that at one height, wherever the letter had it; a head that is far from
    there stays.
    """
    heads = [one for one in items if one.page != "first" and not one.low]
    down = RUNNING_TOP - min((one.y for one in heads), default=RUNNING_TOP)
    if any(one.page == "all" for one in heads) or abs(down) >= _NEAR_NUMBER:
        return list(items)
    return [replace(one, y=round(one.y + down, 1)) if one in heads else one for one in items]


class _Layout:
    """Places a letterhead's lines and pictures on the paper."""

    def __init__(self, letter: SourceLetter, draft: ThemeDraft) -> None:
        top, right, bottom, left = letter.page.margins
        self.letter = letter
        self.draft = draft
        self.lines = 0
        self._typed = False
        self.flow = LetterheadFlow(
            *draft.paper, (top or 25.0, right or 25.0, bottom or 25.0, left or 25.0)
        )

    def story(self, story: Story, pages: str) -> None:
        """Place a header or a footer."""
        page = self.letter.page
        if story.kind.endswith("footer"):
            found = self.flow.foot(story.blocks, self.flow.height - (page.footer or 12.5))
        else:
            found, _ = self.flow.story(story.blocks, page.header or 12.5)
        before = len(self.draft.items)
        for one in found:
            self._place(one, pages)
        shown = len(self.draft.items) > before
        if pages != "first" and story.kind.endswith("header"):
            self.draft.own_head = self.draft.own_head or shown

    def body(
        self, blocks: Sequence[SourceBlock], placed: Sequence[Picture | TextBox],
        typed: Collection[str],
    ) -> None:  # fmt: skip
        """Place what is above the body, on the first page: pictures, boxes, the sender's lines."""
        if not placed and not typed:
            return
        found, _ = self.flow.story(blocks, self.flow.margins[0])
        wanted = set(map(id, placed))
        boxes = [one for one in placed if isinstance(one, TextBox)]
        inside = {id(one): id(box) for box in boxes for one in _contents(box)}
        seen: set[int] = set()
        before = len(self.draft.items)
        for one in found:
            owner = id(one.picture if isinstance(one, PlacedPicture) else one.paragraph)
            owner = inside.get(owner, owner)
            seen.add(owner)
            typed_line = isinstance(one, PlacedText) and one.paragraph.place in typed
            if owner in wanted or typed_line:
                self._typed = typed_line
                self._place(one, "first")
        self._typed = False
        self._tighten(before)
        for left in placed:  # far down in the body
            if id(left) in seen:
                continue
            box = self.flow.placed_box(left.box, self.flow.margins[0])
            if isinstance(left, Picture):
                where = PlacedPicture(left, box.left, box.top, box.width, box.height)
                self._picture(where, "first")
            else:
                for one in self.flow.boxed(left, box):
                    self._place(one, "first")

    def _tighten(self, start: int) -> None:
        """Close the gaps between lines of a head that would push the address out of its window."""
        items = self.draft.items[start:]
        if max((one.bottom for one in items if one.typed), default=0.0) < _LOWEST_HEAD:
            return
        moved: list[ThemeItemDraft] = []
        for one in items:
            last = moved[-1] if moved else None
            if last and last.typed and one.typed and one.y > last.bottom:
                one = replace(one, y=round(last.bottom, 1))  # noqa: PLW2901
            if last and last.goes_on_in(one):
                rows = last.rows + one.rows
                moved[-1] = replace(last, lines=(*last.lines, *one.lines), rows=rows)
            else:
                moved.append(one)
        self.draft.items[start:] = moved

    def omit(self, blocks: Sequence[SourceBlock], reason: str) -> None:
        """Report the words of a story that a theme does not take up."""
        for one in paragraphs(tuple(blocks)):
            if one.text.strip():
                self.draft.omissions.append(Omission(one.place, one.text.strip(), reason))
            self.draft.fields += [(p, one.place) for p in one.pieces if isinstance(p, FieldCode)]

    def _place(self, one: Placed, pages: str) -> None:
        if isinstance(one, PlacedPicture):
            self._picture(one, pages)
        else:
            self._text(one, pages)

    def _text(self, one: PlacedText, pages: str) -> None:
        fields = [piece for piece in one.pieces if isinstance(piece, FieldCode)]
        self.draft.fields += [(piece, one.paragraph.place) for piece in fields]
        words = " ".join(
            "".join(p.text for p in one.pieces if not isinstance(p, FieldCode)).split()
        )
        if fields and all(map(is_page_number, fields)):
            self.draft.numbered = True
            words, gone = without_page_number(one.pieces)
            self.draft.framed.append(
                Omission(one.paragraph.place, gone or "page number", _NUMBERED)
            )
        elif fields:
            reason = "a letterhead is the same in all letters: it holds no field"
            codes = " ".join(f"«{piece.text}»" for piece in fields)
            self.draft.omissions.append(
                Omission(one.paragraph.place, f"{words} {codes}".strip(), reason)
            )
            return
        if words and (reason := self._unfit(one)):
            self.draft.omissions.append(Omission(one.paragraph.place, words, reason))
        elif words:
            self._lines(words, one, pages)

    def _unfit(self, one: PlacedText) -> str:
        """Say why a line cannot be on the paper, "" where it can."""
        self.lines += 1
        if self.lines > _MOST_LINES:
            return f"a letterhead has at most {_MOST_LINES} lines"
        beyond = one.x > self.flow.width - _EDGE or one.y > self.flow.height - _EDGE
        return "it is beyond the edge of the paper" if beyond else ""

    def _lines(self, words: str, one: PlacedText, pages: str) -> None:
        look, size = one.look, min(max(one.look.size, 6), 24)
        width = round(min(max(one.width, 20), 300), 1)
        families = (FAMILIES[self.draft.family],)
        item = ThemeItemDraft(
            x=round(max(one.x, 0), 1),
            y=round(max(one.y, 0), 1),
            width=width,
            page=pages,
            lines=(words,),
            size=size,
            colour=look.colour if look.colour != "#000000" else "",
            align=one.align if one.align in ("center", "right") else "left",
            bold=look.bold,
            italic=look.italic,
            right=one.align == "right",
            low=one.y > self.flow.height * _LOW,
            typed=self._typed,
            rows=count_lines(words, width, size, families, bold=look.bold),
        )
        last = self.draft.items[-1] if self.draft.items else None
        if last is not None and last.goes_on_in(item):  # so that a long line moves the next ones
            self.draft.items[-1] = replace(
                last, lines=(*last.lines, words), rows=last.rows + item.rows
            )
        else:
            self.draft.items.append(item)

    def _picture(self, one: PlacedPicture, pages: str) -> None:
        picture = one.picture
        name = picture.name.rpartition("/")[2]
        if picture.name not in self.letter.images:
            reason = "letters print PNG, JPEG and SVG: save it as one of these, into the theme"
            self.draft.omissions.append(
                Omission(one.place or "letterhead", f"image {name}", reason)
            )
            return
        centre = one.x + one.width / 2
        self.draft.items.append(
            ThemeItemDraft(
                x=round(one.x, 1), y=round(one.y, 1), width=round(max(one.width, 5), 1),
                page=pages, image=picture.name, image_alt=picture.description, height=one.height,
                right=centre > self.flow.width * 0.6, low=one.y > self.flow.height * _LOW,
            )
        )  # fmt: skip
