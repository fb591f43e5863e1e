"""Hold the faces that letters are set in, as files of this package, by family.

They travel with the program so that one letter breaks its lines alike on every machine.
ORIGIN.md says where they come from; their licences (OFL-*.txt) are not that of the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Face:
    """One static TrueType face, described as CSS `@font-face` describes it."""

    weight: Literal["normal", "bold"]
    style: Literal["normal", "italic"]
    file: str  #: name of the file: in this package, or in the theme's folder
    sha256: str  #: of the file, in hexadecimal
    #: The file of a theme's own face; "" for one of this package.
    content: bytes = field(default=b"", repr=False, compare=False)

    def __hash__(self) -> int:
        return hash(self.sha256)  # asked for with every line: quick

    @property
    def path(self) -> Path:
        """Return where a bundled file lies. The package is always installed unpacked."""
        return _folder() / self.file

    def read(self) -> bytes:
        """Return the whole file."""
        return self.content or _read(self.file)


@dataclass(frozen=True, slots=True)
class FontFamily:
    """Four faces: regular, italic, bold, bold italic.

    `name` is what a DOCX asks for. `lent` is the name of the faces where they stand in for a family
    of the same widths that is not bundled.
    """

    name: str
    faces: tuple[Face, Face, Face, Face]
    lent: str = ""

    def __hash__(self) -> int:
        return hash(self.faces[0].sha256)

    @property
    def private_name(self) -> str:
        """Return the family under which pages declare the faces.

        No installed font bears it, so no installed font can take a letter's text over.
        """
        own = f" {self.faces[0].sha256[:8]}" if self.faces[0].content else ""
        return f"{self.lent or self.name}{own} of Lettermerge"

    def face(self, *, bold: bool = False, italic: bool = False) -> Face:
        """Return one of the four faces."""
        return self.faces[2 * bold + italic]


def _bundled(stem: str, *hashes: str) -> tuple[Face, Face, Face, Face]:
    regular, italic, bold, bold_italic = hashes
    return (
        Face("normal", "normal", f"{stem}_400Regular.ttf", regular),
        Face("normal", "italic", f"{stem}_400Regular_Italic.ttf", italic),
        Face("bold", "normal", f"{stem}_700Bold.ttf", bold),
        Face("bold", "italic", f"{stem}_700Bold_Italic.ttf", bold_italic),
    )


#: The hashes are those of ORIGIN.md.
SOURCE_SERIF = FontFamily(
    "Source Serif 4",
    _bundled(
        "SourceSerif4",
        "d47da11c5f55f031d9ec54c3172865d76009b2cbab5c706dfa73866b00096639",
        "8abc06ebcf3a84d6e18763fad2fd237c9149104f16963f459c8763390048aff2",
        "162a20188bb5c72582b77ca1c3a03480b743695b1c3c04dd0d79ead4e74f4533",
        "e22a3787d4ee1fe51b331b4bcb342fcb4451424065e862e5569c5fd8c8706554",
    ),
)
SOURCE_SANS = FontFamily(
    "Source Sans 3",
    _bundled(
        "SourceSans3",
        "393fb5b878ceed04aebc34b097e853ae5138c51d0c34b496ce8e2b47e0d0b94a",
        "f17facaa9ed293bb38526db3638e240510b7393c37ffa70e5c48f39575de44ab",
        "7109021766e915ecd9721e28d11dfc732d57affda49e4ca15bb6d1529add7fdd",
        "b66029c11e09452eaa321abe93883970bc0f3eacc347a1c9d5828db9d379cbb0",
    ),
)
TINOS = FontFamily(
    "Tinos",
    _bundled(
        "Tinos",
        "924ef269e73da94c1803ff68877f5d998dd16605c5ffad82ee181034f8a1fffe",
        "4a52de5bcf70e37bd71949f8a85302b75795a1943aedffbbee4f2db7744e1c81",
        "576a19b5dc026cafe6ae8fde4c849588dae6475cf5d912cebdf2827388c43ad9",
        "10c90ef7896d758923c06a1485d7824cdb457466da0bf7d42f81c5228931281b",
    ),
)
#: Tinos has the widths of Times New Roman, which Word users have.
TIMES = FontFamily("Times New Roman", TINOS.faces, lent="Tinos")
#: What a theme may name, by name; the first is the default.
FAMILIES = {one.name: one for one in (SOURCE_SERIF, SOURCE_SANS, TINOS, TIMES)}
FACES: tuple[Face, ...] = (*SOURCE_SERIF.faces, *SOURCE_SANS.faces, *TINOS.faces)


def private_names(families: tuple[FontFamily, ...]) -> Iterator[str]:
    """Yield the names under which pages declare families, quoted as CSS has it."""
    for family in families:
        escaped = "".join(
            f"\\{ord(c):x} " if c in "\"'\\\n\r\f<" else c for c in family.private_name
        )
        yield f"'{escaped}'"


@cache
def _folder() -> Path:
    return Path(str(files(__name__)))


@cache
def _read(file: str) -> bytes:
    return (_folder() / file).read_bytes()
