"""A letterhead's lines and pictures become items where Word printed them."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from lettermerge.importing.source_letter import (
    CharacterStyle,
    FieldCode,
    ParagraphLayout,
    Picture,
    Piece,
    PlacedBox,
    Run,
    SourceLetter,
    SourcePage,
    SourceParagraph,
    Story,
    TabStop,
    TextBox,
)
from lettermerge.importing.theme_draft import draft_theme
from lettermerge.importing.theme_toml import theme_toml

PAGE = SourcePage(210, 297, (25, 20, 25, 30), 12.5, 12.5, "Arial", 11)


def paragraph(*pieces: Piece, align: str = "") -> SourceParagraph:
    return SourceParagraph(pieces, "header, paragraph 1", align=align)


def letter(*stories: Story, images: dict[str, bytes] | None = None) -> SourceLetter:
    return SourceLetter("l.docx", (), stories, page=PAGE, images=images or {})


def test_header_lines_follow_one_another_from_the_header_s_edge() -> None:
    look = CharacterStyle(bold=True, size=14, colour="#aa0000")
    story = Story(
        "header", (paragraph(Run("Alliance", look), align="right"), paragraph(Run("Street")))
    )
    first, second = draft_theme(letter(story), ()).items
    assert (first.x, first.y, first.width) == (30, 12.5, 160)
    assert (first.align, first.size, first.colour, first.bold) == ("right", 14, "#aa0000", True)
    assert second.y == pytest.approx(12.5 + 14 * 1.2 * 25.4 / 72, abs=0.2)


@pytest.mark.parametrize(
    ("kinds", "pages"),
    [
        (["header"], ["all"]),
        (["header", "first-page header"], ["later", "first"]),
        (["even-page header"], []),
    ],
)
def test_each_header_is_on_the_pages_that_show_it(kinds: list[str], pages: list[str]) -> None:
    draft = draft_theme(letter(*(Story(kind, (paragraph(Run(kind)),)) for kind in kinds)), ())
    assert [one.page for one in draft.items] == pages


def test_lines_of_one_look_are_one_item_so_that_a_long_one_moves_the_next() -> None:
    lines = tuple(paragraph(Run(text)) for text in ("1 Example Street", "Exampletown"))
    box = TextBox(lines, PlacedBox(100, 20, 60, 20, "page", "page"))
    (item,) = draft_theme(letter(), (box,)).items
    assert item.lines == ("1 Example Street", "Exampletown")


def test_a_footer_ends_at_the_footer_s_edge() -> None:
    (item,) = draft_theme(
        letter(Story("footer", (paragraph(Run("Foot", CharacterStyle(size=10))),))), ()
    ).items
    assert item.bottom == pytest.approx(297 - 12.5, abs=0.2)
    made = tomllib.loads(
        theme_toml(draft_theme(letter(Story("footer", (paragraph(Run("Foot")),))), ()), {})
    )
    (low,) = made["letterhead"]["items"]
    assert (low["edge"], 12.5 < low["y"] < 18) == ("bottom", True)


def test_tabs_part_a_line_into_left_centre_and_right() -> None:
    stops = ParagraphLayout(tabs=(TabStop(80, "center"), TabStop(160, "right")))
    line = replace(paragraph(Run("left\tmiddle\tright")), layout=stops)
    story = Story("footer", (line,))
    assert [(one.lines, one.align) for one in draft_theme(letter(story), ()).items] == [
        (("left",), "left"),
        (("middle",), "center"),
        (("right",), "right"),
    ]


def test_page_numbers_are_the_frame_s_and_other_fields_are_told() -> None:
    number = paragraph(Run("Page "), FieldCode(("PAGE",)))
    name = paragraph(Run("For "), FieldCode(("MERGEFIELD Name",)))
    draft = draft_theme(letter(Story("footer", (number, name))), ())
    assert draft.items == []
    assert [one.words for one in draft.framed] == ["Page"]
    assert [one.words for one in draft.omissions] == ["For «MERGEFIELD Name»"]
    assert len(draft.fields) == 2


@pytest.mark.parametrize(
    ("box", "left", "top"),
    [
        (PlacedBox(10, 5, 40, 15, "page", "page"), 10, 5),
        (PlacedBox(10, 5, 40, 15, "margin", "margin"), 40, 30),
        (PlacedBox(0, 0, 40, 15, "right", "page"), 150, 0),
        (PlacedBox(0, 0, 40, 15, "center", "margin"), 90, 25),
    ],
)
def test_pictures_are_where_they_were_anchored(box: PlacedBox, left: float, top: float) -> None:
    picture = Picture("logo.png", "Logo", box, floating=True)
    (item,) = draft_theme(letter(images={"logo.png": b"x"}), (picture,)).items
    assert (item.x, item.y, item.width, item.image) == (left, top, 40, "logo.png")


def test_a_picture_of_another_format_is_told() -> None:
    draft = draft_theme(letter(), (Picture("logo.emf"),))
    assert draft.items == []
    assert "PNG, JPEG and SVG" in draft.omissions[0].reason


def test_a_text_box_is_lines_at_its_place() -> None:
    box = TextBox((paragraph(Run("In a box")),), PlacedBox(100, 20, 60, 10, "page", "page"))
    (item,) = draft_theme(letter(), (box,)).items
    assert (item.lines, item.x > 100, 20 < item.y < 24) == (("In a box",), True, True)


def test_lines_that_the_paper_has_no_room_for_are_told() -> None:
    far = SourceParagraph((Run("\tfar"),), "p", layout=ParagraphLayout(tabs=(TabStop(400),)))
    draft = draft_theme(letter(Story("header", (far,))), ())
    assert draft.items == []
    assert [(one.words, one.reason) for one in draft.omissions] == [
        ("far", "it is beyond the edge of the paper")
    ]
    draft = draft_theme(letter(Story("footer", tuple(paragraph(Run("x")) for _ in range(200)))), ())
    assert sum(len(one.lines) for one in draft.items) <= 120
    assert draft.omissions[-1].reason == "a letterhead has at most 120 lines"


@pytest.mark.parametrize(("gap", "lines"), [(0.0, 4), (6.0, 4), (1.0, 2)])
def test_typed_lines_that_reach_the_address_s_window_close_up(gap: float, lines: int) -> None:
    layout = ParagraphLayout(after=gap)
    body = tuple(
        replace(paragraph(Run(f"line {n}")), layout=layout, place=f"body {n}") for n in range(lines)
    )
    places = [one.place for one in body]
    draft = draft_theme(replace(letter(), body=body), (), places)
    lowest = max(one.bottom for one in draft.items)
    assert lowest < 48
    assert sum(len(one.lines) for one in draft.items) == lines
    assert len(draft.items) == (1 if gap in (0.0, 6.0) else 2)
