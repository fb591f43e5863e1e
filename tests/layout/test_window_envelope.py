"""What a window shows of a sheet, against the sheet slid by hand, and against the standards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.config.settings import A4Envelope, EnvelopeSettings, LetterEnvelope, parse_settings
from lettermerge.errors import SettingsError
from lettermerge.inspection import Fold, choose_envelope, load_envelopes
from lettermerge.layout.page_style import PAPERS, Box

CASES = [(key, paper) for key, one in load_envelopes().items() for paper in one.folds]

LEAST = """
[letter]
template = "a.md"
date = 2023-07-20
[recipients]
source = "r.csv"
[sender]
name = "Example Alliance"
[envelopes]
"""


def inside(inner: Box, outer: Box) -> bool:
    slack = 1e-6
    return (
        inner.left >= outer.left - slack
        and inner.right <= outer.right + slack
        and inner.top >= outer.top - slack
        and inner.bottom <= outer.bottom + slack
    )


@pytest.mark.parametrize(
    ("key", "paper", "always", "ever"),
    [
        ("dl", "a4", (20, 57, 80, 30), (10, 52, 100, 40)),
        ("dl-thirds", "a4", (20, 57, 80, 24), (10, 46, 100, 46)),
        ("dl-eu", "a4", (20, 50, 80, 40), (10, 45, 100, 50)),
        ("c6-c5", "a4", (20, 54, 71, 36), (1, 45, 109, 54)),
        ("c5", "a4", (20, 58, 71, 30.5), (1, 44.5, 109, 57.5)),
        ("c5-eu", "a4", (20, 57, 71, 31.5), (1, 43.5, 109, 58.5)),
        ("10", "letter", (22.225, 63.5, 88.9, 22.225), (-3.175, 57.15, 139.7, 34.925)),
        ("10-thirds", "letter", (22.225, 63.5, 88.9, 16.933), (-3.175, 51.858, 139.7, 40.217)),
        ("din-5008-a", "a4", (20, 32, 80, 40), (10, 27, 100, 50)),
        ("din-5008-b", "a4", (20, 50, 80, 40), (10, 45, 100, 50)),
    ],
)
def test_windows_show_these_parts_of_a_sheet(
    key: str, paper: str, always: tuple[float, ...], ever: tuple[float, ...]
) -> None:
    envelope = load_envelopes()[key]
    for box, expected in (
        (envelope.always_shown(PAPERS[paper]), always),
        (envelope.ever_shown(PAPERS[paper]), ever),
    ):
        assert (box.left, box.top, box.width, box.height) == pytest.approx(expected, abs=0.001)


@given(st.sampled_from(CASES), st.floats(0, 1), st.floats(0, 1))
def test_wherever_the_sheet_lies_the_window_shows_no_less_and_no_more(
    case: tuple[str, str], across: float, up: float
) -> None:
    key, name = case
    envelope, paper = load_envelopes()[key], PAPERS[name]
    fold = envelope.folds[name]
    # The piece's top left corner in the envelope, and the sheet's own top edge on the piece.
    left = across * (envelope.width - paper.width)
    top = up * (envelope.height - fold.height) + fold.height - fold.first
    window = envelope.window
    shown = Box(window.left - left, window.top - top, window.width, window.height)
    assert inside(envelope.always_shown(paper), shown)
    visible = Box(shown.left, shown.top, shown.width, min(shown.bottom, fold.first) - shown.top)
    assert inside(visible, envelope.ever_shown(paper))


def test_both_forms_of_din_5008_have_their_address_zone_in_the_window() -> None:
    # The zone is 27.3 mm high and starts 44.7 or 62.7 mm from the top; its text at 25 mm.
    for form, top in (("a", 44.7), ("b", 62.7)):
        shown = load_envelopes()[f"din-5008-{form}"].always_shown(PAPERS["a4"])
        assert inside(Box(25, top, 75, 27.3), shown)


@pytest.mark.parametrize(("key", "paper"), CASES)
def test_every_sheet_fits_its_envelope_and_every_window_lies_on_it(key: str, paper: str) -> None:
    envelope = load_envelopes()[key]
    across, up = envelope.play(PAPERS[paper])
    assert across > 0
    assert up > 0
    assert inside(envelope.window, Box(0, 0, envelope.width, envelope.height))
    shown = envelope.always_shown(PAPERS[paper])
    assert shown.width > 60
    assert shown.height > 15
    assert shown.bottom < envelope.folds[paper].first
    assert envelope.sources


def test_the_settings_know_these_envelopes_and_no_others() -> None:
    for paper, kind in (("a4", A4Envelope), ("letter", LetterEnvelope)):
        known = {key for key, one in load_envelopes().items() if paper in one.folds}
        assert set(get_args(kind)) == known | {""}


def shown_fold(fold: Fold | None) -> str:
    if fold is None:
        return "–"
    piece = f" (piece {fold.height:g})" if fold.height != fold.first else ""
    return f"{round(fold.first, 1):g}{piece}"


def test_the_page_on_envelopes_has_these_facts() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "pages.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| `[\w-]+` \| .* x ", line)]
    expected = []
    for one in load_envelopes().values():
        window = one.window
        folds = [shown_fold(one.folds.get(paper)) for paper in PAPERS]
        cells = [
            f"`{one.id}`",
            f"{one.name}, {round(one.width, 1):g} x {round(one.height, 1):g}",
            f"{round(window.width, 1):g} x {round(window.height, 1):g}",
            f"{round(window.left, 1):g}, {round(one.height - window.bottom, 1):g}",
            *folds,
        ]
        expected.append(f"| {' | '.join(cells)} |")
    assert rows == expected


def test_each_paper_has_its_envelope() -> None:
    settings = EnvelopeSettings()
    for paper, key in (("a4", "dl"), ("letter", "10")):
        envelope = choose_envelope(settings, paper)
        assert envelope is not None
        assert envelope.id == key
    assert choose_envelope(EnvelopeSettings(a4=""), "a4") is None
    assert parse_settings(LEAST + 'a4 = "c5"\n').envelopes.a4 == "c5"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('a4 = "din-5008"', "did you mean `din-5008-b` or `din-5008-a`?"),
        ('letter = "din-5008-a"', "known: `10`"),
        ('lettre = "dl"', "did you mean `letter`?"),
    ],
)
def test_an_unknown_envelope_is_refused_with_the_near_ones(line: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(LEAST + line + "\n")
    (fault,) = caught.value.faults
    assert fault.where.column == f"envelopes.{line.split(maxsplit=1)[0]}"
    assert hint in fault.hint
