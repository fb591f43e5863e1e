"""Read plain text, Markdown and HTML into a source letter: no looks, no letterhead.

Lines of a paragraph that a text editor wrapped are joined; short lines, such as those of an
address, stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .source import (
    CharacterStyle,
    ListMark,
    Piece,
    Run,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    SourceTable,
)
from .word_package import refuse

MOST_BYTES = 4 << 20
_WRAPPED = 55  # characters: a line of this length goes on in the next one
_ITEM = re.compile(r"^\s{0,8}(?:(?P<bullet>[-*•–])|(?P<number>\d{1,3})[.)])\s+(?=\S)")
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def decode(data: bytes, file: str) -> str:
    """Return a text file's text: UTF-8 or UTF-16 with a mark, UTF-8, else Windows-1252.

    Raises:
        UsageError: it is no text.
    """
    if len(data) > MOST_BYTES:
        raise refuse(file, "it is longer than a letter can be", "import the letter alone")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    if b"\0" in data:
        raise refuse(file, "it is no text", "save the letter as .docx or .txt")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(data: bytes, file: str) -> SourceLetter:
    """Read a plain text letter."""
    blocks: list[SourceBlock] = []
    for number, lines in enumerate(_chunks(decode(data, file)), 1):
        blocks += _paragraphs(lines, f"paragraph {number}")
        blocks.append(SourceParagraph((), f"after paragraph {number}"))
    return SourceLetter(file, tuple(blocks), plain=True)


def _chunks(text: str) -> Iterator[list[str]]:
    """Yield the lines between blank ones."""
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield lines
            lines = []


def _paragraphs(lines: list[str], place: str) -> Iterator[SourceParagraph]:
    """Yield the paragraphs of a chunk: items of a list, or one of joined or short lines."""
    text = ""
    item: ListMark | None = None
    for typed, following in zip(lines, [*lines[1:], ""], strict=True):
        line, mark = typed, _ITEM.match(typed)
        if mark:
            if text.strip():
                yield SourceParagraph((Run(text.rstrip("\n")),), place, item=item)
            ordered = mark["number"] is not None
            first = int(mark["number"]) if ordered else 1
            item = ListMark(place, 0, ordered, first)
            text, line = "", line[mark.end() :]
        long = len(line) >= _WRAPPED and bool(following.strip())
        text += line.strip() + (" " if long else "\n" if following.strip() else "")
    if text.strip():
        yield SourceParagraph((Run(text.rstrip("\n")),), place, item=item)


def read_markdown(data: bytes, file: str) -> SourceLetter:
    """Read a letter in Markdown, whose markup and front matter stay as they are."""
    text = decode(data, file)
    front = _FRONT.match(text)
    blocks: list[SourceBlock] = []
    body = text[front.end() :] if front else text
    for number, lines in enumerate(_chunks(body), 1):
        words = "\n".join(lines)
        blocks.append(SourceParagraph((Run(words),), f"paragraph {number}"))
        blocks.append(SourceParagraph((), f"after paragraph {number}"))
    return SourceLetter(
        file, tuple(blocks), plain=True, markdown=True, front=front[0] if front else ""
    )


def read_html(data: bytes, file: str) -> SourceLetter:
    """Read a letter in HTML: what a browser shows of it, its style sheets and scripts left out."""
    from lxml import html

    text = decode(data, file)
    if not text.strip():
        return SourceLetter(file, (), plain=True)
    root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    body = root.find("body")
    reader = _HtmlReader()
    reader.children(root if body is None else body, CharacterStyle(), "", None)
    reader.close()
    return SourceLetter(file, tuple(reader.blocks), plain=True)


_BLOCKS = {"p", "div", "section", "article", "header", "footer", "address", "main", "blockquote",
           "figure", "pre", "form", "fieldset", "dl", "dt", "dd", "center"}  # fmt: skip
_HIDDEN = {"script", "style", "head", "template", "noscript", "title", "svg", "iframe"}
_BOLD, _ITALIC = {"b", "strong", "th"}, {"i", "em", "u", "cite"}


class _HtmlReader:
    """Turns elements into paragraphs; white space folds as browsers fold it."""

    def __init__(self) -> None:
        self.blocks: list[SourceBlock] = []
        self.pieces: list[Piece] = []
        self.number = 0
        self.heading = 0
        self.item: ListMark | None = None

    def close(self) -> None:
        """End the paragraph that is open."""
        text = "".join(piece.text for piece in self.pieces if isinstance(piece, Run))
        if text.strip():
            self.number += 1
            self.blocks.append(
                SourceParagraph(
                    tuple(_trimmed(self.pieces)), f"paragraph {self.number}",
                    heading=self.heading, item=self.item,
                )
            )  # fmt: skip
            if self.item is None:
                self.blocks.append(SourceParagraph((), f"after paragraph {self.number}"))
        self.pieces = []

    def children(
        self, element: Any, look: CharacterStyle, link: str, item: ListMark | None
    ) -> None:
        """Read an element's text and what is in it."""
        self.text(element.text, look, link)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _HIDDEN:
                self.element(child, look, link, item)
            self.text(child.tail, look, link)

    def text(self, text: str | None, look: CharacterStyle, link: str) -> None:
        """Add words, runs of white space as one space."""
        if text:
            self.pieces.append(Run(re.sub(r"[ \t\n\r\f]+", " ", text), look, link))

    def element(self, element: Any, look: CharacterStyle, link: str, item: ListMark | None) -> None:
        """Read one element."""
        tag = element.tag
        if tag == "br":
            self.pieces.append(Run("\n", look, link))
        elif tag == "table":
            self.close()
            self.blocks.append(self.table(element))
        elif tag in ("ul", "ol"):
            self.close()
            start = element.get("start", "1")
            level = item.level + 1 if item else 0
            first = int(start) if start.isdigit() and len(start) < 9 else 1
            mark = ListMark(f"list {id(element)}", level, tag == "ol", first)
            self.children(element, look, link, mark)
            self.close()
        elif tag == "li":
            self.close()
            self.item = item or ListMark("list", 0, False)
            self.children(element, look, link, item)
            self.close()
            self.item = None
        elif re.fullmatch(r"h[1-6]", tag):
            self.close()
            self.heading = int(tag[1])
            self.children(element, look, link, item)
            self.close()
            self.heading = 0
        elif tag in _BLOCKS:
            self.close()
            self.children(element, look, link, item)
            self.close()
        else:
            href = element.get("href", "") if tag == "a" else ""
            inner = CharacterStyle(look.bold or tag in _BOLD, look.italic or tag in _ITALIC)
            self.children(element, inner, href or link, item)

    def table(self, element: Any) -> SourceTable:
        """Read a table, each cell as blocks of its own."""
        self.number += 1
        place = f"table {self.number}"
        rows = []
        for row in element.iter("tr"):
            cells = []
            for cell in row:
                if cell.tag in ("td", "th"):
                    inner = _HtmlReader()
                    inner.children(cell, CharacterStyle(), "", None)
                    inner.close()
                    cells.append(tuple(inner.blocks))
            rows.append(tuple(cells))
        return SourceTable(tuple(rows), place)


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
