"""The mark of a proof is printed where the letterhead prints nothing, in both formats."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from tests.writers.docx.letters import A4, SENTENCE, letter, paragraph, written
from tests.writers.docx.reader import W, xml

from lettermerge.inspection.pdf_text import read_pdf_text
from lettermerge.layout.page_style import Box
from lettermerge.letter import document as tree
from lettermerge.writers import pdf
from lettermerge.writers.proof_mark_placement import proof_places
from lettermerge.writers.writer_interface import Written

PROOF = replace(A4, proof="PROOF – not for mailing")


def heading(*items: tuple[float, float, float], page: str = "all") -> tree.Letterhead:
    """Return a letterhead of a line at each (x, y, width)."""
    placed = (
        tree.PlacedItem(page, x, y, w, lines=("Sample",), align="center") for x, y, w in items
    )
    return tree.Letterhead("", printed=False, room=10, items=tuple(placed))


def banded(head: float, foot: float) -> tree.Letterhead:
    """Return a letterhead of a picture with a band at the head and one at the foot."""
    picture = Image.new("RGB", (420, 594), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 420, head * 2), fill="#204080")
    draw.rectangle((0, 594 - foot * 2, 420, 594), fill="#204080")
    stream = BytesIO()
    picture.save(stream, "PNG")
    sheet = tree.Asset("sheet.png", "image/png", stream.getvalue())
    return tree.Letterhead("", printed=False, room=10, first=sheet, later=sheet)


HEADS = {
    "head": heading((60, 4, 90), (60, 8, 90)),
    "head and foot": heading((60, 4, 90), (60, 8, 90), (60, 283, 90)),
    "foot": heading((60, 283, 90)),
    "picture": banded(12.5, 14.5),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADS)
def test_the_mark_is_where_nothing_is_printed_in_both_formats(name: str) -> None:
    head = HEADS[name]
    document = letter(letterhead=head, body=tuple(paragraph(SENTENCE) for _ in range(16)))
    (made,) = pdf.write([document], PROOF)
    assert isinstance(made, Written), made
    content = written(document, PROOF)
    places = proof_places(head, PROOF)
    assert places is not None
    for number, (sheet, part) in enumerate(
        zip(read_pdf_text(made.content), ("header2", "header1"), strict=True)
    ):
        box = places[number]
        (mark,) = (one.box for one in sheet.marks if one.text.startswith("PROOF"))
        assert box.left <= mark.left < mark.right <= box.right
        assert box.top <= mark.top < mark.bottom <= box.bottom
        others = [one.box for one in (*sheet.words, *sheet.marks) if one.box != mark]
        assert not any(meets(mark, one) for one in others)
        assert mark.bottom < 297 - 5
        table = next(xml(content, f"word/{part}.xml").iter(W + "tblpPr"))
        assert float(table.get(W + "tblpX", "")) / 56.69 == pytest.approx(box.left, abs=0.1)
        assert float(table.get(W + "tblpY", "")) / 56.69 == pytest.approx(box.top, abs=0.1)
    if name == "picture":
        assert all(12.5 <= box.top < box.bottom <= 282.5 for box in places)


def meets(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and one.right > other.left
        and one.top < other.bottom
        and one.bottom > other.top
    )


def test_an_ordinary_letterhead_leaves_the_mark_in_its_usual_place() -> None:
    assert proof_places(letter().letterhead, PROOF) is None
    assert proof_places(heading((20, 10, 30)), PROOF) is None
    assert proof_places(HEADS["head"], A4) is None
    assert proof_places(banded(0.5, 0.5), PROOF) is None
