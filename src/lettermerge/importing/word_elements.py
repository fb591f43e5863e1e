"""Find the elements of a Word file: paragraphs, tables, rows, cells, out of what wraps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .word_styles import MC, W, WordStyles, switched_on, value

_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{4}")


def ends_section(properties: Any) -> bool:
    """Say whether a paragraph is the last of a section that ends its page (17.6.22)."""
    section = None if properties is None else properties.find(W + "sectPr")
    return section is not None and value(section, "type") not in ("continuous", "nextColumn")


def content_of(container: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, out of what wraps them."""
    for child in container:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from content_of(child)
        elif child.tag == MC + "AlternateContent":
            yield from content_of(first_choice(child))


def rows_of(table: Any) -> Iterator[Any]:
    """Yield the rows of a table that no revision has deleted."""
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from rows_of(child)


def cells_of(row: Any) -> Iterator[Any]:
    """Yield the cells of a row."""
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from cells_of(child)


def first_choice(element: Any) -> Any:
    """Return the first of several forms of the same content (part 3, 7.5)."""
    choice = element.find(MC + "Choice")
    if choice is None:
        choice = element.find(MC + "Fallback")
    return () if choice is None else choice


def is_bordered(table: Any, styles: WordStyles) -> bool:
    """Say whether lines are drawn: around the table or in it, by itself or by its style."""
    properties = table.find(W + "tblPr")
    holders = [properties, *(one.find(W + "tblPr")
                             for one in styles.chain(value(properties, "tblStyle")))]  # fmt: skip
    for holder in holders:
        borders = None if holder is None else holder.find(W + "tblBorders")
        if borders is not None:
            return any(one.get(W + "val") not in ("none", "nil", None) for one in borders)
    return any(one.get(W + "val") not in ("none", "nil", None)
               for borders in table.iter(W + "tcBorders") for one in borders)  # fmt: skip


def symbol(element: Any) -> tuple[str, str]:
    """Return a sign that is given by its code, and the face that it is of (17.3.3.30)."""
    code = str(element.get(W + "char", ""))
    sign = chr(int(code, 16)) if _HEXADECIMAL.fullmatch(code) else ""
    return sign, str(element.get(W + "font", ""))


def unprinted(properties: Any) -> str:
    """Say why a run's words stay out of the letter (17.3.2.9, 17.3.2.37, 17.3.2.41); "" if not."""
    if switched_on(properties, "vanish"):
        return "hidden text is not printed"
    struck = switched_on(properties, "strike") or switched_on(properties, "dstrike")
    return "it is struck out" if struck else ""
