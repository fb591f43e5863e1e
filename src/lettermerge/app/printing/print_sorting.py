"""Compute expressions over finished letters: by what they are sorted, divided and set apart.

They see what `-w` sees, and beside it `pages`, `paper`, `country` and `postal_code`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from ...diagnostics import Where
from ...errors import UsageError
from ...protocol.printed_address import printed_destination
from ...recipients.selection import fold
from ...templating import SandboxError
from ...workers.letter_limits import EXPRESSION, limited, one_letter
from ..dispatch.dispatchable_letters import FinishedLetter
from ..project import Project

Key = tuple[Any, ...]


def evaluate(
    project: Project, letters: Iterable[FinishedLetter], expression: str, option: str
) -> Iterator[object]:
    """Yield the value of an expression for each letter: a number, text, or a tuple of these.

    `option` is what the expression was given with, for messages.

    Raises:
        UsageError: it cannot be compiled, or fails for a letter.
        LetterError: it takes too much.
    """
    try:
        value_of = project.sandbox.compile_value(expression, Where(column=option))
    except SandboxError as error:
        raise _usage_error(option, error) from None
    with limited(EXPRESSION) as clocks:
        for one in letters:
            with one_letter(clocks, "the expression"):
                try:
                    value = value_of(_Variables(project, one))
                except SandboxError as error:
                    raise _usage_error(option, error, one) from None
            yield value


def sort_key(value: object) -> Key:
    """Return what values are sorted by: numbers before text, text without case and accents."""
    if isinstance(value, tuple):
        return (2, *(sort_key(one) for one in value))
    if isinstance(value, bool | int | float):
        return (0, value)
    text = unicodedata.normalize("NFC", str(value))
    return (1, fold(text), text)


def _usage_error(
    option: str, error: SandboxError, letter: FinishedLetter | None = None
) -> UsageError:
    place = f"{letter.row.file}, row {letter.row.number}: " if letter else ""
    return UsageError(f"{option}: {place}{error.fault.message}", hint=error.fault.hint)


class _Variables(dict[str, object]):
    """What an expression sees of a letter."""

    def __init__(self, project: Project, one: FinishedLetter) -> None:
        to = one.addressees
        sender = project.settings.sender.country
        country, code = printed_destination(to.recipient.address_block, sender)
        super().__init__(
            recipient=to.recipient,
            recipients=to.recipients,
            parliament=project.profiles[one.letter.parliament],
            pages=one.pages,
            paper=one.paper,
            country=country,
            postal_code=code,
        )
