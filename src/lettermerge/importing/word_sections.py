"""Choose the section of a Word file that is the letter, and its headers and footers (17.6, 17.10).

An envelope may come before a letter and an annex after it, each a section with a paper and headers
of its own. A section that does not refer to a header has that of the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..letter import letter_phrases as phrases
from .source_letter import SourcePage
from .word_lengths import millimetres
from .word_styles import W, WordStyles, switched_on, value

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_KINDS = {"default": "", "first": "first-page ", "even": "even-page "}


@dataclass(slots=True)
class WordSection:
    """A section's properties, and whether a salutation and a close are in it."""

    properties: Any = None
    greets: bool = False
    closes: bool = False

    def references(self) -> dict[tuple[str, str], str]:
        """Return the ids of its own headers and footers, by name and the pages that have them."""
        found = {}
        for name in ("header", "footer"):
            for one in (
                () if self.properties is None else self.properties.iter(f"{W}{name}Reference")
            ):
                found[name, str(one.get(W + "type", "default"))] = str(one.get(_ID, ""))
        return found


@dataclass(frozen=True, slots=True)
class StoryReference:
    """A header or footer: its part by its relationship, where it is, and why it is not shown."""

    key: str
    place: str
    unshown: str = ""


def sections_of(root: Any) -> tuple[WordSection, ...]:
    """Return the sections of a document in their order."""
    body = root.find(W + "body")
    found, current = [], WordSection()
    for child in () if body is None else body:
        if child.tag == W + "sectPr":
            current.properties = child
            continue
        for paragraph in child.iter(W + "p"):
            text = "".join(one.text or "" for one in paragraph.iter(W + "t"))
            codes = "".join(one.text or "" for one in paragraph.iter(W + "instrText"))
            current.greets |= phrases.is_salutation(text) or "GREETINGLINE" in codes
            current.closes |= phrases.is_close(text)
        ended = child.find(f"{W}pPr/{W}sectPr") if child.tag == W + "p" else None
        if ended is not None:
            current.properties = ended
            found.append(current)
            current = WordSection()
    return (*found, current)


def letter_section(sections: tuple[WordSection, ...]) -> int:
    """Return the place of the section in which the letter begins; the last where none greets."""
    greeting = (number for number, one in enumerate(sections) if one.greets)
    return next(greeting, len(sections) - 1)


def story_references(sections: tuple[WordSection, ...], settings: Any) -> Iterator[StoryReference]:
    """Yield the headers and footers that a letter shows, and those that it does not, once each."""
    chosen = letter_section(sections)
    even = bool(switched_on(settings, "evenAndOddHeaders"))
    own: dict[tuple[str, str], str] = {}
    for one in sections[: chosen + 1]:
        own |= one.references()
    first = bool(switched_on(sections[chosen].properties, "titlePg"))
    later = {} if first else _goes_on(sections, chosen)
    for (name, pages), key in own.items():
        place = _KINDS.get(pages, "") + name
        if pages == "default" and (name, pages) in later:
            place = f"first-page {name}"
        shown = {"first": first, "even": even}.get(pages, True)
        yield StoryReference(key, place, "" if shown else f"the letter shows no {place}")
    for (name, _), key in later.items():
        yield StoryReference(key, name)
    reason = "it is another section's: a letter has one letterhead"
    for one in sections:
        for (name, pages), key in one.references().items():
            if key not in (*own.values(), *later.values()):
                yield StoryReference(key, _KINDS.get(pages, "") + name, reason)


def _goes_on(sections: tuple[WordSection, ...], chosen: int) -> dict[tuple[str, str], str]:
    """Return the headers and footers of the section in which the letter goes on, where it does."""
    for number in range(chosen + 1, len(sections)):
        if any(one.closes for one in sections[number:]) and not sections[chosen].closes:
            kept = sections[number].references().items()
            found = {key: one for key, one in kept if key[1] == "default"}
            if found and value(sections[number].properties, "type") != "continuous":
                return found
    return {}


def read_page(section: Any, styles: WordStyles) -> SourcePage:
    """Return the page of the letter's section; what it does not say is 0 or ""."""
    size = None if section is None else section.find(W + "pgSz")
    margins = None if section is None else section.find(W + "pgMar")
    usual = styles.usual
    return SourcePage(
        _length(size, "w"),
        _length(size, "h"),
        (
            _length(margins, "top"),
            _length(margins, "right"),
            _length(margins, "bottom"),
            _length(margins, "left"),
        ),
        _length(margins, "header"),
        _length(margins, "footer"),
        usual.face,
        usual.size,
    )


def _length(element: Any, name: str) -> float:
    return 0.0 if element is None else abs(millimetres(str(element.get(W + name, ""))))
