"""A tab leads to the next stop, whoever set it, and never off the measure by itself."""

from __future__ import annotations

import pytest

from lettermerge.importing.source_letter import ParagraphLayout, Run, TabStop
from lettermerge.importing.tab_stops import tab_stop

_SET = ParagraphLayout(left=20, tabs=(TabStop(30, "center"), TabStop(170, "right")))


@pytest.mark.parametrize(
    ("kind", "layout", "at", "stop"),
    [
        ("", ParagraphLayout(), 0, TabStop(12.7)),
        ("", ParagraphLayout(), 13, TabStop(25.4)),
        ("", ParagraphLayout(left=20), 0, TabStop(20)),
        ("", _SET, 0, TabStop(30, "center")),
        ("", _SET, 31, TabStop(170, "right")),
        ("", _SET, 171, TabStop(160, "right")),
        ("", ParagraphLayout(), 155, TabStop(160, "right")),
        ("right", _SET, 0, TabStop(160, "right")),
        ("center", _SET, 0, TabStop(80, "center")),
        ("left", _SET, 0, TabStop(0, "left")),
    ],
)
def test_where_a_tab_leads(kind: str, layout: ParagraphLayout, at: float, stop: TabStop) -> None:
    found = tab_stop(Run("x", tab=kind), layout, at, 160)
    assert found.place == pytest.approx(stop.place)
    assert found.kind == stop.kind
