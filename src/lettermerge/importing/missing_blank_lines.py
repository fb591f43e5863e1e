"""Split a letter that was pasted without its blank lines, at the lines that are known.

Date, salutation, close, lists and postscripts are lines of their own; between salutation and close
each line is a paragraph, unless lines were broken at a width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..letter import letter_phrases as phrases

_WRAPPED = 100  # characters: a text with longer lines was not broken at a width
_SENTENCE_ENDS = (".", ":", ";", "!", "?", '."', ".”")
_FULL = 0.75  # of the longest line: a shorter one ends its paragraph


def split_unspaced(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the parts of lines that hold a whole letter; lines that hold none are one part."""
    start = next((n for n, one in enumerate(lines) if phrases.is_salutation(one)), None)
    if start is None or len(lines) - start < 2 or (start == 0 and not _ends(lines[1:])):
        yield list(lines)
        return
    end = next((n for n in range(start + 1, len(lines)) if phrases.is_close(lines[n])), len(lines))
    yield from _at(lines[:start], _is_head)
    yield [lines[start]]
    yield from _body(lines[start + 1 : end])
    yield from _at(lines[end:], _is_tail)


def _ends(lines: Sequence[str]) -> bool:
    return any(map(phrases.is_close, lines))


def _is_head(line: str) -> bool:
    subject = phrases.subject_of(line) is not None
    return phrases.is_date_line(line) or subject or phrases.is_reference(line)


def _is_tail(line: str) -> bool:
    listed = phrases.enclosures_of(line) is not None or phrases.copies_of(line) is not None
    return phrases.is_close(line) or listed or phrases.is_postscript(line) or phrases.is_note(line)


def _at(lines: Sequence[str], alone: Callable[[str], bool]) -> Iterator[list[str]]:
    """Yield lines in groups that end before and after each line that stands alone."""
    group: list[str] = []
    for line in lines:
        if alone(line):
            if group:
                yield group
            yield [line]
            group = []
        else:
            group.append(line)
    if group:
        yield group


def _body(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield each paragraph's lines."""
    longest = max(map(len, lines), default=0)
    group: list[str] = []
    for line in lines:
        group.append(line)
        ended = line.rstrip().endswith(_SENTENCE_ENDS) or len(line) < _FULL * longest
        if ended or longest > _WRAPPED:
            yield group
            group = []
    if group:
        yield group
