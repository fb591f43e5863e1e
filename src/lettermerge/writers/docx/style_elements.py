"""Write the elements of styles.xml: a style, its spaces, sizes, colours and lines."""

from __future__ import annotations

from ...layout.letter_design import QUOTE_GAP, QUOTE_RULE
from ...layout.spacing import POINT, RULE
from .word_units import Metrics, points

#: Built-in names that are stored in small letters.
_SMALL = ("Header", "Footer", "Caption", "Footnote Text", "Footnote Reference")


def word_style(  # noqa: PLR0913  the fields of w:style
    name: str,
    paragraph: str = "",
    words: str = "",
    *,
    based: str = "Normal",
    following: str = "",
    own: bool = False,
    kind: str = "paragraph",
    more: str = "",
) -> str:
    """Return one style; its id is the name without blanks, `own` that Word does not know it."""
    # What Word calls "heading 1" its users see as "Heading 1"; python-docx shows it so, too.
    stored = name.lower() if name.startswith("Heading ") or name in _SMALL else name
    custom = ' w:customStyle="1"' if own else ""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    then = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="{kind}"{custom} w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{stored}"/>{base}{then}<w:qFormat/>'
        f"{f'<w:pPr>{paragraph}</w:pPr>' if paragraph else ''}"
        f"{f'<w:rPr>{words}</w:rPr>' if words else ''}{more}</w:style>"
    )


def line_spacing(
    line: float | None = None, before: float = 0, after: float = 0, *, flow: bool = False
) -> str:
    """Return w:spacing in points; `line` is exact, `flow` lets a picture make the line high."""
    pitch = f' w:line="{points(line)}" w:lineRule="exact"' if line is not None else ""
    if flow:
        pitch = ' w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{points(before)}" w:after="{points(after)}"{pitch}/>'


def alignment(look: Metrics) -> str:
    """Return w:jc of the paragraphs of the body, "" for ragged right."""
    return '<w:jc w:val="both"/>' if look.style.justified else ""


def colour_of(colour: str) -> str:
    """Return w:color for a CSS hex colour."""
    return f'<w:color w:val="{colour.lstrip("#").upper()}"/>'


def size_of(size: float) -> str:
    """Return w:sz and w:szCs, half points, for points."""
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


def border_of(side: str, look: Metrics, space: float = 0) -> str:
    """Return a border as thin as the style's rules, `space` points from the words."""
    colour = look.style.colours.rule.lstrip("#").upper()
    return (
        f'<w:{side} w:val="single" w:sz="{round(RULE * 8)}" w:space="{round(space)}"'
        f' w:color="{colour}"/>'
    )


def quote_bar(look: Metrics) -> str:
    """Return the rule at the left of a quotation, so far from its words."""
    colour = look.style.colours.rule.lstrip("#").upper()
    gap = round(QUOTE_GAP / POINT - QUOTE_RULE)
    size = round(QUOTE_RULE * 8)
    return f'<w:left w:val="single" w:sz="{size}" w:space="{gap}" w:color="{colour}"/>'
