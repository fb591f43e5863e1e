"""Find what a new project leaves to its writer to fill in, each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...config.settings import FILE_NAME
from ...importing.field_names import FieldNames, normalise
from ...importing.letter_conversion import EMPTY, has_no_text
from ...importing.report import ImportReport
from ...importing.typed_placeholders import BARE_NAMES
from ...recipients.mapping.mapping_proposal import Proposal
from ...templating import split_front_matter
from .letter_import import GAP, READ


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to fill in; `line` counts from 1."""

    file: str
    line: int
    what: str


def find_gaps(
    files: Mapping[str, bytes],
    report: ImportReport | None,
    headings: Sequence[str] = (),
    mapping: Proposal | None = None,
) -> tuple[Gap, ...]:
    """Return what is left to fill in, in the order of the files' lines.

    `headings` are those of the roster: a placeholder that is like one may be meant for it. Of its
    `mapping`, what is guessed or the same for every row is to be looked at.
    """
    settings = files.get(FILE_NAME, b"").decode()
    found = [*_settings(settings), *(_mapped(settings, mapping) if mapping else ())]
    found.sort(key=lambda one: one.line)
    if report is not None and report.template in files:
        text = files[report.template].decode()
        found += [*_subject(text, report), *_text(text, report)]
        found += _template(text, report, headings)
    return tuple(found)


def _advice(name: str, headings: Sequence[str]) -> str:
    """Return what to write for a placeholder: the column whose heading has its words, if any."""
    if normalise(name) in BARE_NAMES:
        return "write who it is, or {{ recipient.name }} for the reader"
    words = set(normalise(name).split())
    near = [one for one in headings if words and words <= set(normalise(one).split())]
    if len(near) != 1:
        return "write what it is for"
    return f"write {{{{ {FieldNames.in_extra(near[0])} }}}} for the column `{near[0]}`"


def _settings(text: str) -> Iterator[Gap]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.endswith(READ):
            name = line.partition("=")[0].strip()
            yield Gap(FILE_NAME, number, f"sender.{name}: read it, it goes on envelopes")
        setting, gap, what = line.partition(GAP)
        if gap:
            name = setting.strip("# ").partition("=")[0].strip()
            yield Gap(FILE_NAME, number, f"{name}: write {what}")


def _subject(text: str, report: ImportReport) -> Iterator[Gap]:
    """Yield that a letter has no subject, with the place where it is written."""
    front, _ = split_front_matter(text)
    if not re.search(r"^subject\s*:", front, re.MULTILINE):
        where = "between the --- lines" if front else "between two lines of --- at the top"
        what = f'the letter has no subject: write "subject: …" {where} of {report.template}'
        yield Gap(report.template, 1, what)


def _text(text: str, report: ImportReport) -> Iterator[Gap]:
    """Yield that a letter prints nothing between salutation and close."""
    if has_no_text(text):
        yield Gap(report.template, text.count("\n"), f"{EMPTY}: write it below this line")


def _mapped(text: str, mapping: Proposal) -> Iterator[Gap]:
    """Yield guesses, constants and what is missing of a roster's mapping, with their lines."""
    lines = text.splitlines()
    start = lines.index("[[recipients]]") + 1 if "[[recipients]]" in lines else 1
    if "parliament" in mapping.missing:
        what = (
            f'parliament: add a column "Parliament" to {mapping.source}, with UK, Canada, European '
            'Parliament or the like in each row (and "Chamber" where a parliament has two)'
        )
        yield Gap(FILE_NAME, start, what)
    constants = [one for one in ("parliament", "chamber") if one in mapping.constants]
    for name in dict.fromkeys((*constants, *mapping.guesses)):
        number = next(
            (n for n, line in enumerate(lines[start:], start + 1) if line.startswith(f"{name} = ")),
            start,
        )
        value = f' = "{mapping.constants[name]}" in every row' if name in mapping.constants else ""
        reason = mapping.reasons.get(name, "")
        said = f" ({reason})" if reason else ""
        yield Gap(FILE_NAME, number, f"{name}{value}: see whether it is right{said}")


def _template(text: str, report: ImportReport, headings: Sequence[str]) -> Iterator[Gap]:
    """Yield the placeholders that are printed as they were typed, and pictures without a word."""
    typed = {one.name for one in report.fields if not one.sure and not one.mapped_to}
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.replace("\\", "")
        for name in sorted(one for one in typed if one in plain):
            yield Gap(
                report.template, number, f"{name} is printed as it is: {_advice(name, headings)}"
            )
        if line.startswith("![Picture]("):
            yield Gap(report.template, number, "write what the picture shows between [ and ]")
