"""Write what a theme's design changes of the page style's CSS; nothing for the plain one."""

from __future__ import annotations

from collections.abc import Iterator

from ..layout import spacing
from ..layout.letter_design import (
    LABEL_WIDTH,
    MARK_LEFT,
    MARK_WIDTH,
    QUOTE_GAP,
    QUOTE_RULE,
    SIGNATURE_GAP,
)
from ..layout.page_style import PageStyle


def design_sheet(style: PageStyle) -> str:
    """Return the rules of a style's design, which follow those of `page_css`."""
    return "".join(_rules(style))


def _rules(style: PageStyle) -> Iterator[str]:
    design, rule = style.design, style.colours.rule
    line = f"{spacing.RULE:g}pt solid {rule}"
    if not design.head_rule:
        yield ".letterhead { border-bottom: 0 }\n"
    if design.name_size:
        size, leading = style.name_size, style.name_leading
        yield f".sender {{ font-size: {size:g}pt; line-height: {leading:g}pt }}\n"
    if design.date_align == "left":
        yield ".date { text-align: left }\n"
    if design.table == "open":
        yield (
            "th, td { border: 0 } "
            f"thead th {{ border-top: {line}; border-bottom: {line} }} "
            f"tbody tr:last-child td {{ border-bottom: {line} }} "
            "th:first-child, td:first-child { padding-left: 0 } "
            "th:last-child, td:last-child { padding-right: 0 }\n"
        )
    if design.quote_rule:
        edge = spacing.INDENT - QUOTE_GAP
        inner = QUOTE_GAP - QUOTE_RULE * spacing.POINT
        yield (
            f"blockquote {{ margin-left: {edge:g}mm; border-left: {QUOTE_RULE:g}pt solid {rule};"
            f" padding: 0 {spacing.INDENT * spacing.QUOTE_STEPS:g}mm 0 {inner:g}mm;"
            f" margin-bottom: {style.paragraph_space:g}pt }}"
            " blockquote > :last-child { margin-bottom: 0 }\n"
        )
    if design.beside:
        yield (
            ".row { display: table; table-layout: fixed; width: 100%; break-inside: avoid } "
            ".row > .signature { display: table-cell; vertical-align: top; "
            f"padding: 0 {SIGNATURE_GAP:g}mm 0 0 }} "
            f".row.next {{ padding-top: {style.leading:g}pt }}\n"
        )
    if design.small_lists:
        yield _small_lists(style)
    yield (
        f".edge {{ position: absolute; left: {MARK_LEFT:g}mm; width: {MARK_WIDTH:g}mm; height: 0;"
        f" border-top: {spacing.RULE:g}pt solid {rule} }}\n"
        if design.marks
        else ""
    )


def _small_lists(style: PageStyle) -> str:
    """Return the rules of lists of enclosures and copies: each item beside its label."""
    tight = style.small_leading
    return (
        f".after {{ font-size: {style.small_size:g}pt; line-height: {tight:g}pt;"
        f" padding-top: {style.half_space:g}pt }} "
        ".ending + .after, .signature + .after, .row + .after "
        f"{{ padding-top: {style.leading:g}pt }} "
        f".label {{ font-weight: bold; margin-bottom: -{tight:g}pt }} "
        f".label + .plain {{ margin-left: {LABEL_WIDTH:g}mm }}\n"
    )
