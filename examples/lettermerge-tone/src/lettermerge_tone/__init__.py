"""Warn of words that a letter to a parliament should not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lettermerge.app.preflight.extension_checks import CheckedLetter

HARSH = ("demand", "outrageous", "immediately")


def check(letter: CheckedLetter) -> Iterator[tuple[str, str]]:
    """Yield what is doubtful, and what to do about it."""
    for word in HARSH:
        if word in letter.text.casefold():
            yield f"the letter says `{word}`", "ask, and say why it matters"
