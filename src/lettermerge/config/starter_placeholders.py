"""Find what `init` wrote into the settings and nobody has replaced yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from ..diagnostics import Diagnostic, Severity, Where
from .settings import FILE_NAME, Sender, Settings, Signatory, parse_settings

#: What is in the starter's settings where `init` writes the day.
DATE = "@DATE@"
#: What is in a starter profile where a fact belongs.
TO_FILL_IN = "To be filled in"


def find_placeholders(settings: Settings) -> tuple[Diagnostic, ...]:
    """Return a warning that names every setting which still holds what `init` wrote.

    Facts of a starter profile that nobody has filled in are named in one of their own.
    """
    known = _starter_texts()
    left = [(key, text) for key, text in _texts(settings) if text in known]
    unfilled = [
        f"parliaments.{key}.{place}"
        for key, table in settings.parliaments.items()
        for place in _unfilled(table)
    ]
    profiles = (_unfilled_profile(unfilled),) if unfilled else ()
    if not left:
        return profiles
    named = ", ".join(f"{key} `{text}`" for key, text in dict.fromkeys(left))
    return (
        Diagnostic(
            "settings.placeholder",
            f"the settings still hold what `init` wrote: {named}",
            Where(FILE_NAME),
            "write your own before letters are mailed",
            Severity.WARNING,
        ),
        *profiles,
    )


def _unfilled(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a table whose texts still have to be filled in."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from (f"{key}.{place}" for place in _unfilled(value))
            continue
        texts = value if isinstance(value, list | tuple) else (value,)
        if any(isinstance(text, str) and text.startswith(TO_FILL_IN) for text in texts):
            yield key


def _unfilled_profile(keys: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "settings.placeholder",
        f"facts of a starter profile are not filled in: {', '.join(keys)}",
        Where(FILE_NAME),
        "write what holds for this parliament; docs/parliaments.md says what each fact does",
        Severity.WARNING,
    )


def starter_settings() -> str:
    """Return the settings of a new project, `DATE` where its date will be."""
    return (files(__package__) / "starter" / FILE_NAME).read_text(encoding="utf-8")


@cache
def _starter_texts() -> frozenset[str]:
    starter = parse_settings(starter_settings().replace(DATE, "2000-01-01"))
    return frozenset(text for _, text in _texts(starter))


def _texts(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each text of the sender and the signatories, with its key."""
    parts: list[tuple[str, Sender | Signatory]] = [("sender", settings.sender)]
    parts += [("signatories", one) for one in settings.signatories]
    for key, part in parts:
        for one in fields(part):
            held = getattr(part, one.name)
            held = tuple(held.values()) if isinstance(held, Mapping) else held
            for text in held if isinstance(held, tuple) else (held,):
                if text:
                    yield f"{key}.{one.name}", text
