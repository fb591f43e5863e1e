"""Finished letters for the tests of pages, and a second opinion on where their ink stands.

The second opinion is poppler's: a page drawn in grey, and the dark pixels counted out of it.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from io import BytesIO

import numpy
from PIL import Image
from tests.writers.specimens import letter

from lettermerge.config.theme import Theme
from lettermerge.diagnostics import Diagnostic
from lettermerge.inspection import Inspection, WindowEnvelope, inspect_pages
from lettermerge.layout.page_style import Box, PageStyle, page_style
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import write
from lettermerge.writers.writer_interface import Written

A4, LETTER = page_style(Theme(), "a4"), page_style(Theme(), "letter")
STYLES = {"a4": A4, "letter": LETTER}
DOTS = 400  # an inch, of the second opinion: 0.06 mm

#: A letter of which nothing is printed but the address.
BARE = letter(
    letterhead=tree.Letterhead(""), date_line="", subject="", salutation="", body=(), close="",
    signatures=(), after=(), note=(),
)  # fmt: skip


#: An ordinary letter without pictures: nothing is wrong with it.
PLAIN = letter(
    letterhead=tree.Letterhead("Sample Society", ("1 Sample Street",)),
    signatures=(tree.Signature("Testa Signer", "Chair", "Sample Society"),),
)


def pdf(document: tree.Document, style: PageStyle = A4) -> bytes:
    written = next(write([document], style))
    assert isinstance(written, Written), written
    return written.content


def inspected(
    document: tree.Document, style: PageStyle = A4, envelope: WindowEnvelope | None = None
) -> Inspection:
    return inspect_pages(document, style, pdf(document, style), envelope)


def codes(inspection: Inspection) -> list[str]:
    return [one.code for one in inspection.diagnostics]


def only(inspection: Inspection, code: str) -> Diagnostic:
    (found,) = (one for one in inspection.diagnostics if one.code == code)
    return found


def moved(style: PageStyle, left: float, top: float, **more: float) -> PageStyle:
    """Return `style` with the address window's corner at `left`, `top`."""
    window = replace(style.window, left=left, top=top, **more)
    margins = replace(style.margins, left=min(left, style.margins.left), top=min(top, 10.0))
    return replace(style, window=window, margins=margins, body_top=max(style.body_top, top + 30))


def dark_box(content: bytes) -> Box:
    """Return the box around everything dark on the first page, in millimetres, by poppler."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(DOTS), "-gray", "-singlefile", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    dark = numpy.asarray(Image.open(BytesIO(done.stdout))) < 128
    rows, columns = numpy.flatnonzero(dark.any(axis=1)), numpy.flatnonzero(dark.any(axis=0))
    dot = 25.4 / DOTS
    left, top = columns[0] * dot, rows[0] * dot
    return Box(left, top, (columns[-1] + 1) * dot - left, (rows[-1] + 1) * dot - top)
