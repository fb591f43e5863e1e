"""Write a letter's body as a template: Markdown for what was typed, Jinja for its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .markdown_text import emphasise, escape_jinja, escape_line_start, escape_words
from .merge_fields import FieldTranslator
from .source import (
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

_BREAK = "\\\n"
_NEW_PAGE = "\\newpage"
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
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def write(self, blocks: Sequence[SourceBlock]) -> str:
        """Return blocks as the text of a template, with an empty line between paragraphs."""
        written: list[str] = []
        in_list = False
        for block in blocks:
            if isinstance(block, SourceTable):
                written.append(self._table(block))
                in_list = False
                continue
            for text, item in self._paragraph(block):
                tight = in_list and item and bool(written)
                if tight:
                    written[-1] += "\n" + text
                else:
                    written.append(text)
                in_list = item
        kept = [one for one in written if one.strip()]
        while kept and kept[0] == _NEW_PAGE:
            del kept[0]
        while kept and kept[-1] == _NEW_PAGE:
            del kept[-1]
        return "\n\n".join(kept) + "\n"

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
        text = text.strip().strip("\\").strip() if not text.strip().strip("\\") else text.strip()
        if not text:
            return
        if paragraph.heading:
            line = text.replace(_BREAK, " ").replace("\n", " ")
            yield "#" * min(paragraph.heading, 6) + " " + line, False
        elif paragraph.item is not None:
            yield self._item(paragraph.item, escape_line_start(text)), True
        else:
            yield text if self.raw else escape_line_start(text), False

    def _item(self, item: ListMark, text: str) -> str:
        """Return an item of a list with its mark, indented by its depth."""
        for key in [key for key in self._counts if key[0] == item.list_id and key[1] > item.level]:
            del self._counts[key]
        key = (item.list_id, item.level)
        number = self._counts.get(key, item.start - 1) + 1
        self._counts[key] = number
        mark = f"{number}." if item.ordered else "-"
        indent = "    " * item.level
        rest = text.replace("\n", "\n" + indent + " " * (len(mark) + 1))
        return f"{indent}{mark} {rest}"

    def inline(self, pieces: Sequence[Piece], place: str, *, heading: bool = False) -> str:
        """Return pieces as text; in a heading all words are bold already."""
        found = []
        for piece in _joined(pieces):
            match piece:
                case Run():
                    found.append(self._run(piece, heading=heading))
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

    def _run(self, run: Run, *, heading: bool) -> str:
        if self.raw:
            return run.text
        text = escape_words(run.text.replace("\t", " ").replace("\x0b", "\n"))
        if self._in_table:  # in a field's code it is Jinja's, which is gone when cells are parted
            text = text.replace("|", "\\|")
        lines = [
            emphasise(line, bold=run.look.bold and not heading, italic=run.look.italic)
            for line in text.split("\n")
        ]
        text = _BREAK.join(lines)
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
        rows = [row for row in rows if any(cell for cell in row)]
        if not rows:
            return ""
        width = max(len(row) for row in rows)
        rows = [row + [""] * (width - len(row)) for row in rows]
        if width == 1:
            return "\n\n".join(row[0] for row in rows)
        head, *rest = rows
        lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * width, *rest)]
        return "\n".join(lines)

    def _cell(self, blocks: Sequence[SourceBlock]) -> str:
        texts = []
        for block in blocks:
            if isinstance(block, SourceTable):
                texts += [self._cell(cell) for row in block.rows for cell in row]
                continue
            words = [
                one for one in block.pieces if not isinstance(one, Picture | TextBox | PageEnd)
            ]
            texts.append(self.inline(words, block.place))
            for piece in block.pieces:
                if isinstance(piece, TextBox):
                    texts.append(self._cell(piece.blocks))
                elif isinstance(piece, Picture):
                    reason = "a cell of a table holds no picture: put it between paragraphs"
                    self.omissions.append(Omission(block.place, f"image {piece.name}", reason))
        return " ".join(
            " ".join(text.replace(_BREAK, " ").split()) for text in texts if text.strip()
        )


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
