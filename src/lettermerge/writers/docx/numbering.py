"""Write the lists of a letter into its numbering part: one instance each, so each starts anew."""

from __future__ import annotations

from ...layout.spacing import INDENT
from .word_units import points, twips

_BULLETS = "•◦▪"
#: From the end of a marker to its text, as on the pages: half an em of 11 points.
_GAP = points(5.5)


def definitions() -> str:
    """Return the two abstract numberings, bullets (0) and numbers (1), nine levels each."""
    return "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(_level(level, number) for level in range(9))}</w:abstractNum>"
        for number in (0, 1)
    )


def _level(level: int, numbered: int) -> str:
    kind, text = ("decimal", f"%{level + 1}.") if numbered else ("bullet", _BULLETS[min(level, 2)])
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="right"/>'
        f'<w:pPr><w:ind w:left="{twips(INDENT * (level + 1))}" w:hanging="{_GAP}"/></w:pPr>'
        "</w:lvl>"
    )


def instances(lists: tuple[tuple[int | None, int], ...]) -> str:
    """Return an instance for each list, (start, level), numbered from 1; None is bullets."""
    return "".join(_instance(number, *one) for number, one in enumerate(lists, start=1))


def _instance(number: int, start: int | None, level: int) -> str:
    restart = ""
    if start is not None:
        restart = (
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        )
    kind = f'<w:abstractNumId w:val="{int(start is not None)}"/>'
    return f'<w:num w:numId="{number}">{kind}{restart}</w:num>'
