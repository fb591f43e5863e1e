"""Write typed words as Markdown and Jinja that print the same words."""

from __future__ import annotations

import json
import re

_MARKUP = re.compile(r"[\\*<]|(?<![^\W_])_|_(?![^\W_])|\[(?=\^)|\^(?=\[)|&(?=#?\w+;)")
_LINKED = re.compile(rf"\[|{_MARKUP.pattern}")  # of words in which a bracket may begin a link
_LINK = re.compile(r"\]\s*[(\[:]")
_LINE_START = re.compile(r"^(\s*)([-+>=#~|]|\d{1,9}[.)](?=\s|$))", re.MULTILINE)
_LAST_SIGNS = re.compile(r"([.,:;!?…)»”’]+)(\s*)")
_JINJA = re.compile(r"\{*(?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\})|[{}%#]*(?:\{[{%#]|[}%#]\})[{}%#]*")


def escape_words(text: str) -> str:
    """Return words so that neither Markdown nor Jinja reads anything into them."""
    parts, end = [], 0
    markup = _LINKED if _LINK.search(text) else _MARKUP
    for found in _JINJA.finditer(text):
        parts += [markup.sub(_backslash, text[end : found.start()]), as_string(found[0])]
        end = found.end()
    parts.append(markup.sub(_backslash, text[end:]))
    return "".join(parts)


def escape_jinja(text: str) -> str:
    """Return words so that Jinja reads nothing into them; Markdown is not escaped."""
    return _JINJA.sub(lambda found: as_string(found[0]), text)


def escape_line_start(text: str) -> str:
    """Return a paragraph that does not begin as a list, a heading or a quotation would."""

    def protect(found: re.Match[str]) -> str:
        sign = found[2]
        if len(sign) > 1:  # 1. or 1)
            return f"{found[1]}{sign[:-1]}\\{sign[-1]}"
        return f"{found[1]}\\{sign}"

    return _LINE_START.sub(protect, text)


def as_string(text: str) -> str:
    """Return words as a Jinja expression that prints just them."""
    return "{{ " + json.dumps(text, ensure_ascii=False) + " }}"


def emphasise(text: str, *, bold: bool, italic: bool, ends: bool = False) -> str:
    """Put marks of emphasis around words, not around the spaces and signs at their ends.

    CommonMark 0.31, 6.2, takes stars for marks where no sign is between them and a word, and after
    a sign where a space follows, or the line `ends`: a full stop there stays with its words. What
    begins with a sign, as a quotation, has the signs at both ends outside.
    """
    marks = ("**" if bold else "") + ("*" if italic else "")
    if not marks or not text.strip():
        return text
    head, core, tail = _split(text)
    signs = None if head.strip() else _LAST_SIGNS.fullmatch(tail)
    if signs and (ends or signs[2]):
        core, tail = core + signs[1], signs[2]
    return f"{head}{marks}{core}{marks[::-1]}{tail}" if core else text


def _split(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text.index(core)
    first, last = start, start + len(core)
    if not core.startswith(("{", "\\")):
        while first < last and not (text[first].isalnum() or text[first] in "{\\"):
            first += 1
    while last > first and not (text[last - 1].isalnum() or text[last - 1] == "}"):
        last -= 1
    if text[last - 1 : last] == "\\":
        last -= 1
    return text[:first], text[first:last], text[last:]


def _backslash(found: re.Match[str]) -> str:
    return "\\" + found[0]
