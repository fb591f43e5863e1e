"""Translate the signs of symbol faces, which have codes of their own, into Unicode.

Symbol is Adobe's encoding of Greek letters and mathematics
(https://unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt); Wingdings has marks, boxes, arrows.
"""

from __future__ import annotations

_SYMBOL = {
    **dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip("abcdefghijklmnopqrstuvwxyz", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip('"$@^~*-', "∀∃≅⊥∼∗−", strict=True)),
    "\xa2": "′", "\xa3": "≤", "\xa4": "⁄", "\xa5": "∞", "\xab": "↔", "\xac": "←", "\xad": "↑",
    "\xae": "→", "\xaf": "↓", "\xb0": "°", "\xb1": "±", "\xb2": "″", "\xb3": "≥", "\xb4": "×",
    "\xb6": "∂", "\xb7": "•", "\xb8": "÷", "\xb9": "≠", "\xba": "≡", "\xbb": "≈", "\xbc": "…",
    "\xce": "∈", "\xd2": "®", "\xd3": "©", "\xd4": "™", "\xd5": "∏", "\xd6": "√", "\xd7": "·",
    "\xd8": "¬", "\xde": "⇒", "\xe2": "®", "\xe3": "©", "\xe4": "™", "\xe5": "∑", "\xf2": "∫",
    "\xd9": "∧", "\xda": "∨", "\xc7": "∩", "\xc8": "∪",
}  # fmt: skip
_WINGDINGS = {
    "(": "☎", "*": "✉", "J": "☺", "l": "●", "m": "○", "n": "■", "o": "☐", "p": "□", "q": "□",
    "s": "◆", "t": "◆", "u": "◆", "v": "◆", "w": "◆", "\x9f": "•", "\xa0": "•", "\xa7": "▪",
    "\xa8": "☐", "\xd8": "►", "\xdc": "►", "\xdf": "←", "\xe0": "→", "\xe8": "→", "\xf0": "→",
    "\xfb": "✗", "\xfc": "✓", "\xfd": "☑", "\xfe": "☑", "\x9e": "·", "\xd9": "▲", "\xda": "▼",
}  # fmt: skip
_BASE, _PRIVATE = 0xF000, range(0xF020, 0xF100)


def is_symbol_face(face: str) -> bool:
    """Say whether the letters of a face are signs."""
    name = face.lower()
    return name == "symbol" or name.startswith(("wingdings", "webdings", "zapf dingbats"))


def as_unicode(text: str, face: str) -> tuple[str, int]:
    """Return a text of a symbol face in Unicode, and how many of its signs have no usual one.

    In another face only private codes are translated, which are those of a symbol face too.
    """
    named = is_symbol_face(face)
    tables = (_WINGDINGS,) if named and face.lower() != "symbol" else (_SYMBOL, _WINGDINGS)
    found, unknown = [], 0
    for sign in text:
        private = ord(sign) in _PRIVATE
        if not private and not named:
            found.append(sign)
            continue
        own = chr(ord(sign) - _BASE) if private else sign
        usual = next((table[own] for table in tables if own in table), "")
        plain = own if own.isspace() or (tables[0] is _SYMBOL and own < "\x7f") else ""
        found.append(usual or plain)
        unknown += not (usual or plain)
    return "".join(found), unknown
