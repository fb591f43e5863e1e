"""Define which warnings a project accepts, and make notes of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from ..diagnostics import Diagnostic, Severity
from .value_rules import STRICT, Config


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


NO_WARNING = WarningSettings()  #: the default: none is accepted
