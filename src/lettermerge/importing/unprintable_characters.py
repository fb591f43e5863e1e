"""Take out signs that no face of letters has, and name the face that has the others.

Words of other scripts stay, whose faces a theme can bring; a telephone or an envelope before a
number says what the number says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..layout.font_tables import characters_of
from ..layout.fonts import FAMILIES, SOURCE_SERIF, TINOS
from .source_letter import (
    Omission,
    Piece,
    Run,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    SourceTable,
    TextBox,
)

#: Signs that are in no face, by one that says as much.
_LIKE = {"☒": "☑", "❑": "☐", "❏": "☐", "◻": "□", "◼": "■", "➢": "►", "➤": "►", "➔": "→", "➜": "→",
         "⇨": "→", "❖": "◆", "✔": "✓", "✘": "✗", "‐": "-", "−": "–"}  # fmt: skip
_SIGNS = ("So", "Co", "Cn", "Sm", "Sk")
_PERHAPS = ("Source Sans 3", "Source Serif 4")


def without_missing_signs(letter: SourceLetter) -> tuple[SourceLetter, tuple[Omission, ...]]:
    """Return a letter whose signs a bundled face has, and the signs that it does not have now.

    A letter without a theme has the usual two faces.
    """
    usual = (SOURCE_SERIF, TINOS)
    known = characters_of(usual if letter.plain else tuple(FAMILIES.values()))
    found: list[Omission] = []

    def printable(text: str, place: str) -> str:
        missing = {sign for sign in text if ord(sign) not in known and _is_sign(sign)}
        if not missing:
            return text
        gone = "".join(sorted(sign for sign in missing if sign not in _LIKE))
        if gone:
            found.append(Omission(place, gone, "no face that comes with lettermerge has it"))
        return "".join(_LIKE.get(sign, "") if sign in missing else sign for sign in text)

    def mapped(blocks: Sequence[SourceBlock]) -> tuple[SourceBlock, ...]:
        return tuple(_with_words(one, printable) for one in blocks)

    stories = tuple(replace(one, blocks=mapped(one.blocks)) for one in letter.stories)
    notes = tuple(mapped(one) for one in letter.notes)
    changed = replace(letter, body=mapped(letter.body), stories=stories, notes=notes)
    return changed, tuple(found)


def _is_sign(sign: str) -> bool:
    return sign in _LIKE or unicodedata.category(sign) in _SIGNS


def _with_words(block: SourceBlock, change: Callable[[str, str], str]) -> SourceBlock:
    """Return a block with its words changed; `change` is given them and their place."""
    if isinstance(block, SourceTable):
        rows = tuple(
            tuple(tuple(_with_words(one, change) for one in cell) for cell in row)
            for row in block.rows
        )
        return replace(block, rows=rows)
    return block.with_pieces(tuple(_piece(one, block, change) for one in block.pieces))


def _piece(piece: Piece, block: SourceParagraph, change: Callable[[str, str], str]) -> Piece:
    if isinstance(piece, Run):
        return replace(piece, text=change(piece.text, block.place))
    if isinstance(piece, TextBox):
        return replace(piece, blocks=tuple(_with_words(one, change) for one in piece.blocks))
    return piece


def fallback_for(text: str, family: str) -> str:
    """Return the face that has the signs of a text which its own face lacks, "" for the usual."""
    own = characters_of((FAMILIES[family],))
    lacking = {ord(sign) for sign in text if not sign.isspace()} - own
    if not lacking - characters_of((TINOS,)):
        return ""
    most = max(_PERHAPS, key=lambda name: len(lacking & characters_of((FAMILIES[name],))))
    return most if lacking & characters_of((FAMILIES[most],)) and most != family else ""
