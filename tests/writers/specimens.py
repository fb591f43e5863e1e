"""Letters for the writers' tests: every name and address in them is invented."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime

from lettermerge.layout.page_style import A4, LETTER, Box, Margins, PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.writer_interface import SignatureSpace

SPACE = SignatureSpace(4096, datetime(2023, 7, 20, 12, 0, tzinfo=UTC), "Testa Signer")
A4_STYLE = PageStyle(A4, Margins(20, 22, 20, 25), Box(25, 50, 90, 36), 96)
LETTER_STYLE = PageStyle(LETTER, Margins(20, 25, 20, 25), Box(22, 50, 95, 30), 90)

SENTENCE = (
    "The sample committee met before the sample recess and asked that the record of its sittings "
    "be laid before the house, with the papers that had been sent to it and those it had sent. "
)


def png(width: int = 60, height: int = 40, colour: tuple[int, int, int] = (31, 58, 95)) -> bytes:
    """Return a PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


MARK = tree.Asset("mark.png", "image/png", png())
DRAWING = tree.Asset(
    "drawing.svg",
    "image/svg+xml",
    b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">'
    b'<path fill="#1f3a5f" d="M0 0h60v40z"/></svg>',
)


def words(text: str) -> tuple[tree.Inline, ...]:
    return (tree.Text(text),)


def paragraph(text: str) -> tree.Paragraph:
    return tree.Paragraph(words(text))


#: One of every block that a letter may hold.
EVERYTHING: tuple[tree.Block, ...] = (
    paragraph("We write to you as a member of the house. " + SENTENCE),
    tree.Heading(1, words("What was asked")),
    tree.Paragraph((
        tree.Text("It was asked "),
        tree.Strong(words("firmly")),
        tree.Text(" and, as "),
        tree.Emphasis((tree.Text("some "), tree.Strong(words("say")))),
        tree.Text(", twice;"),
        tree.LineBreak(),
        tree.Text("see "),
        tree.Link(words("the sample record of the house in its second sitting"), "https://example.org/r"),
        tree.Text("."),
    )),
    tree.Heading(2, words("In particular")),
    tree.ItemList(((paragraph("first"),), (paragraph("second " + SENTENCE),)), start=3),
    tree.ItemList(((paragraph("loose"), paragraph("twice")), (paragraph("again"),)), tight=False),
    tree.ItemList(((paragraph("outer"), tree.ItemList(((paragraph("inner"),),))),)),
    tree.Quote((paragraph("Quoted words. " + SENTENCE),)),
    tree.Rule(),
    tree.Table(
        (words("Year"), words("Seats"), ()),
        ((words("2001"), words("12"), words("a")), (words("2002"), (), words("b"))),
        ("left", "right", "center"),
    ),
    tree.Image(MARK, "A plain rectangle", 30),
    tree.Image(DRAWING, "A plain triangle"),
)  # fmt: skip


def letter(**changes: object) -> tree.Document:
    """Return an ordinary letter, with `changes` to its fields."""
    ordinary = tree.Document(
        language="en-GB",
        title="Letter to Testina Example",
        author="Sample Society",
        date="2023-07-20",
        running_head="Testina Example, 20 July 2023",
        page_label="Page {page} of {pages}",
        letterhead=tree.Letterhead(
            "Sample Society",
            ("1 Sample Street", "https://example.org"),
            "For samples",
            MARK,
            "Mark",
        ),
        date_line="20 July 2023",
        address_block=("The Hon Testina Example", "House of Samples", "London", "SW1A 0AA"),
        subject="Samples before the general recess",
        salutation="Dear Ms Example,",
        body=(paragraph("We write to you. " + SENTENCE), paragraph(SENTENCE * 2)),
        close="Yours sincerely,",
        signatures=(tree.Signature("Testa Signer", "Chair", "Sample Society", MARK, "Signature"),),
        after=(tree.Labelled("Enclosures:", ("A sample", "Another")),),
        note=(paragraph("The Sample Society is invented."),),
    )
    return replace(ordinary, **changes)  # type: ignore[arg-type]
