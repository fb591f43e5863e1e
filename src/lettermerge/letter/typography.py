"""Typeset signs as a language prints them: quotation marks, dashes, spaces.

Typed quotes, `--`, `---` and `...` become “ ” ‘ ’ – — …, or « », „ “; blanks that must not part
words from their signs become no-break ones. In a cell only apostrophes between letters and paired
quotes are set, and not in codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

_NO_BREAK = "\u00a0"
#: The narrow no-break space.
NARROW = "\u202f"

#: Outer and inner quotation marks by language: the delimiters of CLDR 45 (www.unicode.org/cldr).
#: French has blanks inside of them, and, like Dutch, the inner ones of its printers; what is not
#: listed has those of English.
_MARKS: dict[str, tuple[str, str, str, str]] = {
    "bg": ("„", "“", "„", "“"), "cs": ("„", "“", "‚", "‘"), "de": ("„", "“", "‚", "‘"),
    "el": ("«", "»", "“", "”"), "et": ("„", "“", "‚", "‘"), "fi": ("”", "”", "’", "’"),
    "fr": (f"«{_NO_BREAK}", f"{_NO_BREAK}»", "“", "”"), "hr": ("„", "“", "‚", "‘"),
    "hu": ("„", "”", "»", "«"), "it": ("«", "»", "“", "”"), "lt": ("„", "“", "„", "“"),
    "pl": ("„", "”", "«", "»"), "pt": ("«", "»", "“", "”"), "ro": ("„", "”", "«", "»"),
    "sk": ("„", "“", "‚", "‘"), "sl": ("„", "“", "‚", "‘"), "sv": ("”", "”", "’", "’"),
}  # fmt: skip
_ENGLISH = ("“", "”", "‘", "’")
_APOSTROPHE = "’"
_SIGNS = {"--": "–", "---": "—", "...": "…"}
#: An address on the web stays as it is, whatever signs are in it.
_TYPED = re.compile(r"\S*(?:://|www\.|@)\S*|(?<!-)-{2,3}(?!-)|(?<!\.)\.{3}(?!\.)")
_SLOTS = "\ue000-\uf8ff\U000f0000-\U0010fffd"  # private use: they stand for values
#: Where French has a full and a narrow no-break space: for the typed one, or between the signs.
_FRENCH_FULL = re.compile(
    r" (?=[:»])|(?<=«) |(?<=«)(?=[^\s\u00a0])|(?<=[^\s\u00a0])(?=»)"
    rf"|(?<=[\w»){_SLOTS}])(?=:(?:\s|$))|(?<=\d)(?=[%‰](?:[\s.,;:!?)»]|$))"
)
_FRENCH_NARROW = re.compile(rf" (?=[;!?])|(?<=[\w’)»…%.{_SLOTS}])(?=[;!?]+(?:\s|$|»))")
_BEGINNING = re.compile(r"(?:[;!?]+|:)(?=\s|$)")
_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_BEFORE_OPENING = "([{‹«„“‘‚–—-/¿¡\"'"


class TypedText(NamedTuple):
    """A stretch of text; `fixed` tells that it is printed as typed, and seen for its neighbours."""

    text: str
    fixed: bool = False


class Signs(NamedTuple):
    """The language whose signs are printed, "" for those typed; in `cells`, too, or not.

    `narrow` tells that the letter's faces have the narrow no-break space (U+202F).
    """

    language: str = ""
    cells: bool = False
    narrow: bool = True

    def spoken(self, language: str) -> Signs:
        """Return the signs of another language; what is printed as typed stays so."""
        return self._replace(language=language) if self.language else self

    @property
    def of_template(self) -> Signs:
        """The signs of what is typed in a template, which are alike in all regions."""
        return Signs(self.language.partition("-")[0], cells=False, narrow=self.narrow)


#: Everything as it is typed.
AS_TYPED = Signs()

_CELL_WORD = re.compile(r"\S+")
_CELL_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_CELL_QUOTED = re.compile(r'(?<![^\s([])"(?=\S)([^"]*)(?<=\S)"(?![^\W_])')
#: Words that are printed as they stand: addresses on the web or for e-mail, codes.
_CODE = re.compile(r"[@/\\_=#<>{}|]|\d|www\.")


@lru_cache(maxsize=4096)
def typeset_cell(value: str, language: str) -> str:
    """Return a cell with apostrophes between letters and paired quotes as `language` has them."""
    if "'" not in value and '"' not in value:
        return value
    opening, closing, *_ = _MARKS.get(language.partition("-")[0].casefold(), _ENGLISH)
    if not _CODE.search(value):
        value = _CELL_QUOTED.sub(lambda found: f"{opening}{found[1]}{closing}", value)
    return _CELL_WORD.sub(
        lambda word: word[0] if _CODE.search(word[0]) else _CELL_APOSTROPHE.sub("’", word[0]),
        value,
    )


def typeset_template(source: str, signs: Signs) -> str:
    """Return text with `{{ }}` in it, typeset but for these."""
    parts = _JINJA.split(source)
    runs = [TypedText(part, fixed=bool(number % 2)) for number, part in enumerate(parts)]
    return "".join(typeset(runs, signs))


def typeset_text(text: str, signs: Signs) -> str:
    """Return a text of the settings, typeset as `signs` has it; without a language as typed."""
    return typeset((TypedText(text),), signs)[0] if signs.language and text else text


def typeset(runs: Sequence[TypedText], signs: Signs) -> list[str]:
    """Return the text of each run of a paragraph, in the signs of a language (a BCP 47 tag)."""
    base = signs.language.partition("-")[0].casefold()
    narrow = NARROW if signs.narrow else _NO_BREAK
    texts = [run.text if run.fixed else _with_signs(run.text, base, narrow) for run in runs]
    if base == "fr":
        _part_from_the_run_before(runs, texts, narrow)
    fixed = [run.fixed for run, text in zip(runs, texts, strict=True) for _ in text]
    marks = _marks("".join(texts), fixed, _MARKS.get(base, _ENGLISH))
    typeset, start = [], 0
    for text in texts:
        places = range(start, start + len(text))
        typeset.append("".join(marks.get(place, text[place - start]) for place in places))
        start += len(text)
    return typeset


def _with_signs(text: str, base: str, narrow: str) -> str:
    """Return text with dashes, ellipses and no-break blanks.

    French has a narrow one before ; ! ? and a full one before : and % and inside « » (Imprimerie
    nationale, Lexique des règles typographiques; OQLF, where a narrow one can be printed), also
    where none was typed.
    """
    text = _TYPED.sub(lambda typed: _SIGNS.get(typed[0], typed[0]), text)
    text = re.sub(r"(?<=\d) (?=[%‰])", _NO_BREAK, text)
    if base == "fr":
        text = _FRENCH_FULL.sub(_NO_BREAK, text)
        text = _FRENCH_NARROW.sub(narrow, text)
    return text


def _part_from_the_run_before(runs: Sequence[TypedText], texts: list[str], narrow: str) -> None:
    """Set the French space before a sign that begins a run, behind a word or a value."""
    for number in range(1, len(runs)):
        before = next((one[-1] for one in reversed(texts[:number]) if one), "")
        sign = _BEGINNING.match(texts[number])
        if sign and not runs[number].fixed and (_is_letter(before or " ") or before == "}"):
            texts[number] = (_NO_BREAK if sign[0] == ":" else narrow) + texts[number]


def _marks(text: str, fixed: list[bool], marks: tuple[str, str, str, str]) -> dict[int, str]:
    """Return what is printed in the place of each typed quote of a paragraph.

    A double one without its fellow stays: it may be an inch. A single one is an apostrophe then.
    """
    found: dict[int, str] = {}
    open_ones: list[int] = []
    for place, sign in enumerate(text):
        if sign not in "\"'" or fixed[place]:
            continue
        before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
        if sign == "'":
            found[place] = _APOSTROPHE
            if _is_letter(before) and _is_letter(after):
                continue
        if not after.isspace() and (before.isspace() or before in _BEFORE_OPENING):
            open_ones.append(place)
        elif not before.isspace():
            fellows = [n for n, other in enumerate(open_ones) if text[other] == sign]
            if fellows:
                inner = 2 * (sign == "'")
                found[open_ones[fellows[-1]]], found[place] = marks[inner : inner + 2]
                del open_ones[fellows[-1] :]
    return found


def _is_letter(char: str) -> bool:
    """Tell whether a character is one of a word; a slot (private use) stands for some."""
    return char.isalnum() or category(char) == "Co"
