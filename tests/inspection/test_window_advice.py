"""Advice about a window is followed to the letter: no warning is left, or it says that none can."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Literal

import pytest
from tests.inspection.finished import A4, PLAIN, inspected
from tests.series import cases, dice

from lettermerge.inspection import WindowEnvelope, load_envelopes
from lettermerge.layout.page_style import Box, PageStyle
from lettermerge.letter import document as tree

DL = load_envelopes()["dl"]
#: Letterheads of the series.
CASES = 20


def random_letter(number: int) -> tuple[tree.Document, PageStyle]:
    """Return a letter with items as an imported letterhead has them, and its style."""
    chance = random.Random(number)
    items = tuple(
        tree.PlacedItem(
            chance.choice(("first", "all")),
            round(chance.uniform(10, 150), 1),
            round(chance.uniform(5, 75), 1),
            round(chance.uniform(20, 45), 1),
            lines=tuple(f"Sample {n}" for n in range(chance.randint(1, 5))),
            size=chance.choice((8.0, 9.5, 12.0)),
            side=chance.choice(("left", "right")),
        )
        for _ in range(chance.randint(0, 3))
    )
    room = round(chance.uniform(0, 60), 1)
    head = tree.Letterhead("", printed=False, room=room, items=items)
    window = Box(round(chance.uniform(5, 60), 1), round(chance.uniform(40, 90), 1), 75.0, 26.0)
    design = replace(A4.design, date_align=chance.choice(("left", "right")))
    body_top = round(chance.uniform(75, 110), 1)
    return replace(PLAIN, letterhead=head), replace(
        A4, window=window, body_top=body_top, design=design
    )


def followed(
    document: tree.Document, style: PageStyle, hint: str
) -> tuple[tree.Document, PageStyle]:
    """Return a letter and its style with the settings that a hint says."""
    head = document.letterhead
    said = re.sub(r" in theme\.toml$", "", hint.removeprefix("set "))
    for step in re.split(r" and |, (?=[a-z])", said):
        key, value = step.split(" = ")
        if key == "page.a4.window":
            style = replace(style, window=Box(*map(float, value.strip("[]").split(", "))))
        elif key == "page.a4.body_top":
            style = replace(style, body_top=float(value))
        elif key == "letterhead.room":
            head = replace(head, room=float(value))
        elif key == "date.align":
            align: Literal["left", "right"] = "left" if "left" in value else "right"
            style = replace(style, design=replace(style.design, date_align=align))
        else:
            found = re.fullmatch(r"([\d.]+) in item (\d+) of letterhead\.items", value)
            assert found, step
            new, number = found.groups()
            items = list(head.items)
            at = int(number) - 1
            if key == "x":
                items[at] = replace(items[at], x=float(new))
            else:
                items[at] = replace(items[at], y=float(new))
            head = replace(head, items=tuple(items))
    return replace(document, letterhead=head), style


def warnings(document: tree.Document, style: PageStyle, envelope: WindowEnvelope = DL) -> set[str]:
    found = inspected(document, style, envelope).diagnostics
    return {one.hint for one in found if one.code.startswith("page.window")}


@pytest.mark.soak
@pytest.mark.slow
def test_advice_that_is_followed_once_leaves_no_warning() -> None:
    chance = dice("window advice")
    for _ in range(cases(CASES)):
        document, style = random_letter(chance.getrandbits(32))
        hints = warnings(document, style)
        assert len(hints) <= 1  # all warnings of a letter say the same
        for hint in hints:
            ends_them(document, style, hint)


def ends_them(document: tree.Document, style: PageStyle, hint: str) -> None:
    """Follow a hint; where it names another envelope, follow what is said of that one."""
    if hint.startswith("set "):
        assert warnings(*followed(document, style, hint)) == set(), hint
        return
    assert "nothing in theme.toml ends this" in hint
    named = re.search(r'envelopes\.a4 = "([^"]*)"', hint)
    assert named, hint
    if named[1]:
        other = load_envelopes()[named[1]]
        for more in warnings(document, style, other):
            assert warnings(*followed(document, style, more), other) == set(), more


def test_a_letterhead_in_the_window_s_place_is_told_so_and_another_envelope_named() -> None:
    lines = tuple(f"Sample {n}" for n in range(9))
    items = tuple(tree.PlacedItem("first", x, 50, 70, lines=lines, size=12) for x in (15, 90))
    head = tree.Letterhead("", printed=False, room=75, items=items)
    document, style = replace(PLAIN, letterhead=head), A4
    (hint,) = warnings(document, style)
    assert hint.startswith("nothing in theme.toml ends this: the letterhead needs the place of UK")
    ends_them(document, style, hint)


def test_room_date_window_and_body_move_together() -> None:
    document, style = random_letter(0)
    item = tree.PlacedItem("first", 150, 20, 40, lines=("Sample",))
    head = tree.Letterhead("", printed=False, room=50, items=(item,))
    document = replace(document, letterhead=head)
    style = replace(A4, body_top=80, design=replace(A4.design, date_align="left"))
    (hint,) = warnings(document, style)
    assert "letterhead.room = " in hint
    assert "page.a4.body_top = " in hint
    ends_them(document, style, hint)
