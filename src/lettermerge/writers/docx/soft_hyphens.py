"""Put soft hyphens into a block's paragraphs, where the pages may divide words."""

from __future__ import annotations

from dataclasses import replace

from ...layout.hyphenation import with_soft_hyphens
from ...letter import document as tree


def hyphenated(block: tree.Block, language: str) -> tree.Block:
    """Return a block with soft hyphens in its paragraphs; headings and tables have none."""
    match block:
        case tree.Paragraph(children):
            return replace(block, children=_inlines(children, language))
        case tree.Quote(children):
            return replace(block, children=tuple(hyphenated(one, language) for one in children))
        case tree.ItemList(items):
            return replace(
                block,
                items=tuple(tuple(hyphenated(one, language) for one in item) for item in items),
            )
        case _:
            return block


def _inlines(children: tree.Inlines, language: str) -> tree.Inlines:
    found: list[tree.Inline] = []
    for child in children:
        match child:
            case tree.Text(text):
                found.append(tree.Text(with_soft_hyphens(text, language)))
            case tree.Emphasis(inner) | tree.Strong(inner):
                found.append(replace(child, children=_inlines(inner, language)))
            case _:
                found.append(child)
    return tuple(found)
