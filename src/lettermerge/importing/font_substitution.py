"""Choose the bundled face that is nearest to a letter's, and know how high its lines are."""

from __future__ import annotations

#: Families by the bundled one that is nearest; all others are taken for faces with serifs.
_SANS = (
    "arial", "helvetica", "calibri", "carlito", "verdana", "tahoma", "segoe", "open sans", "lato",
    "roboto", "source sans", "gill sans", "trebuchet", "century gothic", "franklin", "candara",
    "corbel", "aptos", "myriad", "frutiger", "univers", "futura", "noto sans", "liberation sans",
    "dejavu sans", "montserrat", "avenir", "sans",
)  # fmt: skip
_TIMES = ("times", "tinos", "liberation serif", "nimbus roman", "thorndale")
#: The pitch of single lines in their size: ascender, descender and gap of the face (hhea).
_PITCHES = {
    "calibri": 1.22, "carlito": 1.22, "cambria": 1.17, "caladea": 1.17, "arial": 1.15,
    "helvetica": 1.15, "times": 1.15, "liberation": 1.15, "tinos": 1.15, "georgia": 1.14,
    "garamond": 1.13, "verdana": 1.22, "tahoma": 1.21, "segoe": 1.33, "open sans": 1.36,
    "source sans": 1.26, "source serif": 1.25,
}  # fmt: skip
_USUAL = 1.2


def nearest_family(face: str) -> str:
    """Return the bundled family that is nearest to a face by its name."""
    name = face.casefold()
    if name == "times new roman":
        return "Times New Roman"
    if name.startswith(_TIMES):
        return "Tinos"
    if any(known in name for known in _SANS) and "serif" not in name.replace("sans serif", ""):
        return "Source Sans 3"
    return "Source Serif 4"


def pitch_of(face: str) -> float:
    """Return the pitch of a face's single lines, in their size."""
    name = face.casefold()
    return next((pitch for known, pitch in _PITCHES.items() if name.startswith(known)), _USUAL)
