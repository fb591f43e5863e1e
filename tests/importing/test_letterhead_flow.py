"""Lines of a letterhead are where Word lays them out: columns, tab stops, spaces, pictures."""

from __future__ import annotations

import pytest

from lettermerge.importing.letterhead_flow import (
    CELL_PADDING,
    LetterheadFlow,
    Placed,
    PlacedPicture,
    PlacedText,
)
from lettermerge.importing.source_letter import (
    CharacterStyle,
    PageEnd,
    ParagraphLayout,
    Picture,
    Piece,
    PlacedBox,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TableLayout,
    TabStop,
    TextBox,
)

FLOW = LetterheadFlow(210, 297, (25, 20, 25, 30))
PLAIN = ParagraphLayout()
LOOK = CharacterStyle(size=10, face="Arial")
LINE = 10 * 1.15 * 25.4 / 72


def line(*pieces: Piece | str, layout: ParagraphLayout = PLAIN) -> SourceParagraph:
    return SourceParagraph(
        tuple(Run(one, LOOK) if isinstance(one, str) else one for one in pieces), "p", layout=layout
    )


def picture(width: float = 40, height: float = 20) -> Picture:
    return Picture("logo.png", "", PlacedBox(0, 0, width, height))


def words(placed: list[Placed]) -> dict[str, PlacedText]:
    texts = [one for one in placed if isinstance(one, PlacedText)]
    return {"".join(p.text for p in one.pieces).strip(): one for one in texts}


def laid(*blocks: SourceBlock) -> dict[str, PlacedText]:
    return words(FLOW.story(blocks, 10)[0])


def test_columns_of_a_table_flow_by_themselves() -> None:
    left = (line(picture()),)
    right = tuple(line(text) for text in "abcd")
    layout = TableLayout((100, 60))
    found, end = FLOW.story((SourceTable(((left, right),), "t", layout=layout), line("after")), 10)
    texts = words(found)
    assert [texts[text].y for text in "abcd"] == pytest.approx(
        [10 + n * LINE for n in range(4)], abs=0.2
    )
    assert {texts[text].x for text in "abcd"} == {30 + 100 + CELL_PADDING}
    assert texts["after"].y == pytest.approx(30, abs=0.2)
    assert end == pytest.approx(30 + LINE, abs=0.01)


def test_a_cell_s_content_is_at_its_side_and_a_spanned_one_is_wide() -> None:
    layout = TableLayout((50, 50, 60), heights=(30, 0), sides=(("bottom", "center", "top"),))
    rows = (((line("low"),), (line("mid"),), (line("high"),)), ((line("wide"),), (), (line("z"),)))
    texts = laid(SourceTable(rows, "t", layout=layout))
    assert texts["low"].y == pytest.approx(40 - LINE, abs=0.2)
    assert texts["mid"].y == pytest.approx(25 - LINE / 2, abs=0.2)
    assert texts["high"].y == pytest.approx(10, abs=0.2)
    assert texts["wide"].width > 90
    assert texts["z"].x == 30 + 100 + CELL_PADDING


def test_a_cell_that_goes_on_below_leaves_its_rows_low() -> None:
    layout = TableLayout((80, 80), merged=frozenset({(0, 0)}))
    rows = (((line(picture()),), (line("a"),)), ((line(),), (line("b"),)))
    texts = laid(SourceTable(rows, "t", layout=layout), line("after"))
    assert texts["b"].y == pytest.approx(10 + LINE, abs=0.2)
    assert texts["after"].y == pytest.approx(30, abs=0.2)


def test_a_name_beside_an_inline_logo_is_at_its_foot() -> None:
    (logo, name) = FLOW.story((line(picture(), "Name"),), 10)[0]
    assert isinstance(logo, PlacedPicture)
    assert isinstance(name, PlacedText)
    assert (logo.x, logo.y) == (30, 10)
    assert (name.x, name.y) == pytest.approx((70, 30 - LINE), abs=0.2)


def test_tab_stops_lead_to_their_places() -> None:
    stops = ParagraphLayout(tabs=(TabStop(80, "center"), TabStop(160, "right")))
    texts = laid(line("left\tmiddle\tright", layout=stops))
    assert [texts[one].align for one in ("left", "middle", "right")] == ["left", "center", "right"]
    assert texts["middle"].x + texts["middle"].width / 2 == pytest.approx(110)
    assert texts["right"].x + texts["right"].width == pytest.approx(190)


def test_tabs_without_stops_are_half_an_inch_apart() -> None:
    texts = laid(line("\t\tset in"))
    assert texts["set in"].x == pytest.approx(30 + 2 * 12.7)


def test_spaces_between_paragraphs_are_the_larger_of_two() -> None:
    texts = laid(
        line("a", layout=ParagraphLayout(after=4)), line("b", layout=ParagraphLayout(before=6)),
        line("c", layout=ParagraphLayout(exact=20)), line("d"),
    )  # fmt: skip
    assert texts["b"].y - texts["a"].y == pytest.approx(LINE + 6, abs=0.1)
    assert texts["d"].y - texts["b"].y == pytest.approx(LINE + 20, abs=0.1)


def test_a_long_line_breaks_and_pushes_the_next_one_down() -> None:
    texts = laid(line("word " * 60), line("next"))
    assert texts["next"].y > 10 + 2.5 * LINE
    (long,) = (one for text, one in texts.items() if text.startswith("word"))
    assert long.width == 160


def test_a_foot_ends_at_its_edge() -> None:
    (one,) = words(FLOW.foot((line("foot"),), 284.5)).values()
    assert one.y == pytest.approx(284.5 - LINE, abs=0.2)


def test_a_page_that_ends_begins_again_at_the_top() -> None:
    texts = laid(line("envelope", PageEnd()), line("letter"))
    assert texts["letter"].y == texts["envelope"].y


def test_a_box_has_its_words_inside_it() -> None:
    box = TextBox((line("boxed"),), PlacedBox(100, 20, 60, 10, "page", "page"), 1, (5, 2))
    (one,) = laid(line(box)).values()
    assert (one.x, one.y) == pytest.approx((105, 22), abs=0.2)


def test_position_tabs_lead_to_the_middle_and_the_right_of_the_measure_without_a_stop() -> None:
    """Word's own headers of three parts have them; stops that a style has are not theirs."""
    stops = ParagraphLayout(left=10, tabs=(TabStop(30), TabStop(50, "right")))
    middle, right = (Run("\t", LOOK, "", kind) for kind in ("center", "right"))
    found = laid(line("Left", middle, "Middle", right, "Right", layout=stops))
    assert found["Left"].x == pytest.approx(40)
    at_middle, at_right = found["Middle"], found["Right"]
    assert at_middle.align == "center"
    assert at_middle.x + at_middle.width / 2 == pytest.approx(30 + 160 / 2)
    assert at_right.align == "right"
    assert at_right.x + at_right.width == pytest.approx(190)
    assert laid(line("Left\tNext", layout=stops))["Next"].x == pytest.approx(60)
