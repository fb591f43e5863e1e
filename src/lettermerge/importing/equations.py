"""Write an equation of Word in one line: (a+b)/2, x², √(y).

A template has no equations; what is built of fractions, roots and powers (ECMA-376 part 1, 22.1)
is said with signs, as Unicode Technical Note 28 has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .unicode_superscripts import lowered, raised

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 40  # parts inside one another
_Parts = Callable[[str], str]
_SIMPLE = 1  # signs that need no brackets


def one_line(element: Any, depth: int = 0) -> str:
    """Return the words and signs of an equation, or of a part of it."""
    if depth > _DEEPEST:
        return "".join(one.text or "" for one in element.iter(M + "t"))
    if element.tag == M + "t":
        return element.text or ""
    name = str(element.tag).removeprefix(M)
    if name in _SCRIPTS:
        part = _parts_of(element, depth)
        return _grouped(part("e")) + _low(part("sub")) + _high(part("sup"))
    if name in _BUILT:
        return _BUILT[name](element, _parts_of(element, depth))
    if name in _ROWS:
        key, between, around = _ROWS[name]
        rows = between.join(one_line(one, depth + 1) for one in element.findall(M + key))
        return around.format(rows)
    children = (one for one in element if isinstance(one.tag, str))
    return "".join(
        one_line(one, depth + 1) for one in children if not str(one.tag).endswith(("Pr", "}del"))
    )


def _parts_of(element: Any, depth: int) -> _Parts:
    """Return what reads a part of an equation by its name; several are parted by semicolons."""
    return lambda key: "; ".join(one_line(one, depth + 1) for one in element.findall(M + key))


def _root(_: Any, part: _Parts) -> str:
    degree = part("deg")
    return f"{_high(degree) if degree else ''}√{_grouped(part('e'))}"


def _sum(element: Any, part: _Parts) -> str:
    sign = _sign(element, "naryPr", "chr", "∫")
    return f"{sign}{_low(part('sub'))}{_high(part('sup'))} {part('e')}"


def _brackets(element: Any, part: _Parts) -> str:
    opened, closed = (_sign(element, "dPr", *one) for one in (("begChr", "("), ("endChr", ")")))
    return f"{opened}{part('e')}{closed}"


_SCRIPTS = ("sSup", "sSub", "sSubSup", "sPre")
_ROWS = {"m": ("mr", "; ", "[{}]"), "mr": ("e", " ", "{}"), "eqArr": ("e", "; ", "{}")}
_BUILT: dict[str, Callable[[Any, _Parts], str]] = {
    "f": lambda _, part: f"{_grouped(part('num'))}/{_grouped(part('den'))}",
    "func": lambda _, part: f"{part('fName')} {part('e')}",
    "rad": _root, "nary": _sum, "d": _brackets,
}  # fmt: skip


def _sign(element: Any, holder: str, name: str, usual: str) -> str:
    properties = element.find(M + holder)
    child = None if properties is None else properties.find(M + name)
    return usual if child is None else str(child.get(M + "val", ""))


def _grouped(text: str) -> str:
    bare = text.replace(" ", "")
    whole = bare.isalnum() or (bare[:1] in "([" and bare[-1:] in ")]" and len(bare) > 1)
    return text if whole or len(bare) <= _SIMPLE else f"({text})"


def _high(text: str) -> str:
    return _script(text, raised(text), "^")


def _low(text: str) -> str:
    return _script(text, lowered(text), "_")


def _script(text: str, scripted: str, mark: str) -> str:
    if not text or scripted != text:
        return scripted
    return mark + _grouped(text)
