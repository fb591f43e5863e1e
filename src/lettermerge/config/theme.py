"""Read letters/themes/NAME/theme.toml into a frozen theme, which serves both writers.

Lengths are millimetres, sizes points; what a theme leaves out keeps the default of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from ..diagnostics import Diagnostic, Where, did_you_mean, why_unreadable
from ..errors import SettingsError
from .language_texts import LanguageText
from .schema import Lines, SchemaError, build, parse_toml

FOLDER = "letters/themes"
#: The families that the program brings, and Times New Roman, which has the widths of Tinos.
BUNDLED = ("Source Serif 4", "Source Sans 3", "Tinos", "Times New Roman")
_strict = ConfigDict(extra="forbid")
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Length = Annotated[float, Field(ge=0, le=300)]
Size = Annotated[float, Field(ge=6, le=24)]
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ThemeColours:
    """Of the words, of what stands out, and of lines: `#rrggbb`."""

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    ink: Colour = "#000000"
    accent: Colour = "#000000"
    rule: Colour = "#808080"


@dataclass(frozen=True, slots=True)
class ThemeFaces:
    """The files of a family in the theme's folder, TrueType; those left out are the regular one."""

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    regular: str
    italic: str = ""
    bold: str = ""
    bold_italic: str = ""

    @property
    def files(self) -> tuple[str, str, str, str]:
        """The four files: regular, italic, bold, bold italic."""
        bold, italic = self.bold or self.regular, self.italic or self.regular
        return self.regular, italic, bold, self.bold_italic or self.bold or italic


@dataclass(frozen=True, slots=True)
class ThemeText:
    """`size` of the body and its line pitch (`leading`), both in points.

    `leading` and `paragraph_space` follow the size where they are None; `measure` is how
    many characters a line has on average, 80 where a page has no margins of its own. `align`
    and `hyphenate` set the paragraphs of the body. `family` names the face,
    a bundled one, or with `faces` the theme's own; `fallback` has the characters that it lacks, and
    `embed` says how much of them a DOCX carries.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    size: Size = 10.5
    leading: Annotated[float, Field(ge=7, le=40)] | None = None
    paragraph_space: Annotated[float, Field(ge=0, le=40)] | None = None
    measure: Annotated[int, Field(ge=40, le=140)] | None = None
    align: Literal["left", "justified"] = "left"
    hyphenate: bool = False
    family: str = "Source Serif 4"
    faces: ThemeFaces | None = None
    fallback: Literal["Tinos", "Source Serif 4", "Source Sans 3", ""] = "Tinos"
    embed: Literal["subset", "full", "none"] = "subset"


@dataclass(frozen=True, slots=True)
class ThemeLetterhead:
    """`image` stands in the theme's folder; without `name` the sender's name is printed."""

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    image: str = ""
    image_alt: str = ""
    image_height: Length = 16.0
    name: str = ""
    tagline: LanguageText = field(default="", hash=False)
    lines: Lines | None = None


@dataclass(frozen=True, slots=True)
class ThemeSignature:
    """`image_height` is that of every signature's picture, in millimetres."""

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    image_height: Length = 14.0


@dataclass(frozen=True, slots=True)
class ThemePage:
    """One paper's measures; `window` is the address block's [left, top, width, height]."""

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    margins: tuple[Length, Length, Length, Length] | None = None
    window: tuple[Length, Length, Length, Length] | None = None
    body_top: Length | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A whole theme. `css` is the text of theme.css, for pages only; `folder` holds its images.

    `face_files` are its own faces, where it has any: names and contents.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    colours: ThemeColours = ThemeColours()
    text: ThemeText = ThemeText()
    letterhead: ThemeLetterhead = ThemeLetterhead()
    signature: ThemeSignature = ThemeSignature()
    page: Mapping[Literal["a4", "letter"], ThemePage] = field(default_factory=dict, hash=False)
    folder: str = ""
    css: str = ""
    face_files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    @property
    def css_file(self) -> str:
        """The name of the file that `css` was read from."""
        return f"{self.folder}/theme.css"


def load_theme(project: Path, name: str) -> Theme:
    """Read the theme `name`; "" is the plain one.

    Raises:
        SettingsError: no such theme, or unfitting keys; all of them are named.
    """
    if not name:
        return Theme()
    folder = project / FOLDER / name
    file = f"{FOLDER}/{name}/theme.toml"
    if not (folder / "theme.toml").is_file() or not _inside(folder, project / FOLDER):
        themes = project / FOLDER
        known = [p.parent.name for p in themes.glob("*/theme.toml")] if themes.is_dir() else []
        raise SettingsError(
            f"there is no theme `{name}`: {file} is missing",
            hint=did_you_mean(name, known) or "set letter.theme, or leave it out",
        )
    try:
        data = parse_toml((folder / "theme.toml").read_text(encoding="utf-8-sig"), file)
        css = folder / "theme.css"
        data |= {"folder": f"{FOLDER}/{name}", "face_files": ()}
        if css.is_file():
            data["css"] = css.read_text(encoding="utf-8-sig")
        return _with_faces(build(Theme, data, file), folder, file)
    except SchemaError as error:
        raise SettingsError.from_faults(file, error.faults) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file}, or theme.css beside it, cannot be read: {why_unreadable(error)}",
            hint="save it as UTF-8",
        ) from None


def _with_faces(theme: Theme, folder: Path, file: str) -> Theme:
    """Return a theme with the files of its own family, once each.

    Raises:
        SchemaError: the family is neither bundled nor given by files, or a file is not there.
    """
    text = theme.text
    if text.faces is None:
        if text.family in BUNDLED:
            return theme
        hint = f"{did_you_mean(text.family, BUNDLED)}; or give its files: [text.faces]"
        raise SchemaError((_unfit(file, "family", text.family, "no bundled family", hint),))
    read: dict[str, bytes] = {}
    for key, name in zip(
        ("regular", "italic", "bold", "bold_italic"), text.faces.files, strict=True
    ):
        path = folder / name
        if not path.is_file() or not _inside(path, folder):
            reason = "no file of the theme's folder"
            hint = f"put the TrueType file into {theme.folder}"
            raise SchemaError((_unfit(file, f"faces.{key}", name, reason, hint),))
        if name not in read:
            read[name] = path.read_bytes()
    return replace(theme, face_files=tuple((name, read[name]) for name in text.faces.files))


def _unfit(file: str, key: str, value: str, reason: str, hint: str) -> Diagnostic:
    where = Where(file=file, column=f"text.{key}", value=value)
    return Diagnostic("settings.bad-value", f"`text.{key}` is wrong: {reason}", where, hint)


def has_rules(css: str) -> bool:
    """Say whether a style sheet holds anything but comments."""
    return bool(_COMMENT.sub("", css).strip())


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
