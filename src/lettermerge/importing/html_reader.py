"""Read a letter in HTML into a source letter: what a browser shows of it.

Style sheets and scripts are no words. What is hidden, struck out or drawn is reported (HTML Living
Standard, 15.3: rendering of flow content).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .source_letter import (
    CharacterStyle,
    ListMark,
    Omission,
    Piece,
    Run,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    SourceTable,
)
from .text_reader import decode
from .unicode_superscripts import lowered, raised
from .word_package import refuse

_BLOCKS = {"p", "div", "section", "article", "header", "footer", "address", "main", "blockquote",
           "figure", "pre", "form", "fieldset", "dl", "dt", "dd", "center", "aside", "nav",
           "figcaption", "details", "summary", "legend", "option", "button", "textarea",
           "caption", "hgroup", "dialog", "label"}  # fmt: skip
_NO_WORDS = {"script", "style", "head", "template", "title"}
_STRUCK = {"del", "s", "strike"}
_BOLD, _ITALIC = {"b", "strong", "th"}, {"i", "em", "u", "cite"}
_NUMBERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s*:\s*([a-z]+)", re.IGNORECASE)
_LISTED = re.compile(r"mso-list\s*:\s*(l\d+) level([1-9])")
_LABEL = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_DEEPEST = 200  # elements inside one another


def read_html(data: bytes, file: str) -> SourceLetter:
    """Read a letter in HTML.

    Raises:
        UsageError: it is no text, or deeper than a letter needs.
    """
    from lxml import html

    text = decode(data, file)
    if not text.strip():
        return SourceLetter(file, (), plain=True)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = html.document_fromstring(text.encode(), parser=parser)
    if any("depth" in one.message.lower() for one in parser.error_log):
        raise refuse(file, "its elements are too deep inside one another", "save it as .docx")
    body = root.find("body")
    reader = _HtmlReader()
    reader.children(root if body is None else body, CharacterStyle(), "", None)
    reader.close()
    return SourceLetter(file, tuple(reader.blocks), omissions=tuple(reader.omissions), plain=True)


class _HtmlReader:
    """Turns elements into paragraphs; white space folds as browsers fold it."""

    def __init__(self, number: int = 0) -> None:
        self.blocks: list[SourceBlock] = []
        self.omissions: list[Omission] = []
        self.pieces: list[Piece] = []
        self.number = number
        self.heading = 0
        self.item: ListMark | None = None
        self.quoted = False
        self._item_open = False  # it has a paragraph already
        self._kept = False  # white space, in <pre>
        self._depth = 0

    @property
    def place(self) -> str:
        """Where the reader is, as reports say it."""
        return f"paragraph {self.number + 1}"

    def close(self) -> None:
        """End the paragraph that is open; a second one of an item goes on in its lines."""
        text = "".join(piece.text for piece in self.pieces if isinstance(piece, Run))
        pieces, self.pieces = tuple(_trimmed(self.pieces)), []
        if not text.strip():
            return
        last = self.blocks[-1] if self.blocks else None
        if self.item and self._item_open and isinstance(last, SourceParagraph):
            *before, end = last.pieces
            end = Run(end.text.rstrip(), end.look, end.link) if isinstance(end, Run) else end
            self.blocks[-1] = last.with_pieces((*before, end, Run("\n"), *pieces))
            return
        place = self.place
        self.number += 1
        self.blocks.append(
            SourceParagraph(pieces, place, heading=self.heading, item=self.item, quoted=self.quoted)
        )
        if self.item is None:
            self.blocks.append(SourceParagraph((), f"after {place}"))
        self._item_open = self.item is not None

    def children(
        self, element: Any, look: CharacterStyle, link: str, item: ListMark | None
    ) -> None:
        """Read an element's text and what is in it."""
        self._depth += 1
        self.text(element.text, look, link)
        for child in element:
            shown = isinstance(child.tag, str) and not _LABEL.search(child.get("style", ""))
            if shown and child.tag not in _NO_WORDS:
                if reason := _left_out(child, self._depth):
                    self.omit(child, reason)
                else:
                    self.element(child, look, link, item)
            self.text(child.tail, look, link)
        self._depth -= 1

    def omit(self, element: Any, reason: str) -> None:
        """Report the words of an element, or what a picture shows."""
        words = " ".join(" ".join(element.itertext()).split()) or element.get("alt", "")
        if words or element.tag in ("img", "svg"):
            self.omissions.append(Omission(self.place, words, reason))

    def text(self, text: str | None, look: CharacterStyle, link: str) -> None:
        """Add words, runs of white space as one space."""
        if text:
            folded = text.strip("\n") if self._kept else re.sub(r"[ \t\n\r\f]+", " ", text)
            self.pieces.append(Run(folded, look, link))

    def element(self, element: Any, look: CharacterStyle, link: str, item: ListMark | None) -> None:
        """Read one element."""
        tag = element.tag
        if tag == "br":
            self.pieces.append(Run("\n", look, link))
        elif tag == "input":
            self.text(f" {element.get('value', '')} ", look, link)
        elif tag in ("sup", "sub") and not len(element):
            shown = raised if tag == "sup" else lowered
            self.text(shown(element.text or ""), look, link)
        elif tag == "table":
            self.close()
            self.table(element)
        elif tag in ("ul", "ol"):
            self.close()
            self.children(element, look, link, _list_mark(element, item))
            self.close()
        elif tag == "li":
            self.close()
            outer, self.item, self._item_open = self.item, item or _list_mark(element, None), False
            self.children(element, look, link, item)
            self.close()
            self.item, self._item_open = outer, outer is not None
        elif re.fullmatch(r"h[1-6]", tag):
            self.close()
            self.heading = int(tag[1])
            self.children(element, look, link, item)
            self.close()
            self.heading = 0
        elif tag in _BLOCKS and (found := _LISTED.search(element.get("style", ""))):
            self.close()
            outer, self.item = self.item, _office_mark(element, found)
            self._item_open = False
            self.children(element, look, link, item)
            self.close()
            self.item, self._item_open = outer, outer is not None
        elif tag in _BLOCKS:
            self.close()
            kept, quoted = self._kept, self.quoted
            self._kept, self.quoted = kept or tag == "pre", quoted or tag == "blockquote"
            self.children(element, look, link, item)
            self.close()
            self._kept, self.quoted = kept, quoted
        else:
            href = element.get("href", "") if tag == "a" else ""
            slanted = tag in _ITALIC and not (tag == "u" and link)  # a link's line is no emphasis
            inner = CharacterStyle(look.bold or tag in _BOLD, look.italic or slanted)
            self.children(element, inner, href or link, item)

    def table(self, element: Any) -> None:
        """Read a table, its caption before it, each cell as blocks of its own."""
        for caption in element.findall("caption"):
            self.element(caption, CharacterStyle(), "", None)
        self.number += 1
        rows = [tuple(self.cell(one) for one in row if one.tag in ("td", "th"))
                for row in _rows(element)]  # fmt: skip
        self.blocks.append(SourceTable(tuple(rows), f"table {self.number}"))

    def cell(self, element: Any) -> tuple[SourceBlock, ...]:
        """Read a cell of a table; what is left out of it is reported with the rest."""
        inner = _HtmlReader()
        inner._depth = self._depth + 1
        inner.children(element, CharacterStyle(), "", None)
        inner.close()
        place = f"table {self.number}"
        self.omissions += [Omission(place, one.words, one.reason) for one in inner.omissions]
        side = _side(element) or _side(element.getparent())
        return tuple(
            replace(one, align=side) if isinstance(one, SourceParagraph) and side else one
            for one in inner.blocks
        )


def _left_out(element: Any, depth: int) -> str:
    """Say why the words of an element stay out of the letter; "" where they do not."""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return "hidden text is not printed"
    if element.tag in _STRUCK:
        return "it is struck out"
    if element.tag in ("img", "svg"):
        return "a picture of a web page: save it in letters/, and name it in the template"
    if element.tag in ("iframe", "noscript", "object", "video", "audio", "canvas"):
        return "a web page shows something else there"
    return "it is too deep inside other elements" if depth > _DEEPEST else ""


def _side(element: Any) -> str:
    """Return where a cell's words are, as its style or its attribute says; "" where none does."""
    styled = _ALIGNED.search(element.get("style", ""))
    side = styled[1] if styled else element.get("align", "")
    return {"end": "right"}.get(side.lower(), side.lower())


def _rows(table: Any) -> Iterator[Any]:
    """Yield a table's own rows; those of a table in its cells are not."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _office_mark(element: Any, found: re.Match[str]) -> ListMark:
    """Return the place in a list of a paragraph that Word has written: its label is a span."""
    labels = (one for one in element.iter("span") if _LABEL.search(one.get("style", "")))
    label = next(("".join(one.itertext()).strip() for one in labels), "")
    ordered = any(sign.isalnum() for sign in label) and label != "o"
    return ListMark(f"list {found[1]}", int(found[2]) - 1, ordered)


def _list_mark(element: Any, outer: ListMark | None) -> ListMark:
    start = element.get("start", "1")
    first = int(start) if start.isdigit() and len(start) < 9 else 1
    number = _NUMBERS.get(element.get("type", ""), "decimal")
    level = outer.level + 1 if outer else 0
    return ListMark(f"list {id(element)}", level, element.tag == "ol", first, number)


def _trimmed(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield runs without the spaces at a paragraph's ends and beside its line breaks."""
    fresh = True
    for piece in pieces:
        if not isinstance(piece, Run):
            yield piece
            continue
        text = piece.text.lstrip(" ") if fresh else piece.text
        if text:
            fresh = text.endswith((" ", "\n"))
            yield Run(text, piece.look, piece.link)
