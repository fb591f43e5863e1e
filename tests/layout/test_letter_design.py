"""How many signatures stand side by side, and where a sheet is marked."""

from __future__ import annotations

import pytest

from lettermerge.layout.letter_design import Design
from lettermerge.layout.page_style import A4, LETTER
from lettermerge.layout.window_envelope import fold_marks, hole_mark, load_envelopes


@pytest.mark.parametrize(
    ("count", "measure", "columns"),
    [(1, 160, 1), (2, 160, 2), (3, 160, 3), (4, 160, 2), (5, 160, 3), (7, 160, 3), (3, 60, 1)],
)
def test_as_many_as_fit_stand_in_a_row_and_rows_are_even(
    count: int, measure: float, columns: int
) -> None:
    assert Design(beside=True).signature_columns(count, measure) == columns
    assert Design().signature_columns(count, measure) == 1


def test_a_sheet_is_marked_where_its_envelope_has_it_folded() -> None:
    envelopes = load_envelopes()
    assert fold_marks(envelopes["din-5008-a"], A4) == (87, 192)
    assert fold_marks(envelopes["dl"], A4) == (105, 210)
    assert fold_marks(envelopes["dl-thirds"], A4) == (99, 198)
    assert fold_marks(envelopes["c5"], A4) == (148.5,)
    assert fold_marks(envelopes["10"], LETTER)[0] == pytest.approx(98.4, abs=0.1)
    assert fold_marks(None, A4) == ()


def test_only_a4_is_punched_by_its_middle() -> None:
    assert (hole_mark(A4), hole_mark(LETTER)) == ((148.5,), ())
