"""Spaces are tightened within limits, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lettermerge.config.theme_loading import BUILT_IN, load_theme
from lettermerge.layout.copyfitting import TIGHTER, USUAL, fitted
from lettermerge.layout.page_style import page_style


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", ["", *BUILT_IN])
def test_only_spaces_and_line_pitch_are_tighter_and_within_their_limits(
    name: str, paper: str
) -> None:
    style = page_style(load_theme(Path(), name), paper)
    assert fitted(style, USUAL) is style
    before = style
    for fit in TIGHTER:
        tight = fitted(style, fit)
        same = {"paragraph_space": style.paragraph_space, "leading": style.leading}
        assert replace(tight, **same) == style  # type: ignore[arg-type]  # two lengths
        assert tight.paragraph_space < before.paragraph_space
        assert 0.96 * style.leading < tight.leading <= before.leading
        assert tight.paragraph_space >= style.paragraph_space / 2
        before = tight
