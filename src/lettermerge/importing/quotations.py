"""Tell quotations from a letter's own paragraphs: by their style, or by indents at both sides.

Word keeps the names of its own styles in English, and their ids in the language of who made the
file; LibreOffice, and styles that people make, have names in any (memory).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .source_letter import SourceBlock, SourceParagraph

#: Names of styles, without spaces, digits and signs.
_NAMES = """
quote intensequote quotation quotations blocktext blockquote blockquotes blockquotation
pullquote extract zitat zitate intensiveszitat blockzitat citation citations
citationintense citationenbloc blocdecitation citazione citazioni citazioneintensa
testodelblocco cita citas citadestacada citaintensa textodebloque bloquedecita citação
citaçãointensa textoembloco citaat citaten duidelijkcitaat bloktekst citat citater stærktcitat
starktcitat intensivtcitat sitat sterktsitat lainaus erottuvalainaus cytat cytatintensywny
citát výraznýcitát idézet kiemeltidézet παράθεση έντονοαπόσπασμα απόσπασμα kwotazzjoni
"""
_STYLES = frozenset(_NAMES.split())
_NO_LETTERS = re.compile(r"[\W\d_]+")
_SET_IN = 5.0  # millimetres at each side, more than other paragraphs
_FEWEST = 8  # words of a paragraph that only its indents tell


def is_quotation_style(name: str) -> bool:
    """Say whether a style's name or id is one for quotations: "Intense Quote", "Zitat2"."""
    return _NO_LETTERS.sub("", name).casefold() in _STYLES


def with_quotations(blocks: Sequence[SourceBlock]) -> tuple[SourceBlock, ...]:
    """Return a letter's body with its quotations marked, blank lines in them, too.

    A letter of which all is set in so is no quotation.
    """
    texts = [one for one in blocks if isinstance(one, SourceParagraph) and not one.blank]
    sides = Counter((one.layout.left, one.layout.right) for one in texts)
    usual = sides.most_common(1)[0][0] if sides else (0.0, 0.0)
    quoted = {id(one) for one in texts if one.quoted or _is_set_in(one, usual)}
    if all(id(one) in quoted for one in texts):
        quoted = set()
    made: list[SourceBlock] = []
    for number, one in enumerate(blocks):
        if isinstance(one, SourceParagraph):
            inside = id(one) in quoted or (one.blank and _is_between(blocks, number, quoted))
            made.append(replace(one, quoted=inside))
        else:
            made.append(one)
    return tuple(made)


def _is_set_in(paragraph: SourceParagraph, usual: tuple[float, float]) -> bool:
    """Say whether both sides of a paragraph of running text are farther in than those of others."""
    layout = paragraph.layout
    text = not paragraph.item and not paragraph.heading and layout.align in ("", "left")
    left, right = layout.left - usual[0], layout.right - usual[1]
    return text and min(left, right) >= _SET_IN and len(paragraph.text.split()) >= _FEWEST


def _is_between(blocks: Sequence[SourceBlock], number: int, quoted: set[int]) -> bool:
    """Say whether a blank paragraph has a quotation before and after it."""
    before = _nearest(reversed(blocks[:number]))
    after = _nearest(blocks[number + 1 :])
    return id(before) in quoted and id(after) in quoted


def _nearest(blocks: Iterable[SourceBlock]) -> SourceBlock | None:
    """Return the first block that is not blank."""
    shown = (one for one in blocks if not isinstance(one, SourceParagraph) or not one.blank)
    return next(shown, None)
