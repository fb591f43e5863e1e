"""Define the formats that letters are made in: the program's own, and those of packages."""

from __future__ import annotations

from typing import Annotated

from ..extensions import WRITERS, find_extensions
from .value_rules import After

#: The formats that the program itself writes, and signs.
OWN_FORMATS = ("pdf", "docx")


def known_formats() -> tuple[str, ...]:
    """Return all formats that letters can be made in here."""
    return (*OWN_FORMATS, *(one for one in find_extensions(WRITERS) if one not in OWN_FORMATS))


def _require_known(value: str) -> str:
    if value not in OWN_FORMATS and value not in known_formats():
        from pydantic_core import PydanticKnownError  # a ValueError

        expected = " or ".join(f"'{one}'" for one in known_formats())
        raise PydanticKnownError("literal_error", {"expected": expected})
    return value


Format = Annotated[str, After(_require_known)]
