"""Keep together what a line must not part: a title and its name, a day and its month, a unit.

Writers ask for it when they print; the letter's own text has plain spaces.
"""

from __future__ import annotations

import re
from functools import lru_cache

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


@lru_cache(maxsize=8192)
def hold_together(text: str) -> str:
    """Return a text with no-break spaces where a line must not end."""
    if " " not in text:
        return text
    return _BLANKS.sub(lambda found: found[0].replace(" ", _NO_BREAK), text)
