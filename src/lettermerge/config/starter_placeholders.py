"""Find what `init` wrote into the settings and nobody has replaced yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import files

from ..diagnostics import Diagnostic, Severity, Where
from .settings import FILE_NAME, Sender, Settings, Signatory, parse_settings

#: What stands in the starter's settings where `init` writes the day.
DATE = "@DATE@"


def find_placeholders(settings: Settings) -> tuple[Diagnostic, ...]:
    """Return one warning that names every setting which still holds what `init` wrote."""
    known = _starter_texts()
    left = [(key, text) for key, text in _texts(settings) if text in known]
    if not left:
        return ()
    named = ", ".join(f"{key} `{text}`" for key, text in dict.fromkeys(left))
    return (
        Diagnostic(
            "settings.placeholder",
            f"the settings still hold what `init` wrote: {named}",
            Where(FILE_NAME),
            "write your own before letters are mailed",
            Severity.WARNING,
        ),
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
            for text in held if isinstance(held, tuple) else (held,):
                if text:
                    yield f"{key}.{one.name}", text
