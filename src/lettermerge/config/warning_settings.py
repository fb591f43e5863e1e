"""Define which warnings a project accepts, and make notes of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import ClassVar

from ..diagnostics import Diagnostic, Severity, Where, suggest_near
from .value_rules import STRICT, Config

CODES = "diagnostic_codes.txt"  #: every code of the program, one a line; `make reference` writes it
_OF_PACKAGES = "check."  # what a code begins with that a check of another package has named


@dataclass(frozen=True, slots=True)
class WarningSettings:
    """`accept` holds codes, each alone or with words that the warning has.

    `protocol.name-split Duncan Smith` is that warning with `Duncan Smith` in its message or value.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    accept: tuple[str, ...] = ()

    def applied(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Yield diagnostics, with the accepted warnings as notes; an error stays one."""
        for one in diagnostics:
            yield replace(one, severity=Severity.NOTE) if self._accepts(one) else one

    def _accepts(self, one: Diagnostic) -> bool:
        if one.severity is not Severity.WARNING:
            return False
        said = f"{one.message} {one.where.value or ''}"
        pairs = (entry.partition(" ") for entry in self.accept)
        return any(code == one.code and words in said for code, _, words in pairs)


def find_unknown_codes(settings: WarningSettings, file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each entry of `accept` whose code nothing has: it accepts nothing.

    `file` is what the settings are called.
    """
    for entry in settings.accept:
        code = entry.partition(" ")[0]
        if code not in _known_codes() and not code.startswith(_OF_PACKAGES):
            hint = suggest_near(code, _known_codes()) or "delete the entry"
            yield Diagnostic(
                "settings.unknown-code",
                f"no warning has the code `{code}`: nothing is accepted by it",
                Where(file, column="warnings.accept", value=entry),
                hint,
                Severity.WARNING,
            )


@cache
def _known_codes() -> frozenset[str]:
    text = (files(__package__) / CODES).read_text(encoding="utf-8")
    return frozenset(text.split())


NO_WARNING = WarningSettings()  #: the default: none is accepted
