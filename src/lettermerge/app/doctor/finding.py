"""Describe what was found of one thing that the program needs or can use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """Whether a thing is there; OPTIONAL is one that is not there and that letters do not need."""

    OK = "ok"
    MISSING = "missing"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: its state, what it is for, what was found of it, and the fix ("" where it is ok).

    `code` is stable, for programs that read the JSON (`library.pango`).
    """

    code: str
    name: str
    state: Presence
    purpose: str
    found: str = ""
    fix: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the finding as a JSON object."""
        return {
            "code": self.code,
            "name": self.name,
            "state": self.state.value,
            "purpose": self.purpose,
            "found": self.found,
            "fix": self.fix,
        }


@dataclass(frozen=True, slots=True)
class Thing:
    """What is checked: a stable code, a name, what it is for, and whether letters need it."""

    code: str
    name: str
    purpose: str
    needed: bool = True

    def judge(self, fault: str, fix: str, found: str = "") -> Finding:
        """Return what a check gave: `fault` is what is wrong ("" for nothing)."""
        if not fault:
            return Finding(self.code, self.name, Presence.OK, self.purpose, found)
        state = Presence.MISSING if self.needed else Presence.OPTIONAL
        return Finding(self.code, self.name, state, self.purpose, fault, fix)
