"""Translate the condition of an IF field: operators, numbers, wildcards.

`IF left operator right "then" "otherwise"`; operators are = <> < > <= >=; with = and <>, `*` and
`?` in the right part stand for any characters and for one (ECMA-376 part 1, 17.16.5.22).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .field_syntax import Word, split_code, tokens
from .source_letter import FieldCode

_OPERATORS = re.compile(r"<>|<=|>=|[=<>]")
_JOINED = re.compile(r"\s*=\s*(AND|OR)\s*\(\s*\0(?:\s*[,;]\s*\0)*\s*\)\s*", re.IGNORECASE)
_MOST_BRANCHES = 16
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class ConditionParts:
    """The five parts of an IF field."""

    left: Word = ""
    operator: str = "="
    right: Word = ""
    then: Word = ""
    otherwise: Word = ""


def condition_parts(code: FieldCode) -> ConditionParts:
    """Take an IF field apart; an operator may be typed without spaces around it."""
    found: list[Word] = []
    operator = ""
    for token, quoted in tokens(code.parts)[1:]:
        if isinstance(token, str) and not quoted and token.startswith("\\"):
            break  # switches say how the result looks
        if operator or quoted:
            found.append(token)
            continue
        left, operator, right = _split(token)
        found += [part for part in (left, right) if part != ""]
        if operator and left == "" and not found:
            found.append("")
        if operator and right == "" and len(found) > 1:
            found = [_joined(found)]
    found += [""] * (4 - len(found))
    return ConditionParts(found[0], operator or "=", *found[1:4])


def printed_texts(pieces: Iterable[object]) -> list[str]:
    """Return what pieces print with each branch of the IF fields among them, the first few.

    Other fields are shown by their names, "Dear «Name»,"; what is no text prints nothing.
    """
    texts = [""]
    for piece in pieces:
        if isinstance(piece, FieldCode) and split_code(piece).kind == "IF":
            parts = condition_parts(piece)
            branches = [
                [one] if isinstance(one, str) else one for one in (parts.then, parts.otherwise)
            ]
            options = [text for one in branches for text in printed_texts(one)]
        elif isinstance(piece, FieldCode):
            options = [f"«{split_code(piece).word(0)}»"]
        else:
            options = [piece if isinstance(piece, str) else getattr(piece, "text", "")]
        texts = [text + one for text in texts for one in options][:_MOST_BRANCHES]
    return texts


def joined_conditions(code: FieldCode) -> tuple[str, list[FieldCode]] | None:
    """Return "and" or "or" and the tests of `= AND(test, test)`; None for another formula."""
    tests = [part for part in code.parts if isinstance(part, FieldCode)]
    found = _JOINED.fullmatch(
        "".join(part if isinstance(part, str) else "\0" for part in code.parts)
    )
    return (found[1].lower(), tests) if found else None


def _split(token: Word) -> tuple[Word, str, Word]:
    """Split a token at its first operator."""
    parts = (token,) if isinstance(token, str) else token
    for number, part in enumerate(parts):
        mark = _OPERATORS.search(part) if isinstance(part, str) else None
        if mark and isinstance(part, str):
            left = (*parts[:number], part[: mark.start()])
            right = (part[mark.end() :], *parts[number + 1 :])
            return _plain(left), mark[0], _plain(right)
    return token, "", ""


def _plain(parts: tuple[str | FieldCode, ...]) -> Word:
    kept = tuple(part for part in parts if part != "")
    if all(isinstance(part, str) for part in kept):
        return "".join(str(part) for part in kept)
    return kept


def _joined(words: list[Word]) -> Word:
    parts: list[str | FieldCode] = []
    for number, word in enumerate(words):
        parts += [" "] if number else []
        parts += [word] if isinstance(word, str) else list(word)
    return _plain(tuple(parts))


def condition(
    parts: ConditionParts,
    value: Callable[[FieldCode], str],
    literal: Callable[[Word], str],
) -> tuple[str, bool]:
    """Return the condition as a Jinja expression, and whether it surely means the same."""

    def expression(word: Word) -> str:
        if isinstance(word, tuple) and len(word) == 1 and isinstance(word[0], FieldCode):
            return value(word[0])
        return literal(word)

    left, right = expression(parts.left), parts.right
    if parts.operator in ("=", "<>") and isinstance(right, str):
        if "*" in right or "?" in right:
            test, sure = _wildcard(left, right)
        else:
            test, sure = f"{left} == {json.dumps(right, ensure_ascii=False)}", True
        if parts.operator == "=":
            return test, sure
        simple = f"{left} != {json.dumps(right, ensure_ascii=False)}"
        return (simple, sure) if "*" not in right and "?" not in right else (f"not ({test})", sure)
    operator = {"=": "==", "<>": "!="}.get(parts.operator, parts.operator)
    if isinstance(right, str) and _NUMBER.match(right.strip()):
        number = right.strip()
        # A cell that is no number compares as 0, as in Word.
        return f'({left} | replace(",", "") | float) {operator} {number}', True
    if operator in ("==", "!="):
        return f"{left} {operator} {expression(right)}", True
    sides = (f'({one} | replace(",", "") | float)' for one in (left, expression(right)))
    return f" {operator} ".join(sides), not isinstance(right, str)


def _wildcard(left: str, pattern: str) -> tuple[str, bool]:
    """Return a test of one `*`, or of `?` and none, by slices; of more stars by their parts."""
    head, star, tail = pattern.partition("*")
    tests = []
    if not star:
        tests.append(f"({left} | length) == {len(pattern)}")
        tests += _signs(left, head, 0)
        return " and ".join(tests) or "true", True
    middle = tail.split("*")
    tail = middle.pop()
    least = len(head) + len(tail)
    tests += _signs(left, head, 0)
    tests += _signs(left, tail, -len(tail))
    if least:
        tests.append(f"({left} | length) >= {least}")
    tests += [f"{json.dumps(part, ensure_ascii=False)} in {left}" for part in middle if part]
    return " and ".join(tests) or "true", not any(middle)


def _signs(left: str, text: str, start: int) -> list[str]:
    """Return tests that each stretch of `text` between question marks is at its place."""
    tests = []
    for found in re.finditer(r"[^?]+", text):
        first = start + found.start()
        end = start + found.end()
        stop = "" if end == 0 else str(end)
        slice_ = f"[{first}:{stop}]" if first else f"[:{stop}]"
        tests.append(f"{left}{slice_} == {json.dumps(found[0], ensure_ascii=False)}")
    return tests
