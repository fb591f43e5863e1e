"""Read who signs from the lines of a signature block: names, roles, organisations.

A line may hold one of them or all: "Jane Doe, Director, Example Network". Designations that follow
a name, such as "PhD" or "OBE", stay with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .sender_lines import is_contact

_COMMA = re.compile(r"\s*,\s+")
_DESIGNATION = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z.]{2,8}|Esq\.?|[JS]r\.?")
_TYPED_CODE = re.compile(r"\{\{|\{%")
_MOST_WORDS = 7  # of a name


@dataclass(frozen=True, slots=True)
class SignatoryLines:
    """A signatory as the letter has it; `image` is a file in letters/."""

    name: str
    role: str = ""
    organisation: str = ""
    image: str = ""


def part_signatories(lines: Sequence[str], items: bool) -> list[list[str]]:
    """Return the lines of each signatory; `items` says that they are those of a list.

    Lines that each begin with a name and go on after a comma are each one signatory's. A label
    such as "Signed by:", and contact details without a name, are nobody's.
    """
    lines = [line for line in lines if not line.endswith(":")]
    if not any(_lettered(line) and not is_contact(line) for line in lines):
        return []
    whole = len(lines) > 1 and all(len(_parts(line)) > 1 for line in lines)
    return [[line] for line in lines] if items or whole else [list(lines)]


def read_signatory(lines: Sequence[str], image: str = "") -> SignatoryLines | None:
    """Return a signatory by their lines; None where they hold no word but a template's code."""
    words = [line for line in lines if _lettered(line) and not _TYPED_CODE.search(line)]
    if not words:
        return None
    name, *others = [*_parts(words[0]), *words[1:]]
    role = others[0] if others else ""
    return SignatoryLines(name.strip(" ,"), role, ", ".join(others[1:]), image)


def _parts(line: str) -> list[str]:
    """Return a name with its designations, and what follows it after commas; else the line."""
    name, *others = _COMMA.split(line.strip(" ,"))
    while others and _DESIGNATION.fullmatch(others[0]):
        name = f"{name}, {others.pop(0)}"
    return [name, *others] if others and _is_name(name) else [line]


def _is_name(text: str) -> bool:
    """Say whether words look like a person's name: two and more, the outer ones capitalised."""
    words = text.partition(",")[0].split()
    outer = words[:1] + words[-1:]
    plain = not any(sign.isdigit() or sign in "@/{" for sign in text)
    return 1 < len(words) <= _MOST_WORDS and plain and all(one[:1].isupper() for one in outer)


def _lettered(line: str) -> bool:
    return any(sign.isalpha() for sign in line)
