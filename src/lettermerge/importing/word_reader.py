"""Read a Word file's body, headers, footers, text boxes and notes into a source letter.

Deleted revisions stay out, inserted ones come in, comments are reported (ECMA-376 part 1, 17.13).
Of two forms of the same drawing (`mc:AlternateContent`) the first is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..diagnostics import number_of
from .equations import M, one_line
from .source_letter import (
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
from .symbol_fonts import as_unicode
from .unicode_superscripts import lowered, raised
from .unread_parts import comments, hidden_parts
from .word_drawings import Drawings
from .word_elements import (
    cells_of,
    content_of,
    ends_section,
    first_choice,
    is_bordered,
    rows_of,
    symbol,
    unprinted,
)
from .word_fields import FieldStack, form_instruction, prompt_instruction, shows_prompt
from .word_frames import arranged
from .word_layout import (
    cell_side,
    is_old,
    is_ruled,
    paragraph_layout,
    row_height,
    spans_rows,
    table_layout,
)
from .word_package import WordPackage, open_package, refuse
from .word_sections import WordSection, letter_section, read_page, sections_of, story_references
from .word_styles import MC, W, WordStyles, switched_on, value
from .words_left_out import drawn_words

MOST_PARAGRAPHS, MOST_RUNS = 10_000, 80_000
_PLAIN_MATHS = (M + "oMathPara", M + "oMath", M + "r", M + "t", W + "rPr", W + "rFonts")
_LEFT_OUT = {W + name for name in ("del", "moveFrom", "rPrChange", "pPrChange", "delText",
                                   "delInstrText", "sdtPr", "sdtEndPr", "rt")}  # fmt: skip
_SIGNS = {"noBreakHyphen": "-", "tab": "\t", "cr": "\n"}


def read_docx(data: bytes, file: str) -> SourceLetter:
    """Read a DOCX or DOTX from its bytes; `file` is what messages call it.

    Raises:
        UsageError: it is no Word file, or more than a letter can be.
    """
    package = open_package(data, file)
    main = package.main_part
    root = package.xml(main)
    if root.tag != W + "document":
        reason = f"its part {main}, which is to be the document, holds no Word document"
        raise refuse(file, reason, "save it anew in Word")
    reader = _Reader(package, main)
    body = root.find(W + "body")
    blocks = () if body is None else reader.story(body, main, "body")
    sections = sections_of(root)
    stories = tuple(_stories(package, main, sections, reader))
    notes = reader.notes()
    omissions = (
        *reader.omissions,
        *drawn_words(package, main),
        *comments(package, main),
        *hidden_parts(package),
    )
    return SourceLetter(
        file,
        blocks,
        stories,
        notes,
        read_page(sections[letter_section(sections)].properties, reader.styles),
        reader.drawings.images,
        omissions,
    )


def _stories(
    package: WordPackage, main: str, sections: tuple[WordSection, ...], reader: _Reader
) -> Iterator[Story]:
    """Yield each header and footer that the letter shows, once."""
    related = package.relationships(main)
    settings = next((r.target for r in related.values() if r.kind == "settings"), "")
    seen = set()
    for reference in story_references(sections, package.xml(settings)):
        one = related.get(reference.key)
        if one is None or one.target in seen or one.external:
            continue
        seen.add(one.target)
        part = package.xml(one.target)
        blocks = () if part is None else reader.story(part, one.target, reference.place)
        if reference.unshown:
            reader.omit_blocks(blocks, reference.unshown)
        else:
            yield Story(reference.place, blocks)


def _id() -> str:
    return "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class _Reader:
    """Turns parts into blocks; collects what is left out on the way."""

    def __init__(self, package: WordPackage, main: str) -> None:
        self.package = package
        self.main = main
        self.styles = WordStyles(package, main)
        self.drawings = Drawings(package, self._box)
        self.omissions: list[Omission] = []
        related = package.relationships(main).values()
        settings = next((one.target for one in related if one.kind == "settings"), "")
        self._old = is_old(package.xml(settings))
        self._note_ids: list[tuple[str, str]] = []
        self._boxes = self._runs = self._paragraphs = 0
        self._part = main
        self._fields = FieldStack(package.file)
        self._digits: Callable[[str], str] = str

    def story(self, root: Any, part: str, place: str) -> tuple[SourceBlock, ...]:
        """Read a part of the letter that begins and ends on its own."""
        self._count(root)
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

    def _count(self, root: Any) -> None:
        """Refuse a file with more than a letter has, before time goes into it."""
        self._runs += sum(1 for _ in root.iter(W + "r"))
        self._paragraphs += sum(1 for _ in root.iter(W + "p"))
        if self._runs > MOST_RUNS or self._paragraphs > MOST_PARAGRAPHS:
            raise refuse(
                self.package.file,
                f"it has more than {MOST_PARAGRAPHS:,} paragraphs, or {MOST_RUNS:,} runs of words",
                "make a letter of the pages that you need, and import that",
            )

    def _box(self, content: Any) -> tuple[tuple[SourceBlock, ...], int]:
        number = self._next_box()
        return self.story(content, self._part, f"text box {number}"), number

    def notes(self) -> tuple[tuple[SourceBlock, ...], ...]:
        """Read the notes in the order of their marks."""
        found = []
        related = self.package.relationships(self.main).values()
        parts = {one.kind: one.target for one in related if not one.external}
        by_id = {kind: self._notes_of(parts, kind) for kind in ("footnote", "endnote")}
        for number, (kind, note_id) in enumerate(self._note_ids, 1):
            note = by_id[kind].get(note_id)
            part = parts.get(kind + "s", "")
            found.append(() if note is None else self.story(note, part, f"{kind} {number}"))
        self._omit_unmarked(parts)
        return tuple(found)

    def _notes_of(self, parts: dict[str, str], kind: str) -> dict[str, Any]:
        root = self.package.xml(parts.get(kind + "s", ""))
        return {} if root is None else {str(one.get(W + "id")): one for one in root.iter(W + kind)}

    def _omit_unmarked(self, parts: dict[str, str]) -> None:
        """Report the words of notes that no mark leads to: Word prints them nowhere."""
        marks = set(self._note_ids)
        for kind in ("footnote", "endnote"):
            for note_id, note in self._notes_of(parts, kind).items():
                marked = (kind, note_id) in marks
                if not marked and note.get(W + "type", "normal") == "normal":
                    blocks = self.story(note, parts[kind + "s"], f"{kind} without a mark")
                    self.omit_blocks(blocks, "no mark in the letter leads to it")

    def omit_blocks(self, blocks: tuple[SourceBlock, ...], reason: str) -> None:
        """Report the words of blocks that the letter does not show."""
        from .source_letter import paragraphs

        for one in paragraphs(blocks):
            if one.text.strip():
                self.omissions.append(Omission(one.place, one.text.strip(), reason))

    def _blocks(self, container: Any, place: str) -> Iterator[SourceBlock]:
        return arranged(self._read_blocks(container, place), self.styles, self._next_box)

    def _next_box(self) -> int:
        self._boxes += 1
        return self._boxes

    def _read_blocks(self, container: Any, place: str) -> Iterator[tuple[SourceBlock, Any]]:
        """Yield paragraphs and tables with their properties; a field joins its paragraphs."""
        number = tables = 0
        properties: Any = None
        kind = f"{place} paragraph" if place == "body" else f"{place}, paragraph"
        open_paragraph: SourceParagraph | None = None
        for element in content_of(container):
            if element.tag == W + "p":
                number += 1
                new = self._paragraph(element, f"{kind} {number}")
                properties = element.find(W + "pPr")
                if open_paragraph is not None:
                    new = open_paragraph.with_pieces((*open_paragraph.pieces, *new.pieces))
                open_paragraph = new if self._fields else None
                if open_paragraph is not None:
                    self._fields.take(Run("\n"))
                    continue
                yield new, properties
            elif element.tag == W + "tbl":
                tables += 1
                head = "table" if place == "body" else f"{place}, table"
                yield self._table(element, f"{head} {tables}"), None
        if open_paragraph is not None:
            yield open_paragraph, properties

    def _table(self, element: Any, place: str) -> SourceTable:
        rows = []
        layout = table_layout(element, old=self._old)
        sides: list[tuple[str, ...]] = []
        merged: set[tuple[int, int]] = set()
        heights: list[float] = []
        for number, row in enumerate(rows_of(element), 1):
            cells: list[tuple[SourceBlock, ...]] = []
            heights.append(row_height(row))
            at: list[str] = []
            for column, cell in enumerate(cells_of(row), 1):
                where = f"{place}, row {number}, cell {column}"
                span = value(cell.find(W + "tcPr"), "gridSpan")
                spanned = max(min(int(span), 60) - 1, 0) if span.isdigit() else 0
                if spans_rows(cell):
                    merged.add((number - 1, len(cells)))
                at += [cell_side(cell)] * (1 + spanned)
                cells += [tuple(self._blocks(cell, where)), *[()] * spanned]
            rows.append(tuple(cells))
            sides.append(tuple(at))
        layout = replace(
            layout, heights=tuple(heights), sides=tuple(sides), merged=frozenset(merged)
        )
        return SourceTable(tuple(rows), place, is_bordered(element, self.styles), layout)

    def _paragraph(self, element: Any, place: str) -> SourceParagraph:
        properties = element.find(W + "pPr")
        style = value(properties, "pStyle")
        look = self.styles.of_paragraph(style)
        self._place = place
        found = self._pieces(element, look, "")
        pieces = tuple(piece for piece in found if not self._fields.take(piece))
        layout = paragraph_layout(self.styles, style, properties)
        return SourceParagraph(
            pieces,
            place,
            self.styles.name(style),
            self.styles.heading(style, properties),
            self.styles.item(style, properties),
            layout.align,
            layout.left,
            bool(switched_on(properties, "pageBreakBefore")),
            is_ruled(properties),
            layout,
            ends_section(properties),
            self.styles.is_quotation(style),
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
            elif child.tag == W + "sdt" and shows_prompt(child):
                yield FieldCode((prompt_instruction(child),), look)
            elif child.tag == W + "hyperlink":
                target = self.package.relationships(self._part).get(child.get(_id(), ""))
                yield from self._pieces(child, look, target.target if target else link)
            elif child.tag == MC + "AlternateContent":
                yield from self._pieces(first_choice(child), look, link)
            elif child.tag in (M + "oMath", M + "oMathPara"):
                yield Run(self._equation(child), look, link)
            elif child.tag != W + "pPr":
                yield from self._pieces(child, look, link)

    def _equation(self, element: Any) -> str:
        words = one_line(element)
        if any(one.tag not in _PLAIN_MATHS for one in element.iter()):
            reason = "an equation is set in one line: see whether it says the same"
            self.omissions.append(Omission(self._place, words, reason))
        return words

    def _run(self, run: Any, look: CharacterStyle, link: str) -> Iterator[Piece]:
        properties = run.find(W + "rPr")
        look = self.styles.of_run(look, properties, linked=bool(link) or self._fields.in_link)
        if reason := unprinted(properties):
            words = "".join(one.text or "" for one in run.iter(W + "t"))
            if words.strip() and not self._fields:
                self.omissions.append(Omission(self._place, words, reason))
            run = [one for one in run if one.tag in (W + "fldChar", W + "instrText")]
        run = self._without_own_mark(run)
        self._digits = {"superscript": raised, "subscript": lowered}.get(
            value(properties, "vertAlign"), str
        )
        yield from self._run_content(run, look, link)

    def _without_own_mark(self, run: Any) -> Any:
        """Return a run without the sign that marks a note in the place of its number (17.11.3)."""
        marked = any(one.get(W + "customMarkFollows") not in (None, "0", "false") for one in run)
        signs = "".join(one.text or "" for one in run if one.tag == W + "t") if marked else ""
        if signs.strip():
            self.omissions.append(Omission(self._place, signs, "the mark of a note is its number"))
        return [one for one in run if one.tag != W + "t"] if marked else run

    def _run_content(self, run: Iterable[Any], look: CharacterStyle, link: str) -> Iterator[Piece]:
        for child in run:
            name = str(child.tag).rpartition("}")[2]
            match name:
                case "t":
                    yield Run(self._digits(self._usual(child.text or "", look.face)), look, link)
                case "instrText" | "fldChar":
                    yield from self._field_mark(child, look)
                case "br":
                    yield PageEnd() if child.get(W + "type") == "page" else Run("\n", look, link)
                case "sym":
                    yield Run(self._usual(*symbol(child)), look, link)
                case "footnoteReference" | "endnoteReference":
                    self._note_ids.append((name.removesuffix("Reference"), child.get(W + "id", "")))
                    yield NoteMark(len(self._note_ids))
                case "drawing" | "pict" | "object":
                    place = self._place
                    yield from self.drawings.read(child, self._part)
                    self._place = place
                case "ruby":
                    yield from self._pieces(child, look, link)
                case "AlternateContent":
                    yield from self._run_content(first_choice(child), look, link)
                case "ptab":  # 17.3.3.23
                    yield Run("\t", look, link, str(child.get(W + "alignment", "left")))
                case "noBreakHyphen" | "tab" | "cr":
                    yield Run(_SIGNS[name], look, link)

    def _usual(self, text: str, face: str) -> str:
        """Return words as they are, and the signs of a symbol face in Unicode."""
        words, unknown = as_unicode(text, face)
        if unknown:
            reason = (
                f"{number_of(unknown, 'sign')} of the face {face or 'Symbol'} with no usual one"
            )
            self.omissions.append(Omission(self._place, "", reason))
        return words

    def _field_mark(self, mark: Any, look: CharacterStyle) -> Iterator[Piece]:
        match mark.get(W + "fldCharType"):
            case None:
                self._fields.instruct(mark.text or "")
            case "begin":
                self._fields.begin(look)
                if (form := mark.find(W + "ffData")) is not None:
                    self._fields.instruct(form_instruction(form))
            case "separate":
                self._fields.separate()
            case "end":
                self._report_form_text()
                yield from self._fields.end()

    def _report_form_text(self) -> None:
        """Report what was typed into a form field: a column of the list takes its place."""
        if words := self._fields.form_text():
            reason = "it was typed into a form field; a column of the list takes its place"
            self.omissions.append(Omission(self._place, words, reason))
