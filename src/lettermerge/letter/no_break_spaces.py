"""Keep together what a line must not part: a title and its name, a unit, a short last word.

Long web addresses may be parted, at the same places in all formats. Writers ask for both when they
print; the letter's own text has plain spaces, but before short last words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from .document import Block, Inlines, ItemList, Paragraph, Quote, Text

_NO_BREAK = "\u00a0"
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
#: What is before a name, and is nothing without it.
_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rt|Hon|Rev|Rabbi|Imam|"
    "Senator|Sen|Rep|Representative|President|Speaker|Minister|Mme|Mlle|MM|Mgr|Herr|Frau|Sra?"
)
_PARTICLES = "von der|van der|van den|de la|de las|de los|von|van|della|du|bin|ibn|al|el|ter|zu"
_UNITS = (
    "km²|km|cm|mm|kg|ha|kWh|MWh|GWh|kW|MW|GW|kB|MB|GB|per cent|percent|pour cent|million|millions|"
    "billion|billions|trillion|EUR|USD|GBP|CHF|pp"
)
_LABELS = (
    "No|Nos|Art|art|Article|article|Articles|Section|section|Rule|Clause|clause|Chapter|chapter|"
    "Page|page|pp|Annex|Resolution|Directive"
)
_BLANKS = re.compile(
    rf"(?<![^\W\d_])(?:{_TITLES})\.? (?=[^\W\d_a-z])"
    rf"|(?<![\w’'])(?:M|[A-Z])\. (?=[A-ZÀ-ÞŁŠŽ][\w.’'])"
    rf"|(?<!\w)(?:{_PARTICLES}) (?=[A-ZÀ-ÞŁŠŽ])"
    rf"|(?<!\w)\d{{1,2}}(?:er|st|nd|rd|th|\.)? (?=(?:{_MONTHS})\b)"
    rf"|(?<!\w)(?:{_MONTHS}) (?=\d{{1,4}}\b)"
    rf"|(?<=\d) (?=(?:(?:{_UNITS})\b|[%‰°€£]))"
    r"|(?<=[€£$]) (?=\d)"
    rf"|(?<!\w)(?:{_LABELS})\.? (?=\d|\([A-Z]+\) )"
    r"|[§¶] (?=\d)"
)
#: Up to so many characters after its scheme a web address is not broken, as no office program
#: breaks it.
LONGEST_HELD = 60
_BEGINS = r"(?<![^\s(\[«“])(?:https?://|www\.)"
#: A web address.
URL = re.compile(rf"({_BEGINS}\S+)")
_LONG_URL = re.compile(rf"{_BEGINS}\S{{{LONGEST_HELD + 1},}}")
#: Where a longer one is broken: after its signs. A zero-width space prints nothing.
_SIGNS = re.compile(r"(?<=[/?&.=_#-])(?=[^/?&.=_#\-\s\u200b])")
MAY_BREAK = "\u200b"


@lru_cache(maxsize=8192)
def hold_together(text: str) -> str:
    """Return a text with no-break spaces where a line must not end.

    In long web addresses there are zero-width spaces where one may.
    """
    if "://" in text or "www." in text:
        text = _LONG_URL.sub(lambda found: _SIGNS.sub(MAY_BREAK, found[0]), text)
    if " " not in text:
        return text
    return _BLANKS.sub(lambda found: found[0].replace(" ", _NO_BREAK), text)


#: Characters of a short word, its signs counted; and of the two words at most that are bound.
_SHORT, _BOTH = 6, 22
#: Characters of a paragraph that may take more than a line.
_LINE = 60


def bind_last_words(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks whose paragraphs, those of lists and quotations, too, end with two words.

    A last line shorter than an indent leaves a hole in the page (Robert Bringhurst, The Elements of
    Typographic Style, 2.4.2; from memory).
    """
    return tuple(map(_bound, blocks))


@lru_cache(maxsize=1024)
def _bound(block: Block) -> Block:
    match block:
        case Paragraph(children):
            found = _with_bound_end(children)
            return block if found is children else Paragraph(found)
        case ItemList(items):
            return replace(block, items=tuple(map(bind_last_words, items)))
        case Quote(children):
            return Quote(bind_last_words(children))
        case _:
            return block


def _with_bound_end(children: Inlines) -> Inlines:
    """Return the inlines with a no-break space before a short last word; as they are for none."""
    last = children[-1] if children else None
    if not isinstance(last, Text) or (len(children) == 1 and len(last.text) < _LINE):
        return children
    before, blank, word = last.text.rpartition(" ")
    if not blank or not 0 < len(word) <= _SHORT or _NO_BREAK in word:
        return children
    earlier = before.rpartition(" ")[2]
    if not earlier or len(earlier) + len(word) > _BOTH:
        return children
    return (*children[:-1], Text(f"{before}{_NO_BREAK}{word}"))
