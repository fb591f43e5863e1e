"""Map the names of merge fields and placeholders to what prints the same in a template.

A name is looked up among the roster's own headings first, then among the usual names of letters.
What neither knows becomes `recipient.extra`, and a question in the report.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

ADDRESS = "address"  #: what the frame prints as a whole
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_PARTS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\D)(?=\d)")


@dataclass(frozen=True, slots=True)
class FieldUse:
    """One field or placeholder of the source: what it was mapped to, and whether that is sure."""

    name: str
    place: str
    mapped_to: str
    sure: bool


@dataclass(frozen=True, slots=True)
class FieldTarget:
    """What a name means: an expression of the template, and whether that is sure."""

    expression: str
    sure: bool

    @property
    def printed(self) -> str:
        """The expression as `{{ }}` prints it; a column that is missing shows its name."""
        if self.sure:
            return self.expression
        name = json.loads(self.expression.partition("[")[2].rpartition("]")[0])
        return f"{self.expression} | default({json.dumps(f'«{name}»', ensure_ascii=False)})"

    def formatted(self, by: str) -> str:
        """Return the expression through a filter that a missing column's name does not pass."""
        if self.sure:
            return f"{self.expression} | {by}"
        name = json.loads(self.expression.partition("[")[2].rpartition("]")[0])
        shown = json.dumps(f"«{name}»", ensure_ascii=False)
        return f"({self.expression} | {by}) if {self.expression} is defined else {shown}"

    @property
    def compared(self) -> str:
        """The expression in a condition: an unknown column is empty."""
        return self.expression if self.sure else f'({self.expression} | default(""))'


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Knows what each name means; `headings` are the roster's, with their expressions."""

    headings: Mapping[str, str] = field(default_factory=dict, hash=False)

    def target(self, name: str) -> FieldTarget:
        """Return what a name means; it always means something."""
        words = normalise(name)
        for heading, expression in self.headings.items():
            if normalise(heading) == words:
                return FieldTarget(expression, True)
        known = _known().get(words, "")
        if known and known != ADDRESS:
            return FieldTarget(known, True)
        return FieldTarget(self.in_extra(name), False)

    @staticmethod
    def in_extra(name: str) -> str:
        """Return the expression for a column that is none of ours."""
        return f"recipient.extra[{json.dumps(name, ensure_ascii=False)}]"

    def knows(self, name: str) -> bool:
        """Say whether a typed placeholder of this name is surely one."""
        words = normalise(name)
        return bool(words) and (
            words in _known() or any(normalise(one) == words for one in self.headings)
        )


def is_address_part(name: str) -> bool:
    """Say whether a name is a part of the inside address, a person's name included."""
    known = _known().get(normalise(name), "")
    return known == ADDRESS or known in (
        "recipient.given_name", "recipient.family_name", "recipient.name", "recipient.title",
        "recipient.honorific", "recipient.suffix", "recipient.post_nominals", "recipient.office",
        "recipient.envelope_name", "recipient.chamber_name", "parliament.name",
        "recipient.constituency",
    )  # fmt: skip


@cache
def normalise(name: str) -> str:
    """Return a name's words in small letters: `FirstName`, `first_name` are "first name"."""
    return " ".join(_WORDS.findall(_PARTS.sub(" ", name))).casefold()


@cache
def _known() -> dict[str, str]:
    text = files(__package__).joinpath("field_names.toml").read_text(encoding="utf-8")
    return {name: target for target, names in tomllib.loads(text).items() for name in names}
