"""Find syntax of other merge programs in a template, which a letter would print as typed.

Merge fields of Word, GOV.UK Notify, Mailchimp and shells, notes to oneself, and markup beyond
CommonMark: no fault of the template, but hardly ever meant to be read in a parliament.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..diagnostics import Diagnostic, Severity, Where
from ..templating import split_front_matter
from .unfilled_gaps import unfilled_gaps

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FIELD = "a value is written {{ recipient.NAME }}: see docs/reference/templates.md"
_NOTE = "write what belongs there, or take it out"
_GAP = "write what belongs there, {{ recipient.NAME }} for a value of the list, or take it out"
_HTML = "write **bold**, *italic*, a blank line between paragraphs, a backslash to end a line"
#: A footnote's name where its words are, and wherever it is.
_NOTE_WORDS = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]:?")
#: A list in brackets of front matter, the words that a link stands for, a line across the page.
_LIST = re.compile(r"(?:^[\w-]+:|^\s*-)\s*\[[^]]*\]", re.MULTILINE)
_LINK = re.compile(r"^ {0,3}\[([^]^\n][^]\n]*)\]:", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:_ *){3,}$")
_ESCAPED = re.compile(r"\\(?=[^\w\s])")
_KINDS = (
    ("lint.placeholder", _FIELD, re.compile(r"\(\([\w .?-]+\)\)|<<[\w .-]+>>|\*\|\w+\|\*")),
    ("lint.placeholder", _FIELD, re.compile(r"\$?\{ ?[A-Za-z][\w .-]* ?\}|%[A-Z_]{3,}%")),
    (
        "lint.placeholder", _NOTE,
        re.compile(r"\b(?:TODO|FIXME|(?i:lorem ipsum))\b"),
    ),
    (
        "lint.markup", _HTML,
        re.compile(
            r"</?(?:a|b|i|u|p|em|br|hr|h[1-6]|ul|ol|li|div|img|sub|sup|span|font|center|strong"
            r"|table|tr|td|th)(?=[\s/>])[^<>\n]*>|^ *(?:```|~~~).*|~~\S[^~\n]*~~",
            re.MULTILINE,
        ),
    ),
    (
        "lint.markup", "write the note, as in `[^1]: Its words.`, in a paragraph of its own",
        re.compile(r"\[\^[^\]\s]+\]:?"),
    ),
)  # fmt: skip


@lru_cache(maxsize=64)
def find_leftovers(source: str, file: str) -> tuple[Diagnostic, ...]:
    """Return a warning for each kind of leftover of a template, at the first line that has it."""
    return tuple(_find(source, file))


def _find(source: str, file: str) -> Iterator[Diagnostic]:
    front, body = split_front_matter(source)
    lines = body.split("\n")
    if front:
        front = _LIST.sub(lambda one: re.sub(r"[][]", " ", one[0]), front)
        lines[1 : 1 + front.count("\n") + 1] = front.split("\n")
    text = _JINJA.sub(lambda tag: "\n" * tag[0].count("\n"), "\n".join(lines))
    notes = set(_NOTE_WORDS.findall(text))
    text = _NOTE_MARK.sub(lambda mark: "" if mark[1] in notes else mark[0], text)
    for code, hint, pattern in _KINDS:
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            message = f"`{found[0].strip()[:60]}` is printed as typed"
            yield Diagnostic(code, message, Where(file, line=line), hint, Severity.WARNING)
    yield from _gaps(text, file)


def _gaps(text: str, file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each gap that nobody filled in, where it is first."""
    links = {" ".join(name.split()).casefold() for name in _LINK.findall(text)}
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if _LINK.match(line) or _RULE.match(line):
            continue
        words = _ESCAPED.sub("", line)
        for first, last in unfilled_gaps(words):
            gap = words[first:last]
            if gap in seen or gap[1:-1].casefold() in links:
                continue
            seen.add(gap)
            message = f"`{gap[:60]}` looks like a gap that nobody filled in"
            yield Diagnostic(
                "lint.placeholder", message, Where(file, line=number), _GAP, Severity.WARNING
            )
