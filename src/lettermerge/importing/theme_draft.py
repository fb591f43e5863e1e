"""Make a theme of a letter's letterhead: headers, footers, text boxes, pictures, paper, face.

Each line and picture becomes an item at its place on the paper, in millimetres from the top left
corner; a header's lines follow one another from where Word begins the header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .field_syntax import split_code
from .source import (
    CharacterStyle,
    FieldCode,
    Omission,
    Picture,
    PlacedBox,
    Run,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    SourceTable,
    Story,
    TextBox,
)

PITCH = 1.22  # of a line, in its size
USUAL_SIZE = 10.0  # points, where the letter does not say
_LOWEST = 270.0  # millimetres: a foot that US Letter has room for, too
_NEAR = 0.6  # millimetres between lines that follow one another
_MM = 25.4 / 72  # a point
#: Families by the bundled one that is nearest; all others are taken for faces with serifs.
_SANS = (
    "arial", "helvetica", "calibri", "carlito", "verdana", "tahoma", "segoe", "open sans", "lato",
    "roboto", "source sans", "gill sans", "trebuchet", "century gothic", "franklin", "candara",
    "corbel", "aptos", "myriad", "frutiger", "univers", "futura", "noto sans", "liberation sans",
    "dejavu sans", "montserrat", "avenir", "sans",
)  # fmt: skip
_TIMES = ("times", "tinos", "liberation serif", "nimbus roman", "thorndale")


@dataclass(frozen=True, slots=True)
class ThemeItemDraft:
    """One item of a letterhead: `lines`, or the picture `image` of the source."""

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
    height: float = 0.0

    def goes_on_in(self, other: ThemeItemDraft) -> bool:
        """Say whether another item is the next line of this one, of the same look."""
        same = replace(other, y=self.y, lines=self.lines) == self
        return same and not self.image and abs(other.y - self.bottom) < _NEAR

    @property
    def bottom(self) -> float:
        """Where the item ends, in millimetres from the paper's upper edge."""
        return self.y + (self.height or len(self.lines) * self.size * PITCH * _MM)


@dataclass(slots=True)
class ThemeDraft:
    """A theme to be written: its items and settings, and what it could not take up."""

    face: str = ""
    family: str = "Source Serif 4"
    size: float = 0.0
    paper: str = "a4"
    margins: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    items: list[ThemeItemDraft] = field(default_factory=list)
    framed: list[Omission] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    fields: list[tuple[FieldCode, str]] = field(default_factory=list)


def draft_theme(letter: SourceLetter, placed: Sequence[Picture | TextBox]) -> ThemeDraft:
    """Return the theme of a letter; `placed` are pictures and text boxes above its body."""
    page = letter.page
    draft = ThemeDraft(page.face, nearest_family(page.face), min(max(page.size, 9), 12.5))
    draft.size = draft.size if page.size else 0.0
    draft.paper = "letter" if 212 < page.width < 222 else "a4"
    draft.margins = page.margins
    layout = _Layout(letter, draft)
    has_first = any(story.kind.startswith("first-page") for story in letter.stories)
    for story in letter.stories:
        if story.kind.startswith("even"):
            layout.omit(story.blocks, "letters have the same head on all later pages")
            continue
        pages = "first" if story.kind.startswith("first") else "later" if has_first else "all"
        layout.story(story, pages)
    for one in placed:
        layout.placed(one)
    return draft


def nearest_family(face: str) -> str:
    """Return the bundled family that is nearest to a face by its name."""
    name = face.casefold()
    if name == "times new roman":
        return "Times New Roman"
    if name.startswith(_TIMES):
        return "Tinos"
    if any(known in name for known in _SANS) and "serif" not in name.replace("sans serif", ""):
        return "Source Sans 3"
    return "Source Serif 4"


class _Layout:
    """Places a letterhead's lines and pictures on the paper."""

    def __init__(self, letter: SourceLetter, draft: ThemeDraft) -> None:
        page = letter.page
        self.letter = letter
        self.draft = draft
        self.width = page.width or 210.0
        self.height = page.height or 297.0
        top, right, _, left = page.margins
        self.left, self.top = left or 25.0, top or 25.0
        self.text_width = max(self.width - self.left - (right or 25.0), 20.0)

    def story(self, story: Story, pages: str) -> None:
        """Place a header or a footer."""
        rows = list(_rows(story.blocks))
        if story.kind.endswith("footer"):
            height = sum(_height(row) for row in rows)
            foot = self.height - (self.letter.page.footer or 12.5)
            y = min(foot, _LOWEST) - height
        else:
            y = self.letter.page.header or 12.5
        for row in rows:
            for share, paragraph in row:
                self._paragraph(paragraph, y, pages, share)
            y += _height(row)

    def placed(self, one: Picture | TextBox) -> None:
        """Place what was above the body, on the first page."""
        if isinstance(one, Picture):
            self._picture(one, self.top, "first", "left")
        else:
            self._box(one, self.top, "first")

    def omit(self, blocks: Sequence[SourceBlock], reason: str) -> None:
        """Report the words of a story that a theme does not take up."""
        for row in _rows(blocks):
            for _, one in row:
                if one.text.strip():
                    self.draft.omissions.append(Omission(one.place, one.text.strip(), reason))
                self._fields(one)

    def _fields(self, paragraph: SourceParagraph) -> bool:
        found = [piece for piece in paragraph.pieces if isinstance(piece, FieldCode)]
        self.draft.fields += [(piece, paragraph.place) for piece in found]
        return bool(found)

    def _paragraph(
        self, paragraph: SourceParagraph, y: float, pages: str, share: tuple[float, float]
    ) -> None:
        for piece in paragraph.pieces:
            if isinstance(piece, Picture):
                self._picture(piece, y, pages, paragraph.align)
            elif isinstance(piece, TextBox):
                self._box(piece, y, pages)
        if self._fields(paragraph):
            self._leave_fields(paragraph)
            return
        x, width = self.left + share[0] * self.text_width, share[1] * self.text_width
        for text, align, look in _stretches(paragraph):
            if text.strip():
                self._lines(text, align, look, PlacedBox(x, y, width), pages)

    def _leave_fields(self, paragraph: SourceParagraph) -> None:
        kinds = {split_code(one).kind for one in paragraph.pieces if isinstance(one, FieldCode)}
        words = " ".join("".join(p.text for p in paragraph.pieces if isinstance(p, Run)).split())
        if kinds <= {"PAGE", "NUMPAGES", "SECTIONPAGES"}:
            self.draft.framed.append(
                Omission(paragraph.place, words, "the page prints its number itself")
            )
        else:
            reason = "a letterhead is the same in all letters: it holds no field"
            self.draft.omissions.append(Omission(paragraph.place, words, reason))

    def _lines(
        self, text: str, align: str, look: CharacterStyle, box: PlacedBox, pages: str
    ) -> None:
        lines = tuple(" ".join(line.split()) for line in text.split("\n") if line.strip())
        size = min(max(look.size or USUAL_SIZE, 6), 24)
        item = ThemeItemDraft(
            x=round(max(box.left, 0), 1),
            y=round(max(box.top, 0), 1),
            width=round(min(max(box.width, 20), 300), 1),
            page=pages,
            lines=lines,
            size=size,
            colour=look.colour if look.colour != "#000000" else "",
            align=align,
            bold=look.bold,
        )
        last = self.draft.items[-1] if self.draft.items else None
        if last is not None and last.goes_on_in(item):  # so that a long line moves the next ones
            self.draft.items[-1] = replace(last, lines=(*last.lines, *lines))
        else:
            self.draft.items.append(item)

    def _picture(self, picture: Picture, y: float, pages: str, align: str) -> None:
        name = picture.name.rpartition("/")[2]
        if picture.name not in self.letter.images:
            reason = "letters print PNG, JPEG and SVG: save it as one of these, into the theme"
            self.draft.omissions.append(Omission("letterhead", f"image {name}", reason))
            return
        box = self._placed_box(picture.box, y, align)
        self.draft.items.append(
            ThemeItemDraft(
                x=round(box.left, 1), y=round(box.top, 1), width=round(max(box.width, 5), 1),
                page=pages, image=picture.name, image_alt=picture.description, height=box.height,
            )
        )  # fmt: skip

    def _placed_box(self, box: PlacedBox, y: float, align: str) -> PlacedBox:
        side = box.across if box.across in ("left", "center", "right") else ""
        side = side or (align if box.across == "margin" and not box.left else "")
        left = {"page": 0.0}.get(box.across, self.left) + box.left
        free = self.text_width - box.width
        if side in ("right", "end"):
            left = self.left + free
        elif side == "center":
            left = self.left + free / 2
        top = {"page": 0.0, "margin": self.top}.get(box.down, y) + box.top
        width = min(box.width or 30.0, self.width)
        return PlacedBox(min(max(left, 0.0), self.width - width), min(max(top, 0.0), 295.0), width,
                   box.height)  # fmt: skip

    def _box(self, one: TextBox, y: float, pages: str) -> None:
        box = self._placed_box(one.box, y, "left")
        top = box.top + 1.3  # what Word leaves between a box and its words
        for row in _rows(one.blocks):
            for _, paragraph in row:
                if self._fields(paragraph):
                    self._leave_fields(paragraph)
                    continue
                for text, align, look in _stretches(paragraph):
                    if text.strip():
                        place = PlacedBox(box.left + 2.5, top, max(box.width - 5, 20))
                        self._lines(text, align, look, place, pages)
                for piece in paragraph.pieces:
                    if isinstance(piece, Picture):
                        self._picture(piece, top, pages, "left")
            top += _height(row)


Row = list[tuple[tuple[float, float], SourceParagraph]]


def _rows(blocks: Sequence[SourceBlock]) -> Iterator[Row]:
    """Yield lines of paragraphs side by side, each with its share of the width (from, how much)."""
    for block in blocks:
        if isinstance(block, SourceParagraph):
            yield [((0.0, 1.0), block)]
            continue
        for row in block.rows:
            columns = [list(_flat(cell)) for cell in row]
            width = 1 / max(len(columns), 1)
            for line in range(max((len(one) for one in columns), default=0)):
                yield [
                    ((number * width, width), column[line])
                    for number, column in enumerate(columns) if line < len(column)
                ]  # fmt: skip


def _flat(blocks: Sequence[SourceBlock]) -> Iterator[SourceParagraph]:
    for block in blocks:
        if isinstance(block, SourceTable):
            for row in block.rows:
                for cell in row:
                    yield from _flat(cell)
        else:
            yield block


def _height(row: Row) -> float:
    """Return how high a line is, in millimetres."""
    heights = [0.0]
    for _, paragraph in row:
        size = max((p.look.size for p in paragraph.pieces if isinstance(p, Run)), default=0)
        size = size or USUAL_SIZE
        text = paragraph.text.strip("\n")
        heights.append((text.count("\n") + 1) * size * PITCH * _MM)
        heights += [
            p.box.height for p in paragraph.pieces if isinstance(p, Picture) and not p.floating
        ]
    return max(heights)


def _stretches(paragraph: SourceParagraph) -> Iterator[tuple[str, str, CharacterStyle]]:
    """Yield the stretches of a line that tabs part: left, centre, right, as in Word's header."""
    runs = [piece for piece in paragraph.pieces if isinstance(piece, Run)]
    look = next((run.look for run in runs if run.text.strip()), CharacterStyle())
    text = "".join(run.text for run in runs)
    base = {"center": "center", "right": "right", "end": "right"}.get(paragraph.align, "left")
    parts = text.split("\t")
    if len(parts) == 1 or base != "left":
        yield text.replace("\t", " "), base, look
        return
    sides = ("left", "center", "right")
    last = len(parts) - 1
    for number, part in enumerate(parts):
        side = sides[min(number, 2)] if last > 1 or number == 0 else "right"
        yield part, side, look


def theme_toml(draft: ThemeDraft, image_files: dict[str, str]) -> str:
    """Return the text of theme.toml; `image_files` are the theme's files by the source's names."""
    lines = [
        "# Made from a letter by `lettermerge import`. Lengths are millimetres, sizes points.",
        "",
    ]
    lines += ["[text]", f"family = {_quoted(draft.family)}"]
    if draft.size:
        lines.append(f"size = {draft.size:g}")
    first = [item for item in draft.items if item.page in ("first", "all")]
    room = max((item.bottom for item in first if item.y < 100), default=0.0)
    lines += ["", "[letterhead]", f'kind = "{"preprinted" if room else "printed"}"']
    if room:
        lines.append(f"room = {max(min(round(room + 3, 1), 120.0), 10.0):g}")
    for item in draft.items:
        lines += ["", "[[letterhead.items]]", f"x = {item.x:g}", f"y = {item.y:g}",
                  f"width = {item.width:g}", f'page = "{item.page}"']  # fmt: skip
        if item.image:
            lines.append(f"image = {_quoted(image_files[item.image])}")
            if item.image_alt:
                lines.append(f"image_alt = {_quoted(item.image_alt)}")
            continue
        lines.append("lines = [" + ", ".join(_quoted(line) for line in item.lines) + "]")
        lines.append(f"size = {item.size:g}")
        if item.colour:
            lines.append(f'colour = "{item.colour}"')
        if item.align != "left":
            lines.append(f'align = "{item.align}"')
        if item.bold:
            lines.append("bold = true")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as TOML's basic string (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
