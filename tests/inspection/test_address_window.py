"""The window check against addresses moved by known millimetres, as poppler draws them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.inspection.finished import (
    A4,
    BARE,
    LETTER,
    PLAIN,
    STYLES,
    codes,
    dark_box,
    inspected,
    moved,
    only,
    pdf,
)
from tests.series import SOAK

from lettermerge.inspection import inspect_pages, load_envelopes
from lettermerge.layout.page_style import Box, PageStyle
from lettermerge.letter import document as tree

ENVELOPES = load_envelopes()
CASES = [(key, paper) for key, one in ENVELOPES.items() for paper in one.folds]
BY = 2.3  # millimetres beyond the edge
SIDES: dict[str, tuple[str, Callable[[Box, Box], float]]] = {
    "too far left": ("right", lambda ink, shown: shown.left - ink.left),
    "too far right": ("left", lambda ink, shown: ink.right - shown.right),
    "too high": ("down", lambda ink, shown: shown.top - ink.top),
    "too low": ("up", lambda ink, shown: ink.bottom - shown.bottom),
}


def told(message: str) -> dict[str, float]:
    """Return how many millimetres a message says that the address is off on each side."""
    found = re.findall(r"([\d.]+) mm (too [a-z ]+?)(?= and| for)", message)
    return {side: float(mm) for mm, side in found}


def as_told(style: PageStyle, hint: str) -> PageStyle:
    """Return a style that does what a hint says."""
    found = re.search(r"window = \[([\d., ]+)\]", hint)
    assert found, hint
    left, top, *_ = map(float, found[1].split(","))
    return moved(style, left, top)


#: Each window with an address inside of it and one beyond an edge; beyond each in a long run.
PLACES = [
    (key, paper, side)
    for number, (key, paper) in enumerate(CASES)
    for side in (*(SIDES if SOAK else [[*SIDES][number % len(SIDES)]]), "inside")
]


@pytest.mark.tools
@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize(("key", "paper", "side"), PLACES)
def test_the_address_is_judged_as_poppler_draws_it(key: str, paper: str, side: str) -> None:
    envelope, style = ENVELOPES[key], STYLES[paper]
    shown = envelope.always_shown(style.paper)
    style = replace(style, window=replace(style.window, height=shown.height))
    document = replace(BARE, address_block=("Ms Testina Éxample", "10 Sample Way", "Mole", "AB1"))
    before = dark_box(pdf(document, style))
    left = shown.left + (shown.width - before.width) / 2
    top = shown.top + (shown.height - before.height) / 2
    if side == "too far left":
        left = shown.left - BY
    elif side == "too far right":
        left = shown.right - before.width + BY
    elif side == "too high":
        top = shown.top - BY
    elif side == "too low":
        top = shown.bottom - before.height + BY
    window = style.window
    style = moved(style, window.left + left - before.left, window.top + top - before.top)
    content = pdf(document, style)
    ink = dark_box(content)
    found = inspect_pages(document, style, content, envelope)
    assert found.window == shown
    assert found.address is not None
    for edge in ("left", "right", "top", "bottom"):
        assert getattr(found.address, edge) == pytest.approx(getattr(ink, edge), abs=0.1)
    if side == "inside":
        assert codes(found) == []
        return
    fault = only(found, "page.window")
    off = told(fault.message)
    assert list(off) == [side]
    towards, measure = SIDES[side]
    assert off[side] == pytest.approx(measure(ink, shown), abs=0.15)
    assert off[side] == pytest.approx(BY, abs=0.5)
    assert f"move it {off[side]:.1f} mm {towards}" in fault.message
    assert f"page.{paper}.window" in fault.hint
    mended = as_told(style, fault.hint)
    assert codes(inspected(document, mended, envelope)) == []


@pytest.mark.slow
def test_two_sides_are_named_at_once() -> None:
    shown = ENVELOPES["dl"].always_shown(A4.paper)
    style = moved(A4, shown.left - 4, shown.top - 3)
    fault = only(inspected(BARE, style, ENVELOPES["dl"]), "page.window")
    off = told(fault.message)
    assert list(off) == ["too far left", "too high"]
    assert re.search(r"move it [\d.]+ mm right and [\d.]+ mm down", fault.message)
    assert codes(inspected(BARE, as_told(style, fault.hint), ENVELOPES["dl"])) == []


def test_an_address_larger_than_the_window_is_not_told_to_move() -> None:
    document = replace(BARE, address_block=tuple(f"Line {number}" for number in range(9)))
    fault = only(inspected(document, A4, ENVELOPES["dl"]), "page.window")
    assert "move it" not in fault.message
    assert re.search(r"it is [\d.]+ mm taller than what the window always shows", fault.message)
    assert "shorten the address" in fault.hint
    wide = replace(BARE, address_block=("The Honourable " + "Testina " * 8,))
    style = moved(A4, 25, 61, width=130)
    fault = only(inspected(wide, style, ENVELOPES["dl"]), "page.window")
    assert "mm wider than what the window always shows" in fault.message


@pytest.mark.slow
def test_a_tall_letterhead_is_named_where_it_pushes_the_address_out() -> None:
    tall = tree.Letterhead("Sample Society", tuple(f"Line {n}" for n in range(16)))
    fault = only(inspected(replace(PLAIN, letterhead=tall), A4, ENVELOPES["dl"]), "page.window")
    assert "too low" in fault.message
    assert fault.hint.startswith("the letterhead pushes it down")
    taller = tree.Letterhead("Sample Society", tuple(f"Line {n}" for n in range(58)))
    found = inspected(replace(PLAIN, letterhead=taller), A4, ENVELOPES["dl"])
    assert "not whole on the first page" in only(found, "page.window").message


@pytest.mark.parametrize(
    ("key", "style", "lines"),
    [("dl", A4, 6), ("dl-eu", A4, 6), ("din-5008-b", A4, 6), ("10", LETTER, 5)],
)
def test_without_a_theme_a_full_address_stands_in_the_usual_windows_and_nothing_else_does(
    key: str, style: PageStyle, lines: int
) -> None:
    document = replace(
        PLAIN, address_block=tuple(f"Éxample line {number} gy" for number in range(lines))
    )
    assert style.address_lines == lines
    assert codes(inspected(document, style, ENVELOPES[key])) == []


@pytest.mark.slow
def test_the_windows_that_the_docs_give_for_din_5008_hold_six_lines() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "pages.md").read_text("utf-8")
    for form in "ab":
        found = re.search(rf"window = \[([\d., ]+)\]` for form {form.upper()}", page) or re.search(
            rf"`\[([\d., ]+)\]` for form {form.upper()}", page
        )
        assert found, form
        style = replace(A4, window=Box(*map(float, found[1].split(","))))
        assert style.address_lines == 6
        document = replace(PLAIN, address_block=tuple(f"Éxample gy {n}" for n in range(6)))
        assert codes(inspected(document, style, ENVELOPES[f"din-5008-{form}"])) == []


def test_a_sheet_in_thirds_slides_too_far_for_a_full_address() -> None:
    document = replace(PLAIN, address_block=tuple(f"Example line {number}" for number in range(5)))
    assert "page.window" in codes(inspected(document, LETTER, ENVELOPES["10-thirds"]))


@pytest.mark.slow
def test_other_words_in_the_window_are_named_with_the_move() -> None:
    style = replace(A4, body_top=81.0)
    fault = only(inspected(PLAIN, style, ENVELOPES["dl"]), "page.window-shows-more")
    assert fault.message.startswith("the subject and the salutation can show")
    found = re.search(r"move them ([\d.]+) mm down", fault.message)
    assert found
    key = re.search(r"page\.a4\.body_top = ([\d.]+)", fault.hint)
    assert key
    assert float(key[1]) - 81 == pytest.approx(float(found[1]), abs=0.11)
    mended = replace(style, body_top=float(key[1]))
    assert codes(inspected(PLAIN, mended, ENVELOPES["dl"])) == []
    high = tree.Letterhead("Sample Society", tuple(f"Line {n} " + "x" * 60 for n in range(9)))
    fault = only(
        inspected(replace(PLAIN, letterhead=high), A4, ENVELOPES["dl"]), "page.window-shows-more"
    )
    assert re.search(r"the letterhead can show .* move it [\d.]+ mm up", fault.message)


def test_without_an_envelope_the_window_is_not_judged() -> None:
    found = inspected(BARE, moved(A4, 100, 150))
    assert found.window is None
    assert found.address is not None
    assert codes(found) == []
    foreign = inspected(BARE, moved(LETTER, 100, 150), ENVELOPES["din-5008-a"])
    assert foreign.window is None  # it takes no US Letter


def test_the_same_words_elsewhere_are_not_taken_for_the_address() -> None:
    block = ("Sample Society", "1 Sample Street", "Mole")
    head = tree.Letterhead("Sample Society", ("1 Sample Street", "Mole"))
    document = replace(
        PLAIN, letterhead=head, address_block=block, subject="Mole", salutation="Mole"
    )
    alone = inspected(replace(BARE, address_block=block)).address
    assert inspected(document).address == alone


def test_a_letter_without_an_address_is_not_judged() -> None:
    found = inspected(replace(PLAIN, address_block=()), A4, ENVELOPES["dl"])
    assert found.address is None
    assert codes(found) == []
