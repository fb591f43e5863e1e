"""Read letters/themes/NAME/theme.toml into a frozen theme, which serves both writers.

Lengths are millimetres, sizes points; what a theme leaves out keeps the default of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from ..diagnostics import did_you_mean, why_unreadable
from ..errors import SettingsError
from .language_texts import LanguageText
from .schema import Lines, SchemaError, build, parse_toml

FOLDER = "letters/themes"
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
class ThemeText:
    """`size` of the body and its line pitch (`leading`), both in points.

    `leading` and `paragraph_space` follow the size where they are None.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    size: Size = 11.0
    leading: Annotated[float, Field(ge=7, le=40)] | None = None
    paragraph_space: Annotated[float, Field(ge=0, le=40)] | None = None
    family: str = "Times New Roman"


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
    """A whole theme. `css` is the text of theme.css, for pages only; `folder` holds its images."""

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    colours: ThemeColours = ThemeColours()
    text: ThemeText = ThemeText()
    letterhead: ThemeLetterhead = ThemeLetterhead()
    signature: ThemeSignature = ThemeSignature()
    page: Mapping[Literal["a4", "letter"], ThemePage] = field(default_factory=dict, hash=False)
    folder: str = ""
    css: str = ""

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
        data |= {"folder": f"{FOLDER}/{name}"}
        if css.is_file():
            data["css"] = css.read_text(encoding="utf-8-sig")
        return build(Theme, data, file)
    except SchemaError as error:
        raise SettingsError.from_faults(file, error.faults) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file}, or theme.css beside it, cannot be read: {why_unreadable(error)}",
            hint="save it as UTF-8",
        ) from None


def has_rules(css: str) -> bool:
    """Say whether a style sheet holds anything but comments."""
    return bool(_COMMENT.sub("", css).strip())


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
