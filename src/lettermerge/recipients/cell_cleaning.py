"""Clean one cell into text that is safe to print, and say what was dropped from it.

Why one place: XML refuses control characters and surrogates, and a bidi override prints a name in
another order than it is stored; every stage after this one may rely on there being none.
"""

from __future__ import annotations

import re
import unicodedata

_PLANES = range(0, 1 << 20, 1 << 16)

#: What is dropped, by the word that the warning uses. ZERO WIDTH JOINER and NON-JOINER stay, for
#: Persian and Indic names need them; so do LRM, RLM and ALM, which give a direction to the
#: punctuation beside them and cannot reorder letters (UAX #9, 2.6). Embeddings, overrides and
#: isolates (UAX #9, 2.1-2.5) can, and an unclosed one reaches into the neighbouring words.
_DROPPED = {
    "control character": "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f",
    "bidirectional override": "\u202a-\u202e\u2066-\u2069",
    "surrogate": "\ud800-\udfff",
    "non-character": "\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in _PLANES)
    + "\U0010fffe-\U0010ffff",
    "invisible character": "\u200b\u2060\ufeff\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f",
    "private-use character": "\U000f0000-\U000ffffd\U00100000-\U0010fffd",
}  # fmt: skip
_BAD = re.compile("[" + "".join(_DROPPED.values()) + "]")
_KINDS = {kind: re.compile(f"[{chars}]") for kind, chars in _DROPPED.items()}
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BREAKS = re.compile(r"\s*[\n\t]\s*")
REPLACEMENT = "\ufffd"
#: Typed ligatures are the letters that they join, which a face joins again where it can: a page
#: cannot tell the two apart (Unicode 15, 23.3, "Latin ligatures").
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


def without_ligatures(text: str) -> str:
    """Return text with the letters of each typed ligature; others are not touched.

    Looked for first: most texts have none, and `translate` takes each character outside ASCII by
    itself.
    """
    if any(chr(code) in text for code in _LIGATURES):
        return text.translate(_LIGATURES)
    return text


def clean(cell: str) -> tuple[str, str]:
    """Return the cell as it may be printed, and what was dropped from it ("" for nothing).

    The text is in Unicode's Normalization Form C, ligatures as their letters, without white space
    at its edges (no-break and other odd spaces included), its line ends (CR, CRLF, VT, FF, NEL, LS,
    PS) are LF. A tab stays.
    Characters that no letter can print are dropped and named: "control character", or
    "surrogate, non-character".
    """
    if cell.isascii() and cell.isprintable():
        return cell.strip(), ""
    text, dropped = _LINE_ENDS.sub("\n", cell), ""
    if _BAD.search(text):
        dropped = ", ".join(kind for kind, chars in _KINDS.items() if chars.search(text))
        text = _BAD.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return without_ligatures(text).strip(), dropped


def begins_bare(text: str) -> bool:
    """Return whether a line of a cleaned text begins with a combining mark.

    A typesetter puts a dotted circle below it (Unicode 15, 5.13), which nobody has typed.
    """
    if text.isascii():
        return False
    return any(unicodedata.category(line[0])[0] == "M" for line in text.split("\n") if line)


def show(cell: str) -> str:
    """Return a cell as a message may quote it: what would be dropped stands as its number."""
    return _BAD.sub(lambda char: f"\\u{ord(char[0]):04x}", cell)


def fold_lines(text: str) -> str:
    """Return cleaned text on one line: each line break or tab becomes one space."""
    return _BREAKS.sub(" ", text) if "\n" in text or "\t" in text else text
