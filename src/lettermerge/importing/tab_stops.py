"""Find where a tab leads: to a tab stop, to an indent, or to a place between the margins."""

from __future__ import annotations

from .source_letter import ParagraphLayout, Piece, Run, TabStop

_USUAL = 12.7  # millimetres between tab stops that nobody set (17.15.1.25)


def tab_stop(first: Piece, layout: ParagraphLayout, at: float, measure: float) -> TabStop:
    """Return the stop of the tab before a piece; `at` is where the tab is, from the left margin.

    A position tab leads to the left, the middle or the right of the `measure` (17.3.3.23); others
    to the next stop that is set, to the indent, or to one of those 12.7 mm apart; behind the last
    of these what follows ends at the right margin, for it has no room behind that.
    """
    kind = first.tab if isinstance(first, Run) else ""
    place = {"left": 0.0, "center": measure / 2, "right": measure}.get(kind)
    if place is not None:
        return TabStop(place, kind)
    for one in layout.tabs:
        if one.place > at + 0.1:
            return one
    if layout.left > at + 0.1:
        return TabStop(layout.left)
    usual = (int(max(at, 0) / _USUAL + 0.01) + 1) * _USUAL
    return TabStop(usual) if usual < measure else TabStop(measure, "right")
