"""Read who presides over a committee or a group: `Chair`, whatever the order of the words.

Lists have `Foreign Affairs Committee (Chair)`, `Chair - Foreign Affairs Committee` and `President
of the Example Group`; an office of a body that presides is one role, its deputies are another.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ORDINAL = r"(?:(?:first|second|third|\d+(?:st|nd|rd|th))\s+)?"
_DEPUTY = r"(?:(?:co|vice|deputy|assistant)[-\s]?)"
_CHAIR = r"(?:chair(?:man|woman|person)?|president|convenor)"
_FRENCH = r"(?:(?:vice-?|co-?)?pr[ée]sidente?)"
_HEAD = rf"(?:{_ORDINAL}{_DEPUTY}?{_CHAIR}|{_FRENCH}|ranking\s+member|rapporteure?|co-?ordinator)"
_BODY = r"(?:(?:sub-?)?committee|(?:inter)?group|delegation|caucus|task\s+force)"
_FRENCH_BODY = r"(?:(?:sous-)?(?:commission|comité)|(?:inter)?groupe|délégation)"
_BEHIND = re.compile(rf"(?i)(.*?\S)(?:\s*\(({_HEAD})\)|(?:\s*[-–—:|]\s+|\s*,\s+|\s+)({_HEAD}))")
_BEFORE = re.compile(rf"(?i)({_HEAD})(?:\s*[-–—:|(,]\s*|\s+(?:of|for|de|du)\b)\s*(.*\S)")
_NAMES_BODY = re.compile(rf"(?i)\b(?:{_BODY}|{_FRENCH_BODY})s?\b")
_FEMININE = re.compile(r"(?i)(?:la\s+)?((?:sous-)?commission|délégation)\b")
_MASCULINE = re.compile(r"(?i)(?:le\s+)?((?:sous-)?comité|(?:inter)?groupe)\b")
_PRESIDES = re.compile(rf"(?i){_ORDINAL}{_CHAIR}|pr[ée]sidente?")


@lru_cache(maxsize=1024)
def head_first(office: str) -> str:
    """Return `Chair, X Committee` for `X Committee - Chair`; "" where it is not that way round."""
    found = _BEHIND.fullmatch(office)
    if found is None or re.match(rf"(?i){_HEAD}\b", office):
        return ""
    body, head = found[1].rstrip(" ,-–—:|"), found[2] or found[3]
    if not _NAMES_BODY.search(body) or _NAMES_BODY.fullmatch(body):
        return ""
    head = head[:1].upper() + head[1:]
    if re.fullmatch(_FRENCH, head, re.IGNORECASE):
        for article, named in (("de la", _FEMININE), ("du", _MASCULINE)):
            if known := named.match(body):
                return f"{head} {article} {known[1].lower()}{body[known.end() :]}"
    return f"{head}, {body}"


@lru_cache(maxsize=1024)
def presides_over(office: str) -> str:
    """Return `chair` for who presides over a committee or a group, `officer` for a deputy.

    "" is for an office of no such body.
    """
    found = _BEFORE.fullmatch(office)
    if found is None or not _NAMES_BODY.search(found[2]):
        return ""
    return "chair" if _PRESIDES.fullmatch(found[1]) else "officer"
