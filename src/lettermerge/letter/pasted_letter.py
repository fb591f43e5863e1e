"""Find what a pasted letter brings into a template: the frame's lines, and paragraphs in one block.

The frame prints date, inside address, salutation and close by itself: typed into the body, they
would be printed twice, and the same for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..diagnostics import Diagnostic, Severity, Where
from ..templating import split_front_matter
from .letter_phrases import is_close, is_date_line, is_salutation, subject_of

LONGEST_PARAGRAPH = 250  # words
_FIRST, _LAST = 8, 12  # paragraphs at the ends of a body in which the frame's lines are looked for
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_POSTAL = re.compile(
    r"\b(?!(?:19|20)\d\d\b)\d{4,6}\b"
    r"|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"
)
_WAY_OUT = "take it out, or let `lettermerge import` part the letter from its frame"
_MARKS = re.compile(r"^[*_#>\s]+|[*_\\\s]+$")


@lru_cache(maxsize=64)
def find_pasted(source: str, file: str) -> tuple[Diagnostic, ...]:
    """Return a warning for each line of the frame in a template's body, and for long paragraphs."""
    return tuple(_find(source, file))


def _find(source: str, file: str) -> Iterator[Diagnostic]:
    paragraphs = list(_paragraphs(split_front_matter(source)[1]))
    for number, (line, text) in enumerate(paragraphs):
        words = len(text.split())
        if words > LONGEST_PARAGRAPH:
            message = (
                f"a paragraph has {words} words, as a letter pasted without its blank lines has"
            )
            hint = (
                "put a blank line between paragraphs, or let `lettermerge import` read the letter"
            )
            yield _warning(message, file, line, hint)
        first, last = number < _FIRST, number >= len(paragraphs) - _LAST
        for offset, typed in enumerate(text.split("\n")):
            what = _part(_MARKS.sub("", typed), first=first, last=last and number > 0)
            if what:
                message = f"the letter's body holds {what}, which the frame prints by itself"
                yield _warning(message, file, line + offset, _WAY_OUT)
        lines = text.split("\n")
        if first and 2 < len(lines) < 8 and _is_address(lines):
            message = "the letter's body holds an inside address, which the frame prints by itself"
            yield _warning(message, file, line, _WAY_OUT)


def _part(text: str, *, first: bool, last: bool) -> str:
    """Return which of the frame's lines a line is, "" for none."""
    if first and len(text) < 60 and is_date_line(text):
        return "a date"
    if first and is_salutation(text) and text.endswith((",", ":", "!")):
        return "a salutation"
    if first and subject_of(text) is not None and len(text) < 120:
        return "a subject line"
    if last and is_close(text) and (text.endswith((",", ".")) or len(text) < 40):
        return "a close"
    return ""


def _is_address(lines: list[str]) -> bool:
    """Say whether lines are an address: short, begun with capitals, a postal code at the end."""
    short = all(
        len(one) < 50 and not one[0].islower() and not one.rstrip("\\").endswith((".", ";", ":"))
        for one in lines
    )
    return short and any(_POSTAL.search(one) for one in lines[-2:])


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph's first line number and its words; tags and lists are left out."""
    text = _TAG.sub(lambda found: "\n" * found[0].count("\n"), body)
    start, lines = 0, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            start = start or number
            lines.append(line.strip())
        elif lines:
            if not lines[0].startswith(("|", "- ", "* ", "1.")):
                yield start, "\n".join(lines)
            start, lines = 0, []


def _warning(message: str, file: str, line: int, hint: str) -> Diagnostic:
    return Diagnostic("lint.pasted-letter", message, Where(file, line=line), hint, Severity.WARNING)
