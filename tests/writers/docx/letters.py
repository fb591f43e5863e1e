"""Letters for the tests of documents: every name and address in them is invented."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

from lettermerge.config.theme import Theme
from lettermerge.diagnostics import Failure
from lettermerge.layout.page_style import PageStyle, page_style
from lettermerge.letter import document as tree
from lettermerge.writers.docx import write

A4, LETTER = page_style(Theme(), "a4"), page_style(Theme(), "letter")

SENTENCE = (
    "The invented committee met before the invented recess and asked that the record of its "
    "sittings be laid before the house, with the papers that it had sent and had been sent. "
)


def png(width: int = 60, height: int = 40) -> bytes:
    """Return a PNG of one colour (W3C PNG, 5.3 and 11.2)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = zlib.compress((b"\0" + b"\x1f\x3a\x5f" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    image = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + image


MARK = tree.Asset("mark.png", "image/png", png())
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">'
    b'<path fill="#1f3a5f" d="M0 0h60v40z"/></svg>'
)
DRAWING = tree.Asset("drawing.svg", "image/svg+xml", SVG)


def inline(text: str) -> tree.Inlines:
    return (tree.Text(text),)


def paragraph(text: str) -> tree.Paragraph:
    return tree.Paragraph(inline(text))


def items(*texts: str, start: int | None = None, tight: bool = True) -> tree.ItemList:
    return tree.ItemList(tuple((paragraph(text),) for text in texts), start, tight)


SENTENCES = tree.Paragraph((
    tree.Text("Asked "), tree.Strong(inline("firmly")), tree.Text(" and "),
    tree.Emphasis((tree.Text("as "), tree.Strong(inline("some say")))), tree.LineBreak(),
    tree.Link(inline("on record"), "https://example.org/r?a=1&b=2"), tree.Text(" or "),
    tree.Link((tree.Emphasis(inline("by post")),), "mailto:desk@example.org"), tree.Text("."),
))  # fmt: skip
TABLE = tree.Table(
    (inline("Year"), inline("Seats"), ()),
    ((inline("2001"), inline("12"), inline("a")), (inline("2002"), (), SENTENCES.children)),
    ("left", "right", "center"),
)
NESTED = tree.ItemList((
    (paragraph("outer"), items("inner", "inner again", start=4), paragraph("after it")),
    (tree.Quote((paragraph("said"),)), tree.Image(MARK, "A rectangle", 20)),
    (),
))  # fmt: skip

#: One of every block that a letter may hold, alone and inside of each other.
EVERYTHING: tuple[tree.Block, ...] = (
    paragraph(SENTENCE), tree.Heading(1, inline("What was asked")), SENTENCES,
    tree.Heading(2, inline("In particular")), items("third", SENTENCE, start=3),
    items("first", "second", start=1), items("loose", "again", tight=False), NESTED,
    tree.Quote((paragraph(SENTENCE), items("quoted"), tree.Quote((paragraph("deeper"),)))),
    tree.Rule(), TABLE, tree.Image(MARK, "A plain rectangle", 30), tree.Image(DRAWING, "Another"),
    tree.PageBreak(), paragraph("A new page."), TABLE,
)  # fmt: skip

ORDINARY = tree.Document(
    language="en-GB",
    title="Letter to Testina Example",
    author="Sample Society",
    date="2023-07-20",
    running_head="Testina Example, 20 July 2023",
    page_label="Page {page} of {pages}",
    letterhead=tree.Letterhead(
        "Sample Society", ("1 Sample Street", "https://example.org"), "For samples", MARK, "Mark"
    ),
    date_line="20 July 2023",
    address_block=("The Hon Testina Example", "House of Samples", "London", "SW1A 0AA"),
    subject="Samples before the general recess",
    salutation="Dear Ms Example,",
    body=(paragraph("We write to you. " + SENTENCE), paragraph(SENTENCE * 2)),
    close="Yours sincerely,",
    signatures=(tree.Signature("Testa Signer", "Chair", "Sample Society", MARK, "Signature"),),
    after=(tree.Labelled("", ("Signed electronically.",)), tree.Labelled("Copies:", ("A", "B"))),
    note=(paragraph("The Sample Society is invented."),),
)


def letter(**changes: object) -> tree.Document:
    """Return an ordinary letter, with `changes` to its fields."""
    return replace(ORDINARY, **changes)  # type: ignore[arg-type]


def written(document: tree.Document, style: PageStyle = A4) -> bytes:
    """Return the file of one letter that can be written."""
    (result,) = write([document], style)
    assert not isinstance(result, Failure), result
    return result.content
