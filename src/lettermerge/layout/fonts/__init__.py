"""Hold the four faces that letters are set in, as files of this package.

They travel with the program so that one letter breaks its lines alike on every machine.
ORIGIN.md says where they come from; their licence (OFL.txt) is not that of the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Face:
    """One static TrueType face, described as CSS `@font-face` describes it."""

    weight: Literal["normal", "bold"]
    style: Literal["normal", "italic"]
    file: str  #: name of the file in this package
    sha256: str  #: of the file, in hexadecimal

    @property
    def path(self) -> Path:
        """Return where the file lies. The package is always installed unpacked."""
        return _folder() / self.file


#: Regular, italic, bold, bold italic. The hashes are those of ORIGIN.md.
FACES: tuple[Face, ...] = (
    Face(
        "normal",
        "normal",
        "Tinos_400Regular.ttf",
        "924ef269e73da94c1803ff68877f5d998dd16605c5ffad82ee181034f8a1fffe",
    ),
    Face(
        "normal",
        "italic",
        "Tinos_400Regular_Italic.ttf",
        "4a52de5bcf70e37bd71949f8a85302b75795a1943aedffbbee4f2db7744e1c81",
    ),
    Face(
        "bold",
        "normal",
        "Tinos_700Bold.ttf",
        "576a19b5dc026cafe6ae8fde4c849588dae6475cf5d912cebdf2827388c43ad9",
    ),
    Face(
        "bold",
        "italic",
        "Tinos_700Bold_Italic.ttf",
        "10c90ef7896d758923c06a1485d7824cdb457466da0bf7d42f81c5228931281b",
    ),
)


def family_name() -> str:
    """Return the private CSS family under which the faces are declared.

    No installed font bears it, so no installed font can take a letter's text over.
    """
    return "Lettermerge Tinos"


@cache
def _folder() -> Path:
    return Path(str(files(__name__)))
