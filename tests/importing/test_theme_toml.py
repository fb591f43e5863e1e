"""A theme of a letter is TOML that loads, with the edges, margins and heads of the letter."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lettermerge.config.theme_loading import load_theme
from lettermerge.importing.source_letter import (
    CharacterStyle,
    FieldCode,
    Piece,
    Run,
    SourceLetter,
    SourcePage,
    SourceParagraph,
    Story,
)
from lettermerge.importing.theme_draft import ThemeDraft, draft_theme
from lettermerge.importing.theme_toml import running_head, theme_toml, unprinted_numbers
from lettermerge.layout.spacing import RUNNING_TOP

PAGE = SourcePage(210, 297, (25, 20, 25, 30), 12.5, 12.5, "Arial", 11)


def story(kind: str, *pieces: Piece, align: str = "") -> Story:
    return Story(kind, (SourceParagraph(pieces, f"{kind}, paragraph 1", align=align),))


def draft(*stories: Story, page: SourcePage = PAGE) -> ThemeDraft:
    return draft_theme(SourceLetter("l.docx", (), stories, page=page), ())


def made(*stories: Story, page: SourcePage = PAGE) -> dict[str, Any]:
    return tomllib.loads(theme_toml(draft(*stories, page=page), {}))


def test_a_theme_loads(tmp_path: Path) -> None:
    folder = tmp_path / "letters/themes/t"
    folder.mkdir(parents=True)
    look = CharacterStyle(size=9, italic=True, colour="#aa0000")
    drafted = draft(story("header", Run("Head", look), align="right"), story("footer", Run("Foot")))
    drafted.beside, drafted.date_align = True, "left"
    (folder / "theme.toml").write_text(theme_toml(drafted, {}), encoding="utf-8")
    theme = load_theme(tmp_path, "t")
    head, foot = theme.letterhead.items
    assert (head.side, head.edge, head.italic, head.align) == ("right", "top", True, "right")
    assert (foot.side, foot.edge, foot.lines) == ("left", "bottom", ("Foot",))
    assert theme.signature.beside
    assert theme.date.align == "left"


def test_a_text_may_hold_quotes_and_controls() -> None:
    found = made(story("header", Run('A "quoted" \\ line \x7f', CharacterStyle(size=9))))
    assert found["letterhead"]["items"][0]["lines"] == ['A "quoted" \\ line \x7f']
    assert found["text"] == {"family": "Source Sans 3", "size": 11}


def test_margins_are_those_of_the_letter_on_both_papers() -> None:
    found = made()["page"]
    assert found["a4"]["margins"] == found["letter"]["margins"] == [25, 20, 25, 30]
    assert found["a4"]["window"] == [30, 61, 70, 26]
    assert "window" not in made(page=replace(PAGE, margins=(25, 20, 25, 20)))["page"]["a4"]


def test_text_begins_below_a_head_of_all_pages_and_ends_above_the_foot() -> None:
    look = CharacterStyle(size=24)
    lines = [Run("\n".join("abcdef"), look)]
    top, _, bottom, _ = made(story("header", *lines), story("footer", *lines))["page"]["a4"][
        "margins"
    ]
    assert top > 12.5 + 6 * 24 * 1.15 * 25.4 / 72
    assert bottom == pytest.approx(top, abs=3)


def test_the_date_is_below_the_first_page_s_head() -> None:
    head = made(story("first-page header", Run("\n".join("abcdef"), CharacterStyle(size=24))))
    assert head["page"]["a4"]["margins"][0] == 25
    assert 12.5 + 6 * 24 * 1.15 * 25.4 / 72 < 25 + head["letterhead"]["room"] < 80


NUMBER = FieldCode(("PAGE",))


@pytest.mark.parametrize(
    ("stories", "kind", "unprinted"),
    [
        ([], "full", 0),
        ([story("first-page header", Run("Head"))], "full", 0),
        ([story("footer", Run("Page "), NUMBER)], "full", 0),
        ([story("header", Run("Head"))], "none", 0),
        ([story("header", Run("Head\tPage "), NUMBER)], "number", 0),
        ([story("header", Run("Head")), story("footer", NUMBER)], "number", 0),
        ([story("header", Run("Head"), align="right"), story("footer", NUMBER)], "none", 1),
        ([story("header", Run(" "))], "full", 0),
    ],
)
def test_later_pages_have_one_head(stories: list[Story], kind: str, unprinted: int) -> None:
    drafted = draft(*stories)
    assert running_head(drafted) == kind
    assert len(unprinted_numbers(drafted)) == unprinted
    assert made(*stories)["letterhead"].get("running_head", "full") == kind


def test_a_foot_alone_leaves_the_head_to_the_program() -> None:
    assert made(story("footer", Run("Foot")))["letterhead"]["kind"] == "printed"
    assert made(story("header", Run("Head")))["letterhead"]["kind"] == "preprinted"


@pytest.mark.parametrize("height", [7.5, 9.9, 12.5, 17.0, 30.0])
@pytest.mark.parametrize("place", ["header", "footer"])
def test_a_head_of_later_pages_is_level_with_the_number(place: str, height: float) -> None:
    page, first = replace(PAGE, header=height), story("first-page header", Run("First"))
    heads = {
        "header": [story("header", Run("Head, page "), NUMBER)],
        "footer": [story("header", Run("Head")), story("footer", NUMBER)],
    }
    stories = [first, *heads[place]]
    near = abs(height - RUNNING_TOP) < 8
    (head,) = (one for one in made(*stories, page=page)["letterhead"]["items"]
               if one["page"] == "later")  # fmt: skip
    assert head["y"] == pytest.approx(RUNNING_TOP if near else height, abs=0.1)
    without = made(first, story("header", Run("Head")), page=page)["letterhead"]["items"]
    assert [one["y"] for one in without] == pytest.approx([height, height], abs=0.1)
