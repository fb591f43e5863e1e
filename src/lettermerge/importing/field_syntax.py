r"""Take a Word field's instruction apart: its kind, words and switches.

`MERGEFIELD "First name" \\* Upper \\b "Dear "` is a kind, one word and two switches. A word may be
a field of its own, or be made of text and fields (ECMA-376 part 1, 17.16.2 and 17.16.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .source_letter import FieldCode, Run, SourceParagraph

#: Text, or text and fields in their order.
Word = str | tuple["str | FieldCode", ...]
_QUOTES = {'"': '"', "“": "”", "„": "“", "”": "”"}
#: Switches that take no argument; all others take the word after them, if it is no switch.
_ALONE = {"MERGEFIELD": "mv", "HYPERLINK": "n", "GREETINGLINE": "", "ADDRESSBLOCK": "d",
          "INCLUDEPICTURE": "d", "DATE": "lhsu", "TIME": "", "FILLIN": "o", "ASK": "o",
          "PAGEREF": "hp", "REF": "hnprtw"}  # fmt: skip


FORMULA = "="  #: the kind of a field that computes


@dataclass(frozen=True, slots=True)
class ParsedField:
    """A field's kind in capitals, its words, and its switches with their arguments ("" is none)."""

    kind: str
    words: tuple[Word, ...] = ()
    switches: Mapping[str, Word] = field(default_factory=dict, hash=False)
    formats: tuple[str, ...] = ()

    def word(self, place: int) -> Word:
        """Return a word by its place, "" where there is none."""
        return self.words[place] if place < len(self.words) else ""


def split_code(code: FieldCode) -> ParsedField:
    """Return the parts of an instruction; it never fails, whatever was typed."""
    found = list(tokens(code.parts))
    kind = ""
    first = found[0][0] if found else ""
    if isinstance(first, tuple) and isinstance(first[0], str) and first[0].startswith(FORMULA):
        return ParsedField(FORMULA)
    if found and isinstance(first, str):
        kind = found.pop(0)[0].upper()  # type: ignore[union-attr]
        kind = FORMULA if kind.startswith(FORMULA) else kind
    words: list[Word] = []
    switches: dict[str, Word] = {}
    formats: list[str] = []
    while found:
        token, quoted = found.pop(0)
        if quoted or not isinstance(token, str) or not token.startswith("\\") or len(token) < 2:
            words.append(token)
            continue
        switch = token[1:2]
        argument: Word = token[2:]
        takes = switch not in _ALONE.get(kind, "")
        if not argument and takes and found and not _is_switch(found[0]):
            argument = found.pop(0)[0]
        if switch == "*":
            formats.append(str(argument).lower())
        else:
            switches[switch.lower()] = argument
    return ParsedField(kind, tuple(words), switches, tuple(formats))


def _is_switch(token: tuple[Word, bool]) -> bool:
    word, quoted = token
    return not quoted and isinstance(word, str) and word.startswith("\\")


def tokens(parts: tuple[str | FieldCode, ...]) -> list[tuple[Word, bool]]:
    """Return the words of an instruction, each with whether it was in quotation marks."""
    found: list[tuple[Word, bool]] = []
    current: list[str | FieldCode] = []
    closing, quoted = "", False

    def close() -> None:
        nonlocal quoted
        if current or quoted:
            found.append((_joined(current), quoted))
        current.clear()
        quoted = False

    for part in parts:
        if isinstance(part, FieldCode):
            if not closing and current and not _glued(current[-1]):
                close()
            current.append(part)
            continue
        signs = iter(range(len(part)))
        for place in signs:
            sign = part[place]
            if closing:
                if sign == "\\" and part[place + 1 : place + 2] in ('"', "\\"):
                    current.append(part[place + 1])
                    next(signs, None)
                elif sign == closing or (sign == '"' and closing == "”"):
                    closing = ""
                    close()
                else:
                    current.append(sign)
            elif sign in _QUOTES:
                close()
                closing, quoted = _QUOTES[sign], True
            elif sign.isspace():
                close()
            else:
                current.append(sign)
    close()
    return found


def _glued(part: str | FieldCode) -> bool:
    return not isinstance(part, FieldCode)


def _joined(parts: list[str | FieldCode]) -> Word:
    merged: list[str | FieldCode] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    if all(isinstance(part, str) for part in merged):
        return "".join(str(part) for part in merged)
    return tuple(merged)


def shown_text(paragraph: SourceParagraph) -> str:
    """Return a paragraph's words, its fields by what they are called: «SignerName», [Your name]."""
    found = []
    for piece in paragraph.pieces:
        if isinstance(piece, FieldCode):
            parsed = split_code(piece)
            name = " ".join(one for one in parsed.words if isinstance(one, str))
            asked = name.strip("[]<>") if parsed.kind == "FILLIN" else ""
            found.append(
                f"«{name}»" if parsed.kind == "MERGEFIELD" else f"[{asked or parsed.kind}]"
            )
        elif isinstance(piece, Run):
            found.append(piece.text)
    return "".join(found)
