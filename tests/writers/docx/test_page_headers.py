"""What the headers of first and later pages hold: letterhead, placed items, stationery."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.writers.docx.letters import A4, LETTER, MARK, SENTENCE, letter, paragraph, png, written
from tests.writers.docx.reader import W, parts, xml

from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree

PAPER = tree.Asset("paper.png", "image/png", png(210, 297))
OTHER = tree.Asset("other.png", "image/png", png(100, 130))
ITEMS = (
    tree.PlacedItem("first", 150, 20, 40, lines=("Direct line", "0123"), align="right", bold=True),
    tree.PlacedItem("all", 20, 280, 170, lines=("Registered in Sampletown",), colour="#555555"),
    tree.PlacedItem("later", 170, 8, 20, image=MARK, image_alt="Little mark"),
)
HEAD = replace(letter().letterhead, items=ITEMS, first=PAPER, later=OTHER)
WORDY = letter(letterhead=HEAD, body=(paragraph(SENTENCE * 40),))


def _said(content: bytes, name: str) -> str:
    return " ".join("".join(one.itertext()) for one in xml(content, name).iter(W + "p"))


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4, LETTER])
def test_items_are_on_the_pages_that_they_are_for(style: PageStyle) -> None:
    content = written(WORDY, style)
    first, later = (_said(content, f"word/header{number}.xml") for number in (2, 1))
    assert "Direct line" in first
    assert "Direct line" not in later
    assert "Registered" in first
    assert "Registered" in later
    assert len(list(xml(content, "word/header2.xml").iter("{*}anchor"))) == 1  # the paper
    assert len(list(xml(content, "word/header1.xml").iter("{*}anchor"))) == 2


@pytest.mark.slow
def test_lines_are_placed_in_millimetres_by_a_table_and_never_in_a_frame() -> None:
    content = written(WORDY)
    (place, _) = xml(content, "word/header2.xml").iter(W + "tblpPr")
    assert (place.get(W + "vertAnchor"), place.get(W + "horzAnchor")) == ("page", "page")
    assert int(place.get(W + "tblpX", "0")) * 25.4 / 1440 == pytest.approx(150, abs=0.02)
    assert int(place.get(W + "tblpY", "0")) * 25.4 / 1440 == pytest.approx(20, abs=0.02)
    for name, part in parts(content).items():
        assert b"framePr" not in part, name
        assert b"txbx" not in part, name


@pytest.mark.slow
def test_the_stationery_covers_the_paper_behind_the_words() -> None:
    content = written(WORDY, LETTER)
    for name in ("word/header1.xml", "word/header2.xml"):
        anchor = next(xml(content, name).iter("{*}anchor"))
        extent = anchor.find("{*}extent")
        assert anchor.get("behindDoc") == "1"
        assert extent is not None
        assert int(extent.get("cx", "0")) / 36000 == pytest.approx(LETTER.paper.width)
        assert int(extent.get("cy", "0")) / 36000 == pytest.approx(LETTER.paper.height)


def test_each_header_has_the_relationships_of_its_own_pictures() -> None:
    content = written(WORDY)
    for number in (1, 2):
        wanted = {
            value
            for one in xml(content, f"word/header{number}.xml").iter("{*}blip")
            for value in one.attrib.values()
        }
        related = xml(content, f"word/_rels/header{number}.xml.rels")
        assert wanted == {one.get("Id") for one in related}
        assert {f"word/{one.get('Target')}" for one in related} <= set(parts(content))


@pytest.mark.slow
@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_the_image_stands_where_it_is_asked_for(align: tree.Align) -> None:
    head = replace(letter().letterhead, align=align)
    header = xml(written(letter(letterhead=head)), "word/header2.xml")
    cells = [
        ["".join(one.itertext()) or "picture" for one in cell.iter(W + "p")]
        for cell in header.iter(W + "tc")
    ]
    name, tagline, lines = head.name, head.tagline, list(head.lines)
    assert (
        cells
        == {
            "left": [["picture"], [name, tagline], lines],
            "center": [["picture", name, tagline, *lines]],
            "right": [[name, tagline, *lines], ["picture"]],
        }[align]
    )


def test_preprinted_paper_has_room_and_no_letterhead() -> None:
    head = tree.Letterhead("Sample Society", printed=False, room=40.0)
    content = written(letter(letterhead=head))
    assert "Sample Society" not in _said(content, "word/header2.xml")
    date = xml(content, "word/styles.xml").xpath(
        "//w:style[@w:styleId='Date']//w:spacing/@w:before", namespaces={"w": W[1:-1]}
    )
    above = A4.later_top - A4.margins.top  # which pages have that begin with text
    assert int(date[0]) * 25.4 / 1440 == pytest.approx(40 - above, abs=0.02)


LOW = tree.PlacedItem("all", 60, 17, 40, lines=("Foot",), side="right", edge="bottom", italic=True)


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4, LETTER])
def test_an_item_at_the_foot_is_as_far_from_the_paper_s_edges_on_every_paper(
    style: PageStyle,
) -> None:
    content = written(letter(letterhead=replace(HEAD, items=(LOW,))), style)
    (place,) = xml(content, "word/header2.xml").iter(W + "tblpPr")
    left, top = (int(place.get(W + key, "0")) * 25.4 / 1440 for key in ("tblpX", "tblpY"))
    assert left == pytest.approx(style.paper.width - 60, abs=0.02)
    assert top == pytest.approx(style.paper.height - 17, abs=0.02)
    styles = {
        one.get(W + "styleId"): one for one in xml(content, "word/styles.xml").iter(W + "style")
    }
    assert styles["LetterheadItem1"].find(f"{W}rPr/{W}i") is not None
