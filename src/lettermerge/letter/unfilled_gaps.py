"""Find gaps in a letter's words that somebody meant to fill in: `[insert name]`, XXXX, ____.

What editors put in brackets is none: [sic], [...], [1], [2023] EWCA Civ, a word in a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GAPS = re.compile(
    r"(?<![\w\\])\[(?P<square>[^][\n]{1,80})\](?![\w(\[])"
    r"|(?<![<\w])<(?P<angle>[^\W\d][^<>\n@:=/]{1,78}(?<![\s]))>(?!>)"
    r"|«(?P<guillemets>[^«»\n]{1,80})»"
    r"|(?P<signs>(?<![\w.@/])(?:X{3,}|x{3,})(?![\w@]|\.\w)|_{3,}|\.{5,}|…{2,})"
    r"|(?:(?<!\w)(?:mr|mrs|ms|dr|dear|herr|frau|mme|sr|sra|on|of|at|by|in|from|to|with|and|or|the|"
    r"le|la|du|de|des|am|vom|von|und|oder|et|ou|y|el)\.?|:) (?P<dots>\.{3,4}|…)(?=[\s,;]|$)",
    re.IGNORECASE,
)
_GAP_WORD = re.compile(
    r"\b(?:insert|enter|fill in|to be \w+|tbc|tbd|your|name|date|address|number|telephone|xxx?|"
    r"nom|prénom|date|insérer|indiquer|compléter|votre|adresse|einfügen|einsetzen|ergänzen|"
    r"bitte|datum|ihr name|nombre|fecha|insertar|indicar|su nombre|nome|inserire|inserir|"
    r"naam|invullen)\b|_",
    re.IGNORECASE,
)  # fmt: skip
#: What editors write in square brackets.
_EDITED = re.compile(
    r"(?:sic|recte|ibid\w*|op\. ?cit|n\.d|s\.d|o\.j|et al|viz|i\.e|e\.g|cf|vgl|voir|see|"
    r"(?:the |our |my |\w+['’]s )?(?:emphas[ei]s|italics?|translation|footnotes?|citations?|"
    r"references?|notes?)(?: (?:is |are )?(?:added|mine|ours|omitted|in (?:the )?original))?|"
    r"emphasis .*|c['’]est nous qui .*|(?:nous|je) soulign.*|"
    r"(?:traduction|übersetzung|hervorhebung|traducción|traduzione)\b.*|"
    r"(?:p|pp|paras?|arts?|nos?|nr|n|s|ss|ch|vol|§+)\.? ?\d.*|[^\W\d]|(?!xx)[mdclxvi]{1,4}|"
    r"applause|laughter|interruption|redacted|illegible|inaudible|anonymi[sz]ed|"
    r".*\b(?:19|20)\d\d[a-z]?(?:[:,] ?(?:p+\. ?)?\d[\d–-]*)?|.*\w/.*\d.*)[.!?,;:]?",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"/?(?:a|b|i|u|p|em|br|hr|h[1-6]|ul|ol|li|div|img|sub|sup|span|font|center|strong|table|tr|td"
    r"|th|s|small|code|pre|blockquote|head|body|html)(?:\s*/)?",
    re.IGNORECASE,
)  # fmt: skip
#: What comes before XXX where it is a number: Article XXX, resolution 3201 (XXX).
_NUMBERED = re.compile(
    r"(?:\(|\b(?:art(?:icle|icolo|ículo|ikel|igo)?|chap(?:ter|itre)?|kapitel|cap[ií]tulo|part|"
    r"teil|title|titre|t[ií]tulo|section|abschnitt|protocol|vol(?:ume)?|session|annex|anhang|book|"
    r"resolution|appendix|schedule|order|rule|band)\.?\s)$",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"\)|(?:st|nd|rd|th|e|ème)?\s(?:century|siècle|session|Olympi)")


def unfilled_gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a gap begins and ends in a paragraph's words, one after the other."""
    for found in _GAPS.finditer(text):
        if _stands_for_words(found, text[: found.start()]):
            bare = found.lastgroup in ("signs", "dots")
            yield found.span(str(found.lastgroup)) if bare else found.span()


def _stands_for_words(found: re.Match[str], before: str) -> bool:
    name = str(found.lastgroup)
    inside = found[name]
    if name == "signs":
        return not _numeral(before, found)
    if name == "dots":
        return not _quoted(before)
    if name == "square":
        return _is_gap(inside, before)
    return _is_name(inside) if name == "angle" else _is_instruction(inside)


def _is_gap(inside: str, before: str) -> bool:
    """Say whether words in square brackets stand for others that are to be written."""
    words = inside.strip()
    if not words:
        return len(inside) > 1
    if "_" in words or "....." in words:
        return True
    if not any(sign.isalpha() for sign in words) or _EDITED.fullmatch(words):
        return False
    return bool(_GAP_WORD.search(words)) or not _quoted(before)


def _is_name(inside: str) -> bool:
    """Say whether words between < and > are a name, and no tag or comparison."""
    return not _TAG.fullmatch(inside.strip()) and inside.strip() == inside


def _is_instruction(inside: str) -> bool:
    """Say whether words in guillemets tell what to write: quotations have these signs, too."""
    words = inside.strip()
    named = re.fullmatch(r"\w+_\w+|\w*[Nn]ame|Title|Address|Date|Nom|Datum", words)
    told = re.match(r"(?:insert|enter|your|insérer|indiquer|name of|nom d|einfügen|bitte)\b", words,
                    re.IGNORECASE)  # fmt: skip
    return bool(named or told) and len(words) < 50


def _quoted(before: str) -> bool:
    """Say whether a place is inside a quotation, by the signs before it."""
    opened = before.count("“") + before.count("„") - before.count("”")
    return opened > 0 or before.count('"') % 2 > 0 or before.count("«") > before.count("»")


def _numeral(before: str, found: re.Match[str]) -> bool:
    """Say whether XXX is the number thirty."""
    return found["signs"] == "XXX" and bool(
        _NUMBERED.search(before) or _CENTURY.match(found.string, found.end())
    )
