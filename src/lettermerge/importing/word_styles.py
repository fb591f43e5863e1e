"""Resolve Word's styles, numbering and theme faces: what a paragraph and a run look like.

Sources: ECMA-376 part 1, 17.7 (styles: a style takes what it does not say from the one it is
based on), 17.9 (numbering), 17.3.2 (run properties).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .quotations import is_quotation_style
from .source_letter import CharacterStyle, ListMark
from .word_lengths import POINT, millimetres
from .word_package import WordPackage

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_DEEPEST = 50  # styles based on one another; a cycle ends there


def value(element: Any, name: str, attribute: str = "val") -> str:
    """Return an attribute of a child, "" where either is missing."""
    child = None if element is None else element.find(W + name)
    return "" if child is None else str(child.get(W + attribute, ""))


def switched_on(properties: Any, name: str) -> bool | None:
    """Return a toggle property: True, False, or None where it is not said."""
    child = None if properties is None else properties.find(W + name)
    return None if child is None else str(child.get(W + "val", "1")) not in _OFF


class WordStyles:
    """The styles and lists of one Word file."""

    def __init__(self, package: WordPackage, part: str) -> None:
        parts = {one.kind: one.target for one in package.relationships(part).values()
                 if not one.external}  # fmt: skip
        styles = package.xml(parts.get("styles", ""))
        self._styles = {} if styles is None else {
            one.get(W + "styleId", ""): one for one in styles.iter(W + "style")
        }  # fmt: skip
        self._theme = package.xml(parts.get("theme", ""))
        numbering = package.xml(parts.get("numbering", ""))
        self._lists, self._definitions = (
            {} if numbering is None else {
                str(one.get(W + key, "")): one for one in numbering.findall(W + name)
            }
            for name, key in (("num", "numId"), ("abstractNum", "abstractNumId"))
        )  # fmt: skip
        self._of_style: dict[str, tuple[Any, ...]] = {}
        self._looks: dict[str, CharacterStyle] = {}
        self._marks: dict[tuple[str, int], ListMark | None] = {}
        defaults = None if styles is None else styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._paragraph_defaults = (
            None if styles is None else styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        )
        self._defaults = self.apply(CharacterStyle(), defaults)
        self._usual = next(
            (key for key, one in self._styles.items()
             if one.get(W + "type") == "paragraph" and one.get(W + "default") in ("1", "true")),
            "",
        )  # fmt: skip

    @property
    def usual(self) -> CharacterStyle:
        """How words look where nothing else is said."""
        return self.of_paragraph("")

    def name(self, style: str) -> str:
        """Return a style's name as people see it."""
        return value(self._styles.get(style), "name") or style

    def chain(self, style: str) -> Iterator[Any]:
        """Yield a style and those that it is based on, itself first."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = value(element, "basedOn")

    def paragraph_properties(self, style: str, properties: Any) -> Iterator[Any]:
        """Yield a paragraph's properties, then those of its styles, then the file's defaults."""
        yield properties
        yield from self._own_properties(style or self._usual)
        yield self._paragraph_defaults

    def _own_properties(self, style: str) -> tuple[Any, ...]:
        """Return the paragraph properties of a style and those that it is based on."""
        if style not in self._of_style:
            found = (one.find(W + "pPr") for one in self.chain(style))
            self._of_style[style] = tuple(one for one in found if one is not None)
        return self._of_style[style]

    def of_paragraph(self, style: str) -> CharacterStyle:
        """Return how the words of a paragraph of this style look."""
        if style not in self._looks:
            look = self._defaults
            for element in reversed(list(self.chain(style or self._usual))):
                look = self.apply(look, element.find(W + "rPr"))
            self._looks[style] = look
        return self._looks[style]

    def of_run(
        self, look: CharacterStyle, properties: Any, *, linked: bool = False
    ) -> CharacterStyle:
        """Return how a run in a paragraph looks: its style first, then what is set directly.

        The line below the words of a link says only that it is one.
        """
        style = value(properties, "rStyle")
        if self.name(style).lower() == "hyperlink":  # its colour and line say only: a link
            style = ""
        for element in reversed(list(self.chain(style)) if style else []):
            look = self.apply(look, element.find(W + "rPr"), linked=linked)
        return self.apply(look, properties, linked=linked)

    def apply(
        self, look: CharacterStyle, properties: Any, *, linked: bool = False
    ) -> CharacterStyle:
        """Return a look changed by run properties (`w:rPr`); a link's line changes nothing."""
        if properties is None:
            return look
        changed: dict[str, Any] = {}
        for name, attribute in (("b", "bold"), ("i", "italic")):
            if (on := switched_on(properties, name)) is not None:
                changed[attribute] = on
        underlined = value(properties, "u")
        if underlined and not linked:  # typed emphasis: a letter has one kind
            changed["italic"] = changed.get("italic", look.italic) or underlined != "none"
        if size := millimetres(value(properties, "sz"), POINT / 2):
            changed["size"] = round(size / POINT, 2)
        if len(colour := value(properties, "color")) == 6:
            changed["colour"] = f"#{colour.lower()}"
        if face := self._face(properties.find(W + "rFonts")):
            changed["face"] = face
        return replace(look, **changed) if changed else look

    def _face(self, fonts: Any) -> str:
        if fonts is None:
            return ""
        if theme := fonts.get(W + "asciiTheme", ""):
            kind = "majorFont" if theme.startswith("major") else "minorFont"
            latin = None if self._theme is None else self._theme.find(f".//{A}{kind}/{A}latin")
            if latin is not None and latin.get("typeface"):
                return str(latin.get("typeface"))
        return str(fonts.get(W + "ascii", ""))

    def heading(self, style: str, properties: Any) -> int:
        """Return the level of a heading, 0 for other paragraphs; a title is of level 1."""
        holders = [properties, *self._own_properties(style)]
        level = next((found for one in holders if (found := value(one, "outlineLvl"))), "")
        if level.isdigit():
            return int(level) + 1 if int(level) < 9 else 0
        for element in self.chain(style):
            name = value(element, "name").lower()
            if name.startswith("heading ") and name[8:].isdigit():
                return min(int(name[8:]), 6)
            if name == "title":
                return 1
        return 0

    def is_quotation(self, style: str) -> bool:
        """Say whether a paragraph's style, or one that it is based on, is one for quotations."""
        names = [style]
        for one in self.chain(style):
            names += [value(one, "name"), str(one.get(W + "styleId", ""))]
        return any(map(is_quotation_style, names))

    def item(self, style: str, properties: Any) -> ListMark | None:
        """Return a paragraph's place in a list, None where it is in none."""
        holders = [properties, *self._own_properties(style)]
        numbers = [one.find(W + "numPr") for one in holders if one is not None]
        for number in numbers:
            if number is not None and (list_id := value(number, "numId")):
                level = value(number, "ilvl")
                depth = min(int(level), 8) if level.isdigit() else 0
                mark = None if list_id == "0" else self._level(list_id, depth)
                own = _indent(properties)
                return replace(mark, indent=own) if mark and own else mark
        return None

    def _level(self, list_id: str, depth: int) -> ListMark | None:
        key = list_id, depth
        if key not in self._marks:
            self._marks[key] = self._read_level(list_id, depth)
        return self._marks[key]

    def _read_level(self, list_id: str, depth: int) -> ListMark | None:
        number = self._lists.get(list_id)
        abstract = value(number, "abstractNumId")
        levels = self._definitions.get(abstract)
        found = [None if levels is None else _level_of(levels, n) for n in range(depth + 1)]
        level = found[-1]
        if level is None:
            return None
        form = value(level, "numFmt") or "decimal"
        if form == "none":
            return None
        override = next(
            (one for one in ([] if number is None else number.findall(W + "lvlOverride"))
             if one.get(W + "ilvl") == str(depth)),
            None,
        )  # fmt: skip
        again = value(override, "startOverride")
        legal = bool(switched_on(level, "isLgl"))
        above = tuple(
            ("decimal" if legal else value(one, "numFmt") or "decimal", _start(value(one, "start")))
            for one in found[:-1]
        )
        return ListMark(
            abstract,
            depth,
            form != "bullet",
            _start(again or value(level, "start")),
            form,
            value(level, "lvlText") or "%1.",
            above,
            list_id,
            bool(again),
            _indent(level.find(W + "pPr")),
        )


def _indent(properties: Any) -> float:
    """Return the left indent that properties say, 0 for none."""
    return millimetres(value(properties, "ind", "left") or value(properties, "ind", "start"))


def _level_of(levels: Any, depth: int) -> Any:
    return next(
        (one for one in levels.findall(W + "lvl") if one.get(W + "ilvl") == str(depth)), None
    )


def _start(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else 1
