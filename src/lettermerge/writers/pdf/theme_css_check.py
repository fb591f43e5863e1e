"""Find all that is wrong with a theme's own style sheet: WeasyPrint goes on without what is.

What does not close, or closes what was not open, breaks all that follows: a fault, found by the
parser that WeasyPrint uses (tinycss2), without WeasyPrint. Of the rest WeasyPrint logs a line for
each declaration and rule that it leaves out: a warning each, in its words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import tinycss2

from ...diagnostics import Diagnostic, Severity, Where, suggest_near

_END = "the end"  # a comment behind the style sheet, which is by itself if nothing is open
_OPENERS = {"{} block": "{", "() block": "(", "[] block": "[", "function": "("}
_BAD = {
    "bad-string": "a quotation mark is not closed in its line",
    "bad-url": "the address in `url()` is broken",
}
_CLOSE = "fix it: all that follows depends on it"
_TAKE_OUT = "fix it, or remove it"
_NEITHER = "it is neither a declaration, `name: value;`, nor a rule, `selector { }`"
#: What WeasyPrint logs of a declaration (weasyprint/css/validation/__init__.py).
_DECLARATION = re.compile(r"Ignored `(?P<name>[^:]*):(?P<value>.*)` at \d+:\d+, (?P<why>.*)\.")
_LINE = re.compile(r",? at (?P<line>\d+):\d+")
_QUOTED = re.compile(r"'(?P<selector>.*)'")
_AT_RULE = re.compile(r"<AtRule (@\S+)[^>]*>")


@lru_cache(maxsize=8)
def find_breaks(css: str, file: str) -> tuple[Diagnostic, ...]:
    """Return what breaks the style sheet as a whole; `file` is its name for those who wrote it."""
    nodes = tinycss2.parse_component_value_list(f"{css}\n/*{_END}*/")
    broken = [*_bad_tokens(nodes)] or [*_left_open(nodes)]
    return tuple(
        Diagnostic("theme.broken-css", message, _where(css, file, line), _CLOSE)
        for line, message in broken
    )


@lru_cache(maxsize=8)
def find_ignored(css: str, file: str) -> tuple[Diagnostic, ...]:
    """Return what WeasyPrint passes over in a style sheet that is whole; an error if it gives up.

    Raises:
        MissingEngineError: Pango or HarfBuzz-subset is not installed.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(
        Diagnostic(
            "theme.broken-css" if severity is Severity.ERROR else "theme.ignored-css",
            message,
            _where(css, file, line),
            hint,
            severity,
        )
        for rule in rules
        for severity, message, line, hint in (*_read(rule), *_misplaced(rule))
    )


_Found = tuple[Severity, str, int, str]


def _read(rule: Any) -> Iterator[_Found]:
    """Let WeasyPrint read a rule by itself, on its own line, and yield what it logs."""
    if rule.type == "error":
        yield Severity.WARNING, f"this does nothing: {_NEITHER}", rule.source_line, _TAKE_OUT
        return
    if rule.type == "at-rule" and rule.lower_at_keyword == "charset":
        return  # a theme is UTF-8, whatever it says
    from .weasyprint_engine import read_style

    log = _Log(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(log)
    try:
        read_style("\n" * (rule.source_line - 1) + tinycss2.serialize([rule]))
    except Exception as error:  # noqa: BLE001  an assertion of its own, at `width: calc(1mm +)`
        why = f"WeasyPrint fails at this rule: {type(error).__name__} {error}".strip()
        yield Severity.ERROR, why, rule.source_line, _TAKE_OUT
    finally:
        logger.removeHandler(log)
    for level, said in log.lines:
        if level > logging.WARNING:
            why = "a theme's style sheet fetches nothing: write the rules into it"
            yield Severity.ERROR, said, rule.source_line, why
            continue
        message, hint = _in_words(said)
        yield Severity.WARNING, message, _line_of(said, rule), hint


class _Log(logging.Handler):
    """Keeps what is logged, each with its level, in one line."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, " ".join(record.getMessage().split())))


def _in_words(said: str) -> tuple[str, str]:
    """Return a line of the log without its place, and what to do."""
    found = _DECLARATION.fullmatch(said)
    if not found:
        told = _AT_RULE.sub(r"\1", _LINE.sub("", said)).rstrip(".")
        told = _NEITHER if "before {} block" in told else told[0].lower() + told[1:]
        return f"this does nothing: {told}", _TAKE_OUT
    name, why = found["name"].strip(), found["why"]
    message = f"`{name}: {found['value'].strip()}` does nothing: {why}"
    if why != "unknown property":
        return message, f"give `{name}` a value that it takes, or remove it"
    from .weasyprint_engine import known_properties

    return message, suggest_near(name, known_properties()) or _TAKE_OUT


def _line_of(said: str, rule: Any) -> int:
    """Return the line that a message names, else that of the selector which it quotes."""
    if place := _LINE.search(said):
        return int(place["line"])
    quoted = _QUOTED.search(said)
    fitting = [
        inner.source_line
        for inner in _rules_in(rule)
        if quoted and quoted["selector"].strip().endswith(_selector(inner))
    ]
    return fitting[-1] if fitting else int(rule.source_line)


def _misplaced(rule: Any) -> Iterator[_Found]:
    """Yield the at-rules within rules of selectors, which WeasyPrint does not look at."""
    for outer in _rules_in(rule):
        for node in tinycss2.parse_blocks_contents(outer.content):
            if node.type == "at-rule":
                message = f"`@{node.at_keyword}` within a rule does nothing"
                hint = "put it around the rule"
                yield Severity.WARNING, message, node.source_line, hint


def _rules_in(rule: Any) -> Iterator[Any]:
    """Yield the rules of selectors: `rule` itself, and those within it."""
    if rule.type == "qualified-rule":
        yield rule
    if rule.type in ("qualified-rule", "at-rule") and rule.content:
        for inner in tinycss2.parse_blocks_contents(rule.content):
            yield from _rules_in(inner)


def _selector(rule: Any) -> str:
    return " ".join(tinycss2.serialize(rule.prelude).split())


def _bad_tokens(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line, _BAD.get(node.kind, f"`{node.kind}` closes nothing")
        elif node.type in _OPENERS:
            yield from _bad_tokens(_inner(node))


def _left_open(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    """Yield the innermost of what is open at the end: the one that holds the end."""
    last = nodes[-1]
    if last.type == "comment" and last.value == _END:
        return
    while last.type in _OPENERS and _inner(last)[-1].type in _OPENERS:
        last = _inner(last)[-1]
    if last.type in _OPENERS and _inner(last)[-1].value == _END:
        yield last.source_line, f"`{_OPENERS[last.type]}` is not closed"
    else:
        inner = _inner(last)[-1] if last.type in _OPENERS else last
        yield inner.source_line, "a comment is not closed with `*/`"


def _inner(node: Any) -> list[Any]:
    return list(node.arguments if node.type == "function" else node.content)


def _where(css: str, file: str, line: int) -> Where:
    """Return the place, with its line as typed."""
    lines = css.splitlines()
    return Where(file, value=lines[line - 1].strip() if line <= len(lines) else None, line=line)
