"""Load a theme: a folder of the project, which may build on a built-in theme, or one of those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..diagnostics import Diagnostic, Where, did_you_mean, why_unreadable
from ..errors import SettingsError
from .theme import BUNDLED, FOLDER, Theme
from .toml_loading import SchemaError, build, merge_tables, parse_toml

#: The themes that come with the program.
BUILT_IN = ("classic", "modern", "official")


def load_theme(project: Path, name: str) -> Theme:
    """Read the theme `name`: a folder of the project, else a built-in theme; "" is the plain one.

    Raises:
        SettingsError: no such theme, or unfitting keys; all of them are named.
    """
    if not name:
        return Theme()
    folder = project / FOLDER / name
    file = f"{FOLDER}/{name}/theme.toml"
    if not (folder / "theme.toml").is_file() or not _inside(folder, project / FOLDER):
        if name in BUILT_IN:
            return build(Theme, dict(_built_in(name)), f"{name}.toml")
        raise _unknown(project, name, file)
    try:
        data = parse_toml((folder / "theme.toml").read_text(encoding="utf-8-sig"), file)
        base = data.pop("base", "")
        if base:
            data = merge_tables(_base(base, file), data)
        css = folder / "theme.css"
        data |= {"folder": f"{FOLDER}/{name}", "face_files": ()}
        if css.is_file():
            data["css"] = css.read_text(encoding="utf-8-sig")
        return _with_faces(_checked(build(Theme, data, file), file), folder, file)
    except SchemaError as error:
        raise SettingsError.from_faults(file, error.faults) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file}, or theme.css beside it, cannot be read: {why_unreadable(error)}",
            hint="save it as UTF-8",
        ) from None


@cache
def _built_in(name: str) -> Mapping[str, Any]:
    text = files(__package__).joinpath(f"themes/{name}.toml").read_text(encoding="utf-8")
    return parse_toml(text, f"{name}.toml")


def _unknown(project: Path, name: str, file: str) -> SettingsError:
    themes = project / FOLDER
    own = [p.parent.name for p in themes.glob("*/theme.toml")] if themes.is_dir() else []
    known = sorted({*own, *BUILT_IN})
    return SettingsError(
        f"there is no theme `{name}`: {file} is missing",
        hint=did_you_mean(name, known) or "set letter.theme, or leave it out",
    )


def _base(name: object, file: str) -> Mapping[str, Any]:
    """Return the keys of the built-in theme that a theme builds on.

    Raises:
        SettingsError: there is no such theme.
    """
    if name in BUILT_IN:
        return _built_in(str(name))
    fault = Diagnostic(
        "settings.bad-value",
        f"`base` is wrong: there is no built-in theme `{name}`",
        Where(file, column="base"),
        did_you_mean(str(name), BUILT_IN),
    )
    raise SettingsError.from_faults(file, (fault,))


def _checked(theme: Theme, file: str) -> Theme:
    """Return the theme.

    Raises:
        SettingsError: an item is neither an image nor lines, or both.
    """
    faults = tuple(
        Diagnostic(
            "settings.bad-value",
            f"item {number} of letterhead.items has "
            f"{'an image and lines' if one.image else 'no image and no lines'}",
            Where(file, column="letterhead.items"),
            "give it `image` or `lines`, one of both",
        )
        for number, one in enumerate(theme.letterhead.items, start=1)
        if bool(one.image) == bool(one.lines)
    )
    if faults:
        raise SettingsError.from_faults(file, faults)
    return theme


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


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
