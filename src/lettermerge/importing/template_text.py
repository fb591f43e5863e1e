"""Write a letter's body as a template: Markdown for what was typed, Jinja for its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from .field_translation import FieldTranslator
from .markdown_text import emphasise, escape_jinja, escape_line_start, escape_words
from .numbering_format import ListNumbers, is_lettered, label_of
from .source_letter import (
    CharacterStyle,
    FieldCode,
    ListMark,
    NoteMark,
    Omission,
    PageEnd,
    Picture,
    Piece,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TemplateCode,
    TextBox,
)
from .table_column_alignment import column_sides

_SPACES = re.compile(r" {2,}")  # typed after a full stop: they look like an empty variable
_BREAK = "\\\n"
#: White space and line breaks at both ends of a paragraph.
_EDGES = re.compile(r"\A(?:\s|\\\n)+|(?:\\\n|\s)+\Z")
_NEW_PAGE = "\\newpage"
ANNEX = "\\annex"  #: before what is printed after the signatures
_RULES = {"left": "---", "center": ":---:", "right": "---:"}
_NO_PICTURE = "a cell of a table holds no picture: put it between paragraphs"
_NESTED = 2.0  # millimetres by which an item is set in that is inside one of another list
WIDEST_IMAGE = 165  # millimetres: what fits between the margins


@dataclass(slots=True)
class TemplateWriter:
    """Writes blocks of a source letter; collects its pictures and what it could not carry over.

    `image_names` are the file names in letters/ by the pictures' names in the source. With `raw`
    the words are Markdown already.
    """

    fields: FieldTranslator
    image_names: dict[str, str]
    raw: bool = False
    omissions: list[Omission] = field(default_factory=list)
    boxes: list[TextBox] = field(default_factory=list)
    _in_table: bool = False
    _numbers: ListNumbers = field(default_factory=ListNumbers)
    _last: dict[int, tuple[int, str]] = field(default_factory=dict)  # of the list that is open
    _open: list[ListMark] = field(default_factory=list)  # its items that hold others
    _sibling: bool = False  # whether the last item goes on in the list of one before it

    def write(self, blocks: Sequence[SourceBlock]) -> str:
        """Return blocks as the text of a template, with an empty line between paragraphs."""
        kept: list[str] = []
        for quoted, group in groupby(blocks, key=_is_quoted):
            written = self._flow(group)
            kept += _quotation(written) if quoted else written
        while kept and kept[0] == _NEW_PAGE:
            del kept[0]
        while kept and kept[-1] == _NEW_PAGE:
            del kept[-1]
        return "\n\n".join(kept) + "\n"

    def _flow(self, blocks: Iterable[SourceBlock]) -> list[str]:
        """Return blocks that are all quoted, or none, as the texts between empty lines."""
        written: list[str] = []
        in_list = letters = False
        for block in blocks:
            if isinstance(block, SourceTable):
                written.append(self._table(block))
                in_list = False
                continue
            for text, item in self._paragraph(block):
                lettered = _is_lettered(block) and bool(item)
                if in_list and item and written:
                    before = "\n" if not lettered else _BREAK if letters else "\n\n"
                    if letters and not lettered and not self._sibling:
                        before = "\n\n"
                    written[-1] += before + text
                else:
                    written.append(text.lstrip(" ") if lettered else text)
                in_list, letters = item, lettered
                if not item:
                    self._last, self._open = {}, []
        return [one for one in written if one.strip()]

    def _paragraph(self, paragraph: SourceParagraph) -> Iterator[tuple[str, bool]]:
        """Yield a paragraph's texts, each with whether it is an item of a list."""
        if paragraph.page_before:
            yield _NEW_PAGE, False
        text: list[Piece] = []
        for piece in paragraph.pieces:
            if isinstance(piece, PageEnd | Picture | TextBox):
                yield from self._words(paragraph, text)
                text = []
                yield from self._apart(piece, paragraph.place)
            else:
                text.append(piece)
        yield from self._words(paragraph, text)
        if paragraph.ruled and paragraph.blank:
            yield "---", False
        if paragraph.ends_section:
            yield _NEW_PAGE, False

    def _apart(self, piece: Piece, place: str) -> Iterator[tuple[str, bool]]:
        """Yield what has a paragraph of its own: an image, a text box, the end of a page."""
        match piece:
            case PageEnd():
                yield _NEW_PAGE, False
            case Picture():
                if text := self.image(piece, place):
                    yield text, False
            case TextBox():
                self.boxes.append(piece)
                for line in self.write(piece.blocks).strip().split("\n\n"):
                    if line.strip():
                        yield line, False

    def image(self, picture: Picture, place: str) -> str:
        """Return an image's paragraph, "" for one that cannot be printed."""
        name = self.image_names.get(picture.name, "")
        if not name:
            file = picture.name.rpartition("/")[2]
            reason = "letters print PNG, JPEG and SVG: save it as one of these, into letters/"
            self.omissions.append(Omission(place, f"image {file}", reason))
            return ""
        width = min(round(picture.box.width), WIDEST_IMAGE)
        size = f' "{width} mm"' if width > 4 else ""
        words = " ".join(picture.description.split()).replace("[", "(").replace("]", ")")
        if not words:
            words = "Picture"
            reason = "it has no description: write what it shows between [ and ]"
            self.omissions.append(Omission(place, f"image {name}", reason))
        return f"![{escape_words(words)}]({name}{size})"

    def _words(self, paragraph: SourceParagraph, pieces: list[Piece]) -> Iterator[tuple[str, bool]]:
        text = self.inline(pieces, paragraph.place, heading=paragraph.heading > 0)
        text = _EDGES.sub("", text)
        if not text:
            return
        if paragraph.heading:
            line = text.replace(_BREAK, " ").replace("\n", " ")
            yield "#" * min(paragraph.heading, 6) + " " + line, False
        elif paragraph.item is not None:
            indent = paragraph.item.indent or paragraph.layout.left
            yield self._item(replace(paragraph.item, indent=indent), escape_line_start(text)), True
        else:
            yield text if self.raw else escape_line_start(text), False

    def _item(self, item: ListMark, text: str) -> str:
        """Return an item of a list with its mark, indented by its depth."""
        numbers = self._numbers.next(item)
        before = len(self._open)
        self._open = [one for one in self._open if _holds(one, item)]
        self._sibling = before > len(self._open)
        number, indent = numbers[-1], "    " * len(self._open)
        if is_lettered(item):
            label = escape_line_start(escape_words(label_of(item, *numbers)) + " ")
            return f"{indent}{label}" + text.replace("\n", "\n" + indent)
        mark = f"{number}{self._sign(len(self._open), number)}" if item.ordered else "-"
        self._open.append(item)
        rest = text.replace("\n", "\n" + indent + " " * (len(mark) + 1))
        return f"{indent}{mark} {rest}"

    def _mark(self, item: ListMark | None) -> str:
        """Return the label of an item as words, where there is no list."""
        if item is None:
            return ""
        numbers = self._numbers.next(item)
        return f"{label_of(item, *numbers)} " if item.ordered else "• "

    def _sign(self, depth: int, number: int) -> str:
        """Return what is behind a number: another sign than before begins another list."""
        before, sign = self._last.get(depth, (number - 1, "."))
        if number != before + 1:
            sign = ")" if sign == "." else "."
        self._last = {other: one for other, one in self._last.items() if other < depth}
        self._last[depth] = number, sign
        return sign

    def inline(self, pieces: Sequence[Piece], place: str, *, heading: bool = False) -> str:
        """Return pieces as text; in a heading all words are bold already."""
        found = []
        joined = list(_joined(pieces))
        for number, piece in enumerate(joined, 1):
            match piece:
                case Run():
                    ends = number == len(joined) or _begins_apart(joined[number])
                    found.append(self._run(piece, heading=heading, ends=ends))
                case FieldCode():
                    found.append(self.fields.text(piece, place))
                case NoteMark():
                    found.append(f"[^{piece.number}]")
                case TemplateCode():
                    found.append(piece.text)
        return "".join(found)

    def plain(self, pieces: Sequence[Piece], place: str) -> str:
        """Return pieces as front matter has them: fields, and words without markup."""
        found = []
        for piece in _joined(pieces):
            if isinstance(piece, Run):
                found.append(escape_jinja(piece.text) if not self.raw else piece.text)
            elif isinstance(piece, FieldCode):
                found.append(self.fields.text(replace(piece, look=CharacterStyle()), place))
            elif isinstance(piece, TemplateCode):
                found.append(piece.text)
        return " ".join("".join(found).split())

    def _run(self, run: Run, *, heading: bool, ends: bool) -> str:
        if self.raw:
            return run.text
        typed = run.text.replace("\t", " ").replace("\x0b", "\n")
        text = escape_words(_SPACES.sub(" ", typed))
        if self._in_table:  # in a field's code it is Jinja's, which is gone when cells are parted
            text = text.replace("|", "\\|")
        bold, italic = run.look.bold and not heading, run.look.italic
        *lines, last = text.split("\n")
        marked = [emphasise(line, bold=bold, italic=italic, ends=True) for line in lines]
        ends = ends and not run.link  # a bracket of a link follows, and no line's end
        text = _BREAK.join([*marked, emphasise(last, bold=bold, italic=italic, ends=ends)])
        if run.link and text.strip() and _fit(run.link):
            if text.strip() == escape_words(run.link):
                return f"<{run.link}>"
            return f"[{text}](<{run.link}>)"
        return text

    def _table(self, table: SourceTable) -> str:
        """Return a table with its first row as head; a cell's paragraphs follow one another."""
        self._in_table = True
        rows = [[self._cell(cell) for cell in row] for row in table.rows]
        self._in_table = False
        rules = [_RULES[side] for side in column_sides(table)]
        rows = [row for row in rows if any(cell for cell in row)]
        if not rows:
            return ""
        width = max(len(row) for row in rows)
        rows = [row + [""] * (width - len(row)) for row in rows]
        if width == 1:
            return "\n\n".join(row[0] for row in rows)
        head, *rest = rows
        lines = ["| " + " | ".join(row) + " |" for row in (head, rules[:width], *rest)]
        return "\n".join(lines)

    def note(self, blocks: Sequence[SourceBlock]) -> str:
        """Return a footnote's words on one line."""
        return self._cell(blocks, "a note holds no picture: put it between paragraphs")

    def _cell(self, blocks: Sequence[SourceBlock], no_picture: str = _NO_PICTURE) -> str:
        texts = []
        for block in blocks:
            if isinstance(block, SourceTable):
                texts += [self._cell(cell, no_picture) for row in block.rows for cell in row]
                continue
            words = [
                one for one in block.pieces if not isinstance(one, Picture | TextBox | PageEnd)
            ]
            texts.append(self._mark(block.item) + self.inline(words, block.place))
            for piece in block.pieces:
                if isinstance(piece, TextBox):
                    texts.append(self._cell(piece.blocks, no_picture))
                elif isinstance(piece, Picture):
                    image = f"image {piece.name.rpartition('/')[2]}"
                    self.omissions.append(Omission(block.place, image, no_picture))
        return " ".join(
            " ".join(text.replace(_BREAK, " ").split()) for text in texts if text.strip()
        )


def _holds(outer: ListMark, item: ListMark) -> bool:
    """Say whether an item is inside another: by their levels, in two lists by their indents."""
    if outer.list_id != item.list_id and outer.indent and item.indent:
        return item.indent - outer.indent >= _NESTED
    return outer.level < item.level


def _is_quoted(block: SourceBlock) -> bool:
    return isinstance(block, SourceParagraph) and block.quoted


def _quotation(texts: Iterable[str]) -> list[str]:
    """Return texts as quotations; a page ends between two."""
    found: list[str] = []
    for ends, group in groupby(texts, key=_NEW_PAGE.__eq__):
        lines = "\n\n".join(group).split("\n")
        found += lines if ends else ["\n".join(f"> {line}".rstrip() for line in lines)]
    return found


def _is_lettered(block: SourceParagraph) -> bool:
    return block.item is not None and is_lettered(block.item)


def _begins_apart(piece: Piece) -> bool:
    """Say whether a piece begins with a space: signs before it may be inside marks of emphasis."""
    return isinstance(piece, Run) and piece.text[:1].isspace()


def _fit(link: str) -> bool:
    return link.startswith(("https://", "http://", "mailto:")) and not set(link) & set("<> \n")


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces, neighbours of one look as one run."""
    held: Run | None = None
    for piece in pieces:
        if not isinstance(piece, Run):
            if held is not None:
                yield held
            held = None
            yield piece
        elif held is None:
            held = piece
        elif (held.look.bold, held.look.italic, held.link) == (
            piece.look.bold, piece.look.italic, piece.link,
        ):  # fmt: skip
            held = Run(held.text + piece.text, held.look, held.link)
        elif not piece.text.strip() and not piece.link and not held.link:
            held = Run(held.text + piece.text, held.look)  # spaces have no look
        else:
            yield held
            held = piece
    if held is not None:
        yield held
