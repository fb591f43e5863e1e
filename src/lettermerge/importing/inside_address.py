"""Find where an inside address begins among the lines of a letter's head, or in a text box.

What is above it is the sender's. An address begins with a title, with "To" in the letter's
language, or near the name that the salutation has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .addressee_lines import is_addressed
from .source_letter import SourceParagraph

_TITLE = (
    r"mrs?|ms|miss|mx|sir|dame|lord|lady|baroness|viscount|earl|senator|representative|"
    r"(?:the )?(?:(?:rt|right) )?hon(?:ou?rable)?|(?:his|her) excellency|h\.? ?e\.?|dr|prof|"
    r"herrn?|frau|eheleute|mme|mlle|madame|monsieur|messieurs|m|maître|"
    r"srt?a?|excm[oa]|ilm[oa]|don|doña|señora?|señor|sig|signor[ae]?|on|dott|"
    r"(?:de )?heer|mevrouw|dhr|mevr|pan|pani"
)
_BEGIN = re.compile(
    rf"^\s*(?:(?:{_TITLE})\b\.?(?=\s|$)|an (?:den|die|das|frau|herrn)\b|aan (?:de|het)?\b|"
    r"(?:à|a) l['’]attention\b|a la atención\b|(?:all )?members of\b|"
    r"(?:the )?(?:clerk|speaker|president|minister|secretary) (?:of|to|for)\b)",
    re.IGNORECASE,
)
#: Whom letters to politicians are addressed to; the first lines of a head are never told by it.
_INSTITUTION = re.compile(
    r"\b(?:parliament|parlement|parlamento?|bundestag|bundesrat|landtag|congress|congreso|senate|"
    r"s[ée]nat|senado|senato|house of (?:commons|lords|representatives)|assembl[ée]e nationale|"
    r"asamblea|assembleia|camera dei deputati|(?:tweede|eerste) kamer|sejm|riksdag(?:en)?|folketing"
    r"(?:et)?|storting(?:et)?|eduskunta|ministry|ministerium|ministère|ministerio|ministero|embassy|"
    r"botschaft)\b|^(?:z\. ?hd\.|c/o|attn)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:{_TITLE})\b\.?\s+(?:[\w.’'-]+\s+){{0,3}}?([^\W\d_][\w’'-]+)\W*$", re.IGNORECASE
)
_MOST_WORDS = 8  # of a line with a person's name


def begins_address(line: str, salutation: str = "") -> bool:
    """Say whether an inside address begins with a line; `salutation` may name its reader."""
    if is_addressed(line) or _BEGIN.match(line):
        return True
    named = _NAMED.search(salutation)
    words = re.findall(r"[\w’'-]+", line)
    return bool(named) and len(words) <= _MOST_WORDS and named[1] in words  # type: ignore[index]


def address_start(
    groups: Sequence[Sequence[SourceParagraph]], salutation: str
) -> SourceParagraph | None:
    """Return the paragraph with which the last address of a head begins, None where none does.

    Lines at its very top are the sender's where others follow that may be the reader's.
    """
    for number in range(len(groups) - 1, -1, -1):
        for paragraph in groups[number]:
            line = paragraph.text.strip().partition("\n")[0]
            office = number > 0 and len(line.split()) <= _MOST_WORDS and _INSTITUTION.search(line)
            if office or begins_address(line, salutation):
                first = number == 0 and paragraph is groups[0][0]
                return None if first and len(groups) > 2 else paragraph
    return None
