"""Split text into words, and compare two sequences of words.

A word includes its style (bold, italic, linked), so that texts which differ in style alone are
not called equal. The amount of white space does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from ...letter.document import Emphasis, Inline, LineBreak, Link, Strong, Text

Where = Literal["both", "first", "second"]
Marks = tuple[str, ...]
STRONG, EMPHASIS = "strong", "emphasis"  # a linked word has its address as a mark

_WORD = re.compile(r"\n|\w+(?:[’'.,\-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class StyledWord:
    """A word or a punctuation mark; `glued` if there is no space before it."""

    text: str
    glued: bool = False
    marks: Marks = ()


Words = tuple[StyledWord, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Text that is in both letters, or in one; `marks` are STRONG, EMPHASIS, a link's address.

    The texts of "both" and "first", put together, are the first letter's text, but for white space
    at its ends and its amount between words; so with "second".
    """

    where: Where
    text: str
    marks: Marks = ()


def words(text: str, marks: Marks = ()) -> Words:
    """Return the words of a plain text; a newline is one of them."""
    found, end = [], 0
    for match in _WORD.finditer(text):
        found.append(StyledWord(match[0], 0 < end == match.start(), marks))
        end = match.end()
    return tuple(found)


def inline_words(children: Iterable[Inline]) -> Words:
    """Return the words of inlines, each with its style."""
    found: list[StyledWord] = []
    spaced = True  # whether the next word follows a space
    for text, marks in _runs(children, ()):
        if not text:
            continue
        run = words(text, marks)
        if run and not (spaced or text[0].isspace()):
            run = (replace(run[0], glued=True), *run[1:])
        found += run
        spaced = text[-1].isspace()
    return tuple(found)


def _runs(children: Iterable[Inline], marks: Marks) -> Iterator[tuple[str, Marks]]:
    for child in children:
        match child:
            case Text(text):
                yield text, marks
            case LineBreak():
                yield "\n", marks
            case Strong(inner):
                yield from _runs(inner, (*marks, STRONG))
            case Emphasis(inner):
                yield from _runs(inner, (*marks, EMPHASIS))
            case Link(inner, href):
                yield from _runs(inner, (*marks, href))


def likeness(first: Words, second: Words) -> float:
    """Return the fraction of two texts that is the same, from 0 to 1."""
    if not first or not second:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def compare_words(first: Words, second: Words) -> tuple[Span, ...]:
    """Return two texts as one sequence of spans, those of the first before those of the second."""
    spans: list[Span] = []
    for same, one, other in _changes(first, second):
        if same:
            spans += _spans("both", one, spans)
            continue
        removed, added = _spans("first", one, spans), _spans("second", other, spans)
        if spans and removed and added and removed[0].text[0] == added[0].text[0] == " ":
            for side in (removed, added):  # the leading space is in both
                side[0] = replace(side[0], text=side[0].text[1:])
            spans.append(Span("both", " ", spans[-1].marks if _is_both(spans[-1]) else ()))
        spans += removed + added
    return tuple(_joined(spans))


def _is_both(span: Span) -> bool:
    return span.where == "both"


Change = tuple[bool, Words, Words]


def _changes(first: Words, second: Words) -> list[Change]:
    """Return equal and changed runs in turn; a short equal run between changes counts as changed.

    The rule is that of diff-match-patch's semantic clean-up: the equal run is no longer than the
    changes on both sides of it (https://neil.fraser.name/writing/diff/).
    """
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    runs = [(tag == "equal", first[a:b], second[c:d]) for tag, a, b, c, d in matcher.get_opcodes()]
    number = 1
    while number < len(runs) - 1:
        before, (same, one, other), after = runs[number - 1 : number + 2]
        if same and _size(one) <= min(_changed(before), _changed(after)):
            joined = (False, before[1] + one + after[1], before[2] + other + after[2])
            runs[number - 1 : number + 2] = [joined]
            number = max(number - 2, 1)
        else:
            number += 1
    return runs


def _size(run: Sequence[StyledWord]) -> int:
    return sum(len(word.text) for word in run)


def _changed(change: Change) -> int:
    return max(_size(change[1]), _size(change[2]))


def _spans(where: Where, run: Words, before: Sequence[Span]) -> list[Span]:
    """Return a run of one side as spans; a word that is not glued includes the space before it."""
    spans: list[Span] = []
    for word in run:
        glued = word.glued or not (before or spans)
        spans.append(Span(where, word.text if glued else " " + word.text, word.marks))
    return _joined(spans)


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and (joined[-1].where, joined[-1].marks) == (span.where, span.marks):
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return joined
