"""Find the first words in which a letter's PDF and its DOCX differ.

Both are read as finished files: the PDF by its structure, the DOCX by its XML (ECMA-376-1,
17.3.3: what a w:p holds), so that a fault of either writer shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from unicodedata import normalize
from zipfile import ZipFile

from ..diagnostics import Diagnostic, Severity, Where
from .pdf_text import Sheet, in_order

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NOTE = _W + "footnoteReference"
_BLANK = {_W + "br": "\n", _W + "cr": "\n", _W + "tab": "\t"}
_PRINTED = {_W + "noBreakHyphen": "\u2011", _W + "softHyphen": "\u00ad"}
#: What says nothing about the words: characters without ink, and hyphens, since at the end of a
#: line no reader of PDF can tell one that was typed from one that breaks a word.
_UNSEEN = dict.fromkeys(map(ord, "-\u2010\u2011\u00ad\u0002\ufffe\u200b\u200c\u200d\u2060\ufeff"))
_SHOWN = 30  # letters of each side that a message quotes


def docx_text(docx: bytes) -> str:
    """Return the words of the first page's header, of the body, and of the first page's footer.

    Each paragraph is a line.

    What the program adds to a letter (the mark of a proof, the running head) is not among them.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False)
    with ZipFile(BytesIO(docx)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"), parser)
        related = archive.read("word/_rels/document.xml.rels")
        heads, feet = (_of_first_pages(kind, body, related) for kind in ("header", "footer"))
        notes: dict[str | None, str] = {}
        if "word/footnotes.xml" in archive.namelist():
            found = etree.fromstring(archive.read("word/footnotes.xml"), parser)
            notes = {one.get(_W + "id"): _words(one, {}) for one in found.iter(_W + "footnote")}
        above, below = (
            [etree.fromstring(archive.read(name), parser) for name in names]
            for names in (heads, feet)
        )
        roots = [*above, body, *below]
    return "\n".join(
        _words(paragraph, notes)
        for root in roots
        for paragraph in root.iter(_W + "p")
        if paragraph.find(f"{_W}pPr/{_W}pStyle[@{_W}val='ProofMark']") is None
    )


def _words(paragraph: Any, notes: Mapping[str | None, str]) -> str:
    """Return the words of a paragraph, those of its footnotes where they are referred to."""
    kinds = (_W + "t", _NOTE, *_BLANK, *_PRINTED)
    return "".join(
        f" {notes.get(one.get(_W + 'id'), '')} "
        if one.tag == _NOTE
        else _BLANK.get(str(one.tag)) or _PRINTED.get(str(one.tag)) or one.text or ""
        for one in paragraph.iter(*kinds)
    )


def _of_first_pages(kind: str, body: Any, relationships: bytes) -> list[str]:
    """Return the names of the parts that are headers, or footers, of first pages."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False)
    targets = {
        one.get("Id"): f"word/{one.get('Target')}"
        for one in etree.fromstring(relationships, parser)
    }
    return [
        targets[one.get(_R + "id")]
        for one in body.iter(f"{_W}{kind}Reference")
        if one.get(_W + "type") == "first"
    ]


def pdf_text(sheets: Sequence[Sheet]) -> str:
    """Return the words of a PDF in reading order, a line for each text object."""
    return "\n".join(words.text for _, words in in_order(sheets))


def compare_words(sheets: Sequence[Sheet], docx: bytes) -> Diagnostic | None:
    """Return what is said where a letter's two files differ in words, None where they do not.

    White space and hyphens do not count: a PDF has none of one between its lines, and may have
    others of the other at their ends. Nor do ways to encode a character (Unicode NFKC).
    """
    printed, typed = normalize("NFKC", pdf_text(sheets)), normalize("NFKC", docx_text(docx))
    one, other = _solid(printed), _solid(typed)
    if one == other:
        return None
    pairs = enumerate(zip(one, other, strict=False))
    differs = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(differs - _SHOWN // 2, 0)
    return Diagnostic(
        "page.words-differ",
        f"PDF and DOCX differ in words: the PDF has `{_quoted(printed, start)}` where the DOCX has "
        f"`{_quoted(typed, start)}`",
        Where(),
        "a style sheet that prints or hides words (theme.css) has no hold on a DOCX",
        Severity.WARNING,
    )


def _solid(text: str) -> str:
    """Return the letters of a text that are compared."""
    return "".join(text.translate(_UNSEEN).split())


def _quoted(text: str, start: int) -> str:
    """Return whole words of `text`, from the letter that is number `start` in _solid."""
    places = [n for n, one in enumerate(text) if ord(one) not in _UNSEEN and not one.isspace()]
    if start >= len(places):
        return ""
    last = places[min(start + _SHOWN, len(places)) - 1]
    first = next((n for n in range(places[start], 0, -1) if text[n - 1].isspace()), 0)
    end = next((n for n in range(last, len(text)) if text[n].isspace()), len(text))
    return " ".join(text[first:end].split())
