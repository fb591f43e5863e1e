"""Read a Word file's body, headers, footers, text boxes and notes into a source letter.

Deleted revisions stay out, inserted ones come in, comments are reported (ECMA-376 part 1, 17.13).
Of two forms of the same drawing (`mc:AlternateContent`) the first is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .source import (
    CharacterStyle,
    FieldCode,
    NoteMark,
    Omission,
    PageEnd,
    Piece,
    Run,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    SourceTable,
    Story,
)
from .word_drawings import Drawings
from .word_fields import FieldStack
from .word_package import WordPackage, open_package
from .word_page import read_page
from .word_styles import W, WordStyles, switched_on, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LEFT_OUT = {W + name for name in ("del", "moveFrom", "rPrChange", "pPrChange", "delText",
                                   "delInstrText", "sdtPr", "sdtEndPr", "rt")}  # fmt: skip
_SIGNS = {"noBreakHyphen": "-", "softHyphen": "", "tab": "\t", "cr": "\n", "ptab": "\t"}
_KINDS = {"default": "", "first": "first-page ", "even": "even-page "}


def read_docx(data: bytes, file: str) -> SourceLetter:
    """Read a DOCX or DOTX from its bytes; `file` is what messages call it.

    Raises:
        UsageError: it is no Word file, or more than a letter can be.
    """
    package = open_package(data, file)
    main = package.main_part
    root = package.xml(main)
    reader = _Reader(package, main)
    body = root.find(W + "body")
    blocks = () if body is None else reader.story(body, main, "body")
    stories = tuple(_stories(package, main, root, reader))
    notes = reader.notes()
    omissions = (*reader.omissions, *_comments(package, main), *_hidden_parts(package))
    return SourceLetter(
        file,
        blocks,
        stories,
        notes,
        read_page(root, reader.styles),
        reader.drawings.images,
        omissions,
    )


def _stories(package: WordPackage, main: str, root: Any, reader: _Reader) -> Iterator[Story]:
    """Yield each header and footer that a section shows, once."""
    related = package.relationships(main)
    settings = next((r.target for r in related.values() if r.kind == "settings"), "")
    even = switched_on(package.xml(settings), "evenAndOddHeaders")
    seen = set()
    for section in root.iter(W + "sectPr"):
        first = switched_on(section, "titlePg")
        for reference in (
            *section.iter(W + "headerReference"),
            *section.iter(W + "footerReference"),
        ):
            kind = reference.get(W + "type", "default")
            one = related.get(reference.get(_id(), ""))
            if one is None or one.target in seen or one.external:
                continue
            seen.add(one.target)
            part = package.xml(one.target)
            name = "header" if reference.tag == W + "headerReference" else "footer"
            place = _KINDS.get(kind, "") + name
            blocks = () if part is None else reader.story(part, one.target, place)
            shown = {"first": bool(first), "even": bool(even)}.get(kind, True)
            if shown:
                yield Story(place, blocks)
            else:
                reader.omit_blocks(blocks, f"the letter shows no {place}")


def _id() -> str:
    return "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _comments(package: WordPackage, main: str) -> Iterator[Omission]:
    for one in package.relationships(main).values():
        root = package.xml(one.target) if one.kind == "comments" and not one.external else None
        for number, comment in enumerate(() if root is None else root.iter(W + "comment"), 1):
            words = " ".join("".join(t.text or "" for t in p.iter(W + "t"))
                             for p in comment.iter(W + "p"))  # fmt: skip
            yield Omission(f"comment {number}", words.strip(), "comments are no part of a letter")


def _hidden_parts(package: WordPackage) -> Iterator[Omission]:
    """Yield what is never opened: macros, embedded files, references to other places."""
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        yield Omission("file", "", "its macros are left behind and were not run")
    if any("/embeddings/" in name for name in package.names):
        yield Omission("file", "", "its embedded files are left behind and were not opened")
    kinds = {one.kind for name in package.names if name.endswith(".rels")
             for one in package.relationships(_owner(name)).values()
             if one.external and one.kind != "hyperlink"}  # fmt: skip
    for kind in sorted(kinds):
        yield Omission("file", "", f"a reference to a file elsewhere ({kind}) is left behind")


def _owner(rels: str) -> str:
    folder, _, file = rels.rpartition("_rels/")
    return folder + file.removesuffix(".rels")


class _Reader:
    """Turns parts into blocks; collects what is left out on the way."""

    def __init__(self, package: WordPackage, main: str) -> None:
        self.package = package
        self.main = main
        self.styles = WordStyles(package, main)
        self.drawings = Drawings(package, self._box)
        self.omissions: list[Omission] = []
        self._note_ids: list[tuple[str, str]] = []
        self._boxes = 0
        self._part = main
        self._fields = FieldStack(package.file)

    def story(self, root: Any, part: str, place: str) -> tuple[SourceBlock, ...]:
        """Read a part of the letter that begins and ends on its own."""
        before = self._part, self._fields
        self._part, self._fields = part, FieldStack(self.package.file)
        try:
            blocks = list(self._blocks(root, place))
            if self._fields:
                last = SourceParagraph(self._fields.flush(), f"{place}, its end")
                blocks.append(last)
            return tuple(blocks)
        finally:
            self._part, self._fields = before

    def _box(self, content: Any) -> tuple[tuple[SourceBlock, ...], int]:
        self._boxes += 1
        number = self._boxes
        return self.story(content, self._part, f"text box {number}"), number

    def notes(self) -> tuple[tuple[SourceBlock, ...], ...]:
        """Read the notes in the order of their marks."""
        found = []
        related = self.package.relationships(self.main).values()
        parts = {one.kind: one.target for one in related if not one.external}
        for number, (kind, note_id) in enumerate(self._note_ids, 1):
            root = self.package.xml(parts.get(kind + "s", ""))
            note = next((one for one in (() if root is None else root.iter(W + kind))
                         if one.get(W + "id") == note_id), None)  # fmt: skip
            part = parts.get(kind + "s", "")
            found.append(() if note is None else self.story(note, part, f"{kind} {number}"))
        return tuple(found)

    def omit_blocks(self, blocks: tuple[SourceBlock, ...], reason: str) -> None:
        """Report the words of blocks that the letter does not show."""
        from .source import paragraphs

        for one in paragraphs(blocks):
            if one.text.strip():
                self.omissions.append(Omission(one.place, one.text.strip(), reason))

    def _blocks(self, container: Any, place: str) -> Iterator[SourceBlock]:
        number = tables = 0
        kind = f"{place} paragraph" if place == "body" else f"{place}, paragraph"
        open_paragraph: SourceParagraph | None = None
        for element in _content(container):
            if element.tag == W + "p":
                number += 1
                new = self._paragraph(element, f"{kind} {number}")
                if open_paragraph is not None:
                    new = open_paragraph.with_pieces((*open_paragraph.pieces, *new.pieces))
                open_paragraph = new if self._fields else None
                if open_paragraph is not None:
                    self._fields.take(Run("\n"))
                    continue
                yield new
            elif element.tag == W + "tbl":
                tables += 1
                head = "table" if place == "body" else f"{place}, table"
                yield self._table(element, f"{head} {tables}")
        if open_paragraph is not None:
            yield open_paragraph

    def _table(self, element: Any, place: str) -> SourceTable:
        rows = []
        for number, row in enumerate(_rows(element), 1):
            cells: list[tuple[SourceBlock, ...]] = []
            for column, cell in enumerate(_cells(row), 1):
                where = f"{place}, row {number}, cell {column}"
                span = value(cell.find(W + "tcPr"), "gridSpan")
                spanned = min(int(span), 60) - 1 if span.isdigit() else 0
                cells += [tuple(self._blocks(cell, where)), *[()] * spanned]
            rows.append(tuple(cells))
        return SourceTable(tuple(rows), place, _bordered(element, self.styles))

    def _paragraph(self, element: Any, place: str) -> SourceParagraph:
        properties = element.find(W + "pPr")
        style = value(properties, "pStyle")
        look = self.styles.of_paragraph(style)
        self._place = place
        found = self._pieces(element, look, "")
        pieces = tuple(piece for piece in found if not self._fields.take(piece))
        indent = value(properties, "ind", "left") or value(properties, "ind", "start")
        return SourceParagraph(
            pieces,
            place,
            self.styles.name(style),
            self.styles.heading(style, properties),
            self.styles.item(style, properties),
            value(properties, "jc"),
            int(indent) * 25.4 / 1440 if indent.lstrip("-").isdigit() and len(indent) < 8 else 0.0,
            bool(switched_on(properties, "pageBreakBefore")),
            properties is not None and properties.find(f"{W}pBdr/{W}bottom") is not None,
        )

    def _pieces(self, element: Any, look: CharacterStyle, link: str) -> Iterator[Piece]:
        for child in element:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.tag == W + "r":
                yield from self._run(child, look, link)
            elif child.tag == W + "fldSimple":
                inner = list(self._pieces(child, look, link))
                self._fields.begin(look)
                self._fields.instruct(str(child.get(W + "instr", "")))
                self._fields.separate()
                for piece in inner:
                    self._fields.take(piece)
                yield from self._fields.end()
            elif child.tag == W + "sdt" and _shows_prompt(child):
                prompt = "".join(one.text or "" for one in child.iter(W + "t"))
                yield FieldCode((f'FILLIN "{prompt}"',), look)
            elif child.tag == W + "hyperlink":
                target = self.package.relationships(self._part).get(child.get(_id(), ""))
                yield from self._pieces(child, look, target.target if target else link)
            elif child.tag == MC + "AlternateContent":
                yield from self._pieces(_first_choice(child), look, link)
            elif child.tag == M + "t":
                yield Run(child.text or "", look, link)
            elif child.tag != W + "pPr":
                yield from self._pieces(child, look, link)

    def _run(self, run: Any, look: CharacterStyle, link: str) -> Iterator[Piece]:
        properties = run.find(W + "rPr")
        look = self.styles.of_run(look, properties)
        if switched_on(properties, "vanish"):
            words = "".join(one.text or "" for one in run.iter(W + "t"))
            if words.strip() and not self._fields:
                self.omissions.append(Omission(self._place, words, "hidden text is not printed"))
            run = [one for one in run if one.tag in (W + "fldChar", W + "instrText")]
        yield from self._run_content(run, look, link)

    def _run_content(self, run: Iterable[Any], look: CharacterStyle, link: str) -> Iterator[Piece]:
        for child in run:
            name = str(child.tag).rpartition("}")[2]
            match name:
                case "t":
                    yield Run(child.text or "", look, link)
                case "instrText":
                    self._fields.instruct(child.text or "")
                case "fldChar":
                    yield from self._field_mark(child, look)
                case "br":
                    page = child.get(W + "type") == "page"
                    yield PageEnd() if page else Run("\n", look, link)
                case "sym":
                    yield Run(_symbol(child), look, link)
                case "footnoteReference" | "endnoteReference":
                    self._note_ids.append((name.removesuffix("Reference"), child.get(W + "id", "")))
                    yield NoteMark(len(self._note_ids))
                case "drawing" | "pict" | "object":
                    place = self._place
                    yield from self.drawings.read(child, self._part)
                    self._place = place
                case "AlternateContent":
                    yield from self._run_content(_first_choice(child), look, link)
                case _:
                    yield from self._other(child, name, look, link)

    def _other(self, child: Any, name: str, look: CharacterStyle, link: str) -> Iterator[Piece]:
        if name in _SIGNS:
            yield Run(_SIGNS[name], look, link)
        elif name == "ruby":
            yield from self._pieces(child, look, link)

    def _field_mark(self, mark: Any, look: CharacterStyle) -> Iterator[Piece]:
        match mark.get(W + "fldCharType"):
            case "begin":
                self._fields.begin(look)
                if (form := mark.find(W + "ffData")) is not None:
                    hint = value(form, "statusText") or value(form, "name")
                    self._fields.instruct(f'FORMTEXT "{hint}" ')
            case "separate":
                self._fields.separate()
            case "end":
                yield from self._fields.end()


def _content(container: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, out of what wraps them."""
    for child in container:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _content(child)
        elif child.tag == MC + "AlternateContent":
            yield from _content(_first_choice(child))


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from _cells(child)


def _first_choice(element: Any) -> Any:
    choice = element.find(MC + "Choice")
    if choice is None:
        choice = element.find(MC + "Fallback")
    return () if choice is None else choice


def _shows_prompt(control: Any) -> bool:
    """Say whether a content control shows what to type there, and nothing typed."""
    return bool(switched_on(control.find(W + "sdtPr"), "showingPlcHdr"))


def _bordered(table: Any, styles: WordStyles) -> bool:
    """Say whether lines are drawn: around the table or in it, by itself or by its style."""
    properties = table.find(W + "tblPr")
    holders = [properties, *(one.find(W + "tblPr")
                             for one in styles.chain(value(properties, "tblStyle")))]  # fmt: skip
    for holder in holders:
        borders = None if holder is None else holder.find(W + "tblBorders")
        if borders is not None:
            return any(one.get(W + "val") not in ("none", "nil", None) for one in borders)
    return any(one.get(W + "val") not in ("none", "nil", None)
               for borders in table.iter(W + "tcBorders") for one in borders)  # fmt: skip


def _symbol(element: Any) -> str:
    """Return the sign of a symbol face, where it is a usual one (Wingdings, Symbol)."""
    known = {"F0B7": "•", "F0A7": "▪", "F0FC": "✓", "F0A8": "☐", "F06F": "☐", "F0E0": "→",
             "F02D": "-", "F020": " "}  # fmt: skip
    return known.get(str(element.get(W + "char", "")).upper(), "•")
