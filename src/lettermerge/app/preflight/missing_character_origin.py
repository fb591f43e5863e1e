"""Say where a character that no face has was typed: in which cell, line or setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace

from ...config.settings import FILE_NAME
from ...diagnostics import Diagnostic, Where
from ...letter.compose import Composed
from ...letter.template import FOLDER
from ...writers.missing_characters import MISSING, missing_characters, missing_glyphs
from ..pipeline import style_of
from ..project import Project
from ..rosters.addressing import Letter


def name_missing(
    project: Project, letter: Letter, composed: Composed, fault: Diagnostic
) -> Iterator[Diagnostic]:
    """Yield `fault`; one about missing characters is told apart by where they were typed.

    A character that is in a cell of the row and elsewhere, too, is laid to the cell.
    """
    if fault.code != MISSING:
        yield fault
        return
    families = style_of(project, letter).families
    by_place: dict[Where, dict[str, str]] = {}
    for character, part in missing_characters(composed.document, families):
        place = (
            _in_cells(letter, character)
            or _in_templates(project, composed.templates, character)
            or _in_settings(project, character)
            or Where()
        )
        by_place.setdefault(place, {})[character] = part
    cells: dict[str, str] = {}
    columns: dict[str, str | None] = {}
    for place, characters in by_place.items():
        if place.row is None:
            yield replace(missing_glyphs(characters), where=place)
        else:
            cells |= characters
            columns.setdefault(place.column, place.value)
    if cells:
        heading, value = next(iter(columns.items()))
        where = letter.row.at(", ".join(columns) or heading, value)
        yield replace(missing_glyphs(cells), where=where)


def _in_cells(letter: Letter, character: str) -> Where | None:
    row = letter.row
    for heading, text in row.cells.items():
        if character in text:
            return row.at(heading, text)
    return None


def _in_templates(project: Project, names: Iterable[str], character: str) -> Where | None:
    for name in names:
        with suppress(OSError, UnicodeDecodeError):  # it has changed since the letter was composed
            text = (project.folder / FOLDER / name).read_text(encoding="utf-8-sig")
            if character in text:
                line = text[: text.index(character)].count("\n") + 1
                return Where(f"{FOLDER}/{name}", line=line)
    return None


def _in_settings(project: Project, character: str) -> Where | None:
    settings, head = project.settings, project.theme.letterhead
    places = [(FILE_NAME, f"sender.{key}", text) for key, text in _texts(settings.sender)]
    for number, one in enumerate(settings.signatories, 1):
        places += [(FILE_NAME, f"signatories.{number}.{key}", text) for key, text in _texts(one)]
    theme = f"{project.theme.folder}/theme.toml"
    places += [(theme, f"letterhead.{key}", text) for key, text in _texts(head)]
    for number, item in enumerate(head.items, 1):
        named = f"item {number} of letterhead.items"
        places += [(theme, f"{key} in {named}", text) for key, text in _texts(item)]
    return next((Where(file, column=key) for file, key, text in places if character in text), None)


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """Yield the texts that a frozen value holds, by field."""
    for one in fields(value):  # type: ignore[arg-type]
        held = getattr(value, one.name)
        for text in held.values() if isinstance(held, Mapping) else (held,):
            if isinstance(text, str | tuple):
                yield one.name, text if isinstance(text, str) else "\n".join(map(str, text))
