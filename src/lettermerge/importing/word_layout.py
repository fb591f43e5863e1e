"""Resolve Word's spacing, alignment, indents and tab stops: where a paragraph's lines are.

Sources: ECMA-376 part 1, 17.3.1 (paragraph properties; spacing in twentieths of a point, 17.3.1.33;
tabs, 17.3.1.37), 17.4 (tables). What a style does not say comes from the one it is based on.
"""

from __future__ import annotations

from typing import Any

from .source_letter import ParagraphLayout, TableLayout, TabStop
from .word_lengths import TWIP, millimetres
from .word_styles import W, WordStyles, value

_NEW = 15  # compatibilityMode of Word 2013 and later
_PADDING = 1.9  # millimetres at the left of a cell, where a table does not say
_LINE = 240 * TWIP  # what a single line is, where spacing is counted in lines
_SIDES = {"end": "right", "start": "left", "both": "left", "distribute": "left"}


def paragraph_layout(styles: WordStyles, style: str, properties: Any) -> ParagraphLayout:
    """Return where a paragraph's lines are, by its own properties, its style and the defaults."""
    holders = [one for one in styles.paragraph_properties(style, properties) if one is not None]
    exact = _found(holders, "spacing", "lineRule") in ("exact", "atLeast")
    line = millimetres(_found(holders, "spacing", "line"))
    align = _found(holders, "jc", "val")
    mark = styles.of_run(
        styles.of_paragraph(style), None if properties is None else properties.find(W + "rPr")
    )
    first = millimetres(_found(holders, "ind", "firstLine"))
    first -= millimetres(_found(holders, "ind", "hanging"))
    return ParagraphLayout(
        align=_SIDES.get(align, align),
        before=millimetres(_found(holders, "spacing", "before")),
        after=millimetres(_found(holders, "spacing", "after")),
        lines=line / _LINE if line and not exact else 1.0,
        exact=line if exact else 0.0,
        left=millimetres(_found(holders, "ind", "left", "start")),
        right=millimetres(_found(holders, "ind", "right", "end")),
        first=first,
        tabs=_tabs(holders),
        size=mark.size,
        face=mark.face,
    )


def is_ruled(properties: Any) -> bool:
    """Say whether a paragraph has a line of its own above or below it."""
    if properties is None:
        return False
    sides = (properties.find(f"{W}pBdr/{W}{side}") for side in ("top", "bottom"))
    return any(one is not None and one.get(f"{W}val") not in ("nil", "none") for one in sides)


def _found(holders: list[Any], name: str, *attributes: str) -> str:
    """Return the first of the properties that says it, "" where none does."""
    for one in holders:
        for attribute in attributes:
            if text := value(one, name, attribute):
                return text
    return ""


def _tabs(holders: list[Any]) -> tuple[TabStop, ...]:
    """Return the tab stops; one that is cleared takes away what a style has at its place."""
    stops: dict[float, str] = {}
    for one in reversed(holders):
        for tab in one.iterfind(f"{W}tabs/{W}tab"):
            place = round(millimetres(str(tab.get(W + "pos", ""))), 2)
            kind = str(tab.get(W + "val", "left"))
            if kind == "clear":
                stops.pop(place, None)
            elif kind != "bar":
                stops[place] = _SIDES.get(kind, kind)
    return tuple(TabStop(place, kind) for place, kind in sorted(stops.items()))


def table_layout(element: Any, *, old: bool) -> TableLayout:
    """Return the widths of a table's columns, and where its rows and cells are.

    In `old` files a table's words begin at the margin, in others its edge does (17.15.3.4,
    compatibilityMode 15).
    """
    properties = element.find(W + "tblPr")
    grid = tuple(millimetres(str(one.get(W + "w", ""))) for one in element.iterfind(
        f"{W}tblGrid/{W}gridCol"))  # fmt: skip
    return TableLayout(
        grid,
        value(properties, "jc"),
        millimetres(value(properties, "tblInd", "w")) - (_PADDING if old else 0.0),
        _position(properties),
    )


def _position(properties: Any) -> tuple[float, float] | None:
    """Return the left and top of a table that floats, measured from the paper; None otherwise."""
    place = None if properties is None else properties.find(W + "tblpPr")
    if place is None or "page" not in (
        place.get(W + "vertAnchor", ""), place.get(W + "horzAnchor", ""),
    ):  # fmt: skip
        return None
    left, top = (millimetres(str(place.get(W + name, ""))) for name in ("tblpX", "tblpY"))
    return left, top


def is_old(settings: Any) -> bool:
    """Say whether Word lays a file out as before its version of 2013."""
    for one in () if settings is None else settings.iter(W + "compatSetting"):
        if one.get(W + "name") == "compatibilityMode":
            return not str(one.get(W + "val", "")).isdigit() or int(one.get(W + "val")) < _NEW
    return True


def row_height(row: Any) -> float:
    """Return the height that a row has at least, in millimetres, 0 for none."""
    return millimetres(value(row.find(W + "trPr"), "trHeight"))


def cell_side(cell: Any) -> str:
    """Return where a cell's content is: "top", "center" or "bottom"."""
    return value(cell.find(W + "tcPr"), "vAlign") or "top"


def spans_rows(cell: Any) -> bool:
    """Say whether a cell is the first of several that are merged, one below the other."""
    return value(cell.find(W + "tcPr"), "vMerge") == "restart"
