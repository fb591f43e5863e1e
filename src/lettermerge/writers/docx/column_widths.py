"""Estimate how wide words are, in ems of the letter's face, to share a table's room out.

The advance widths are those of Tinos, which Times New Roman has too, in thousandths of an em,
rounded up to the next fiftieth. An accent takes no room of its own.
"""

from __future__ import annotations

from unicodedata import combining, normalize

_REGULAR = {
    200: "'",
    220: "|",
    260: " ,.",
    280: "/:;\\ijltłıι",
    340: "!()-I[]`fr‹›‘’‚·¡Ι",
    360: "•ґ",
    400: "Js°ςз",
    420: '"εζτг',
    440: "тэє",
    460: "?acez“”„¿γνξχаесьяҐ",
    480: "^{}δθв",
    520: "βκπЗбдчъ",
    540: "αημσинпцџ",
    560: "FPS~ΡР",
    580: "+<=>ΓφБГЬ",
    600: "Σ",
    620: "ELTZΕΖΤЕТ",
    640: "ψм",
    660: "ΔΞωЧф",
    680: "BCRæΒВКЛСЭЯыЄ",
    700: "Дж",
    720: "УЪ",
    740: "ADGHKNOQUVXYwœΑΗΘΚΛΝΟΠΥΦΧΨАИНОПХЦљњЏ",
    760: "ΩюЂ",
    780: "&mшщ",
    800: "Ф",
    840: "%",
    880: "ЫЉЊ",
    900: "MΜЖМ",
    940: "@",
    960: "W",
    1000: "—…",
    1020: "ШЩ",
    1040: "Ю",
}
_BOLD = {
    240: "|",
    260: " ,.",
    280: "'/\\ilłı",
    320: "ι",
    340: "!()-:;[]`fjt‹›‘’‚·¡",
    360: "•",
    400: "Is{}°Ιґ",
    420: "ζз",
    440: "εςэє",
    460: "cerzνξгес",
    480: "γτχ",
    520: "δυд",
    540: "~βθρЗьђҐ",
    560: '"Sbdhknpqußþđακπσвря',
    580: "+<=>ημиклнпцчџ",
    600: "^ъ",
    620: "FPΡР",
    640: "ΓΔφГ",
    660: "Σ",
    680: "BELTZΒΕΖΞΤБВЕТЬЭЄ",
    700: "ψДмф",
    720: "Λ",
    740: "ACDNRUVXYwæœΑΝΥΧωАКСУХЧЯж",
    760: "Л",
    780: "GHKOQΗΘΚΟΠΨИНОПЦЪюљЏ",
    800: "ыњЂ",
    820: "Ω",
    840: "&mΦ",
    860: "Фшщ",
    940: "@",
    960: "MΜМ",
    1000: "%W—…ЖЫ",
    1020: "ЉЊ",
    1100: "ШЩ",
    1140: "Ю",
}

_OTHER = 500  # digits, most of the small letters, and what is not listed


def _by_character(groups: dict[int, str]) -> dict[str, int]:
    return {character: size for size, group in groups.items() for character in group}


_WIDTHS = {False: _by_character(_REGULAR), True: _by_character(_BOLD)}


def width(text: str, *, bold: bool = False) -> float:
    """Return the width of a line in ems; characters that are not listed count half an em."""
    widths = _WIDTHS[bold]
    if not text.isascii():
        text = "".join(char for char in normalize("NFD", text) if not combining(char))
    return sum(widths.get(character, _OTHER) for character in text) / 1000
