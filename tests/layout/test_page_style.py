"""The geometry of a page follows from its theme and paper."""

from __future__ import annotations

import pytest

from lettermerge.config.theme import Theme, ThemePage, ThemeText
from lettermerge.layout.page_style import PageStyle, page_style
from lettermerge.layout.spacing import POINT


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("size", [9, 11, 16])
def test_an_address_longer_than_its_room_keeps_half_a_line_to_the_body(
    paper: str, size: float
) -> None:
    style = page_style(Theme(text=ThemeText(size=size)), paper)
    room = style.body_top - style.window.top
    assert style.room_for_address(0) == style.room_for_address(1) == room
    for lines in range(9, 20):
        space = style.room_for_address(lines) - lines * style.address_leading * POINT
        assert space == pytest.approx(style.leading / 2 * POINT)


def test_a_body_above_the_window_leaves_no_room() -> None:
    style = _with(ThemePage(body_top=10, window=(25, 61, 75, 26)))
    assert style.address_room == style.room_for_address(0) == 0
    assert _with(ThemePage(margins=(70, 25, 22, 25))).window_drop == 0


def _with(page: ThemePage) -> PageStyle:
    return page_style(Theme(page={"a4": page}), "a4")
