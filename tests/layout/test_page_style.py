"""The geometry of a page follows from its theme and paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.config.theme import BUNDLED, Theme, ThemeLetterhead, ThemePage, ThemeText
from lettermerge.config.theme_loading import BUILT_IN, load_theme
from lettermerge.errors import SettingsError
from lettermerge.layout.fonts import TINOS
from lettermerge.layout.page_style import Margins, PageStyle, page_style
from lettermerge.layout.shaping import average_width
from lettermerge.layout.spacing import POINT, RUNNING_GAP, RUNNING_TOP


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("size", [9, 11, 16])
def test_an_address_longer_than_its_room_keeps_half_a_line_to_the_body(
    paper: str, size: float
) -> None:
    style = page_style(Theme(text=ThemeText(size=size)), paper)
    room = style.body_top - style.window.top
    assert style.room_for_address(0) == style.room_for_address(1) == room
    for lines in range(9, 20):
        pitch = style.leading_of_address(lines)
        assert pitch == style.address_leading
        space = style.room_for_address(lines) - lines * pitch * POINT
        assert space == pytest.approx(style.leading / 2 * POINT)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_an_address_has_the_pitch_of_the_body_while_the_window_holds_it_so(paper: str) -> None:
    style = page_style(Theme(), paper)
    most = style.address_lines
    pitches = [style.leading_of_address(lines) for lines in range(1, most + 1)]
    assert pitches[:4] == [style.leading] * 4
    assert pitches == sorted(pitches, reverse=True)
    assert pitches[-1] > style.address_leading
    assert most * pitches[-1] * POINT <= style.window.height


@pytest.mark.parametrize(("top", "later"), [(10.0, 23.6), (17.0, 23.6), (30.0, 30.0)])
def test_later_pages_begin_below_their_running_head(top: float, later: float) -> None:
    page = {"a4": ThemePage(margins=(top, 25, 22, 25))}
    style = page_style(Theme(page=page), "a4")  # type: ignore[arg-type]
    assert style.later_top == later
    assert style.later_top - RUNNING_TOP - style.small_leading * POINT >= RUNNING_GAP - 0.05
    bare = Theme(page=page, letterhead=ThemeLetterhead(running_head="none"))  # type: ignore[arg-type]
    assert page_style(bare, "a4").later_top == top


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_margins_are_balanced_around_at_most_eighty_characters(
    paper: str, name: str, tmp_path: Path
) -> None:
    style = page_style(load_theme(tmp_path, name), paper)
    punched = name == "official" and paper == "a4"
    assert 1 <= style.margins.right / style.margins.left < (1.5 if punched else 1.25)
    ems = style.measure / (style.font_size * POINT)
    assert 65 <= ems / average_width(style.family.face()) / 1.075 <= 80.5
    assert style.window.left == style.margins.left


def test_a_body_above_the_window_leaves_no_room() -> None:
    style = _with(ThemePage(body_top=10, window=(25, 61, 75, 26)))
    assert style.address_room == style.room_for_address(0) == 0
    assert _with(ThemePage(margins=(70, 25, 22, 25))).window_drop == 0


def _with(page: ThemePage) -> PageStyle:
    return page_style(Theme(page={"a4": page}), "a4")


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("family", BUNDLED)
def test_lines_hold_eighty_characters_unless_a_theme_says_otherwise(
    paper: str, family: str
) -> None:
    def room(**text: object) -> float:
        style = page_style(Theme(text=ThemeText(family=family, **text)), paper)  # type: ignore[arg-type]
        return style.measure / (average_width(style.family.face()) * style.font_size * POINT)

    assert room() == pytest.approx(86, abs=0.1)
    assert room(size=9.5) == pytest.approx(86, abs=0.1)
    assert room(measure=65) == pytest.approx(70, abs=0.2)
    wide = page_style(Theme(text=ThemeText(family=family, measure=140)), paper)
    assert wide.margins.right >= 25


def test_margins_of_a_theme_are_kept_unless_it_names_a_measure() -> None:
    page = ThemePage(margins=(20, 22, 20, 24))
    assert page_style(Theme(page={"a4": page}), "a4").margins == Margins(20, 22, 20, 24)
    narrow = page_style(Theme(page={"a4": page}, text=ThemeText(measure=60)), "a4")
    assert narrow.margins.right > 60
    assert narrow.margins.left == 24


def test_a_theme_may_bring_its_own_faces() -> None:
    files = tuple((f"{number}.ttf", face.read()) for number, face in enumerate(TINOS.faces))
    style = page_style(Theme(text=ThemeText(family="Own"), face_files=files), "a4")
    assert style.family.name == "Own"
    assert [face.file for face in style.family.faces] == ["0.ttf", "1.ttf", "2.ttf", "3.ttf"]
    with pytest.raises(SettingsError, match="cannot be read as a font"):
        page_style(
            Theme(text=ThemeText(family="Own"), face_files=(("a.ttf", b"x"), *files[1:])), "a4"
        )
