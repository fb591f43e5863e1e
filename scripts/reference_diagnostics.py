"""Write the reference of diagnostics: every code with severity, cause, message and fix.

Codes, severities and texts come from the source; causes from reference_diagnostics.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from diagnostic_sites import Site, find_sites
from lettermerge.config.settings import Settings
from lettermerge.config.theme import Theme
from reference_keys import keys

CAUSES = Path(__file__).resolve().parent / "reference_diagnostics.toml"
#: As many messages of one code are shown.
_MOST_MESSAGES = 4


#: What each first part of a code is about, in the order of the page.
STAGES = {
    "settings": "The settings, a theme or a profile",
    "roster": "The lists of recipients",
    "selection": "What `-w` selects",
    "protocol": "How a person or an office is written to",
    "address": "The address",
    "template": "The template",
    "markup": "The markup of a letter",
    "asset": "Images and stationery",
    "theme": "The style sheet of a theme",
    "lint": "The words of a letter",
    "letter": "A letter as a whole",
    "pdf": "The PDF",
    "docx": "The DOCX",
    "page": "The finished pages",
    "signing": "Signing",
    "output": "The output folder",
    "machine": "The machine",
    "worker": "Processes",
    "cluster": "A cluster",
    "extension": "Installed packages",
    "preview": "The preview",
    "project": "The project, in the preview",
    "proof": "The proof pack",
    "import": "Importing a letter",
    "approval": "Approvals",
    "dispatch": "Printing and sending",
    "mail": "E-mail",
    "service": "Print-and-post services",
}


def diagnostics() -> str:
    """Return a section for each part of the program that tells of something.

    Raises:
        SystemExit: a code of the source has no cause in reference_diagnostics.toml, or no section.
    """
    told = tomllib.loads(CAUSES.read_text(encoding="utf-8"))
    sites = source_sites()
    found = {code: tuple(some) for code, some in groupby(sites, key=lambda one: one.code)}
    if lacking := sorted(set(found) ^ set(told["cause"])):
        raise SystemExit(
            f"{CAUSES.name}, [cause]: these are missing, or not in the source: {lacking}"
        )
    if unknown := {code.split(".")[0] for code in found} - set(STAGES):
        raise SystemExit(f"{Path(__file__).name}, STAGES: {sorted(unknown)} are missing")
    sections = []
    for stage, title in STAGES.items():
        some = [code for code in found if code.split(".")[0] == stage]
        parts = [f"## {title}", *("\n".join(_entry(code, found[code], told)) for code in some)]
        sections += parts if some else []
    return "\n\n".join(sections)


def codes() -> str:
    """Return the code of every diagnostic, one a line."""
    return "".join(f"{code}\n" for code in sorted({one.code for one in source_sites()}))


@cache
def source_sites() -> tuple[Site, ...]:
    """Return every diagnostic of the program's source."""
    return find_sites(frozenset(key for kind in (Settings, Theme) for key, _ in keys(kind)))


def _entry(
    code: str, sites: Sequence[Site], told: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    severities = {word for one in sites for word in one.severity.split(" or ") if word}
    severity = told["severity"].get(code) or " or ".join(sorted(severities))
    messages = told["message"].get(code) or [one.message for one in sites if one.message]
    fixes = told["fix"].get(code) or [one.hint for one in sites if one.hint]
    if not severity or not messages or not fixes:
        raise SystemExit(f"{CAUSES.name}: {code} needs severity, message and fix")
    yield f"### {code}\n"
    yield f"{severity.capitalize()}. {told['cause'][code]}\n"
    yield from _lines("Message", messages)
    yield from _lines("Fix", fixes)


def _lines(name: str, texts: str | Sequence[str]) -> Iterator[str]:
    some = [texts] if isinstance(texts, str) else list(dict.fromkeys(texts))
    for text in some[:_MOST_MESSAGES]:
        yield f"- {name}: {_as_code(' '.join(text.split()))}"


def _as_code(text: str) -> str:
    """Return a text as Markdown's code, which holds backticks where it needs them."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
