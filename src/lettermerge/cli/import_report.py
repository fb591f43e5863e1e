"""Say what an import recognised, what it did not carry over, and what to do next."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..app.setup.unfilled_settings import Gap
from ..diagnostics import number_of
from ..importing.field_translation import FRAME
from ..importing.report import ImportReport
from ..importing.source_letter import Omission
from .console import Console

MOST_WORDS = 8  # lines of a letter, of one reason
MOST_SHOWN = 40  # of each kind; all of them are in --json
_COLUMN = re.compile(r'recipient\.extra\[("(?:[^"\\]|\\.)*")\]')
_LONGEST = 70  # characters of the words of one line


def show_report(console: Console, report: ImportReport) -> None:
    """Print a report for people: what was made, mapped, left to the frame, and left behind."""
    console.result(report.template)
    if report.theme:
        console.result(report.theme)
    sure = {(one.name, one.mapped_to): one for one in report.fields if one.sure}
    known = [one for one in sure.values() if one.mapped_to != FRAME]
    unsure = {(one.name, one.mapped_to): one for one in report.fields if not one.sure}
    mapped = [one for one in unsure.values() if one.mapped_to]
    left_behind = {(one.place, one.words) for one in report.dropped}
    typed = [
        one
        for one in unsure.values()
        if not one.mapped_to and (one.place, one.name) not in left_behind
    ]
    if known:
        console.say(f"{number_of(len(known), 'field')} recognised:")
        _show(console, [f"{one.name} is {_meaning(one.mapped_to)}" for one in known])
    if mapped:
        console.say(f"{number_of(len(mapped), 'field')} that no column is known for:")
        _show(
            console,
            [
                f"{one.name} ({one.place}): {_meaning(one.mapped_to)}; add such a column to the "
                "list, or change it in the template"
                for one in mapped
            ],
        )
    if typed:
        console.say(
            f"{number_of(len(typed), 'placeholder')} printed as typed; write a column for it in "
            'the template, as {{ recipient.extra["Column"] }}:'
        )
        _show(console, [f"{one.name} ({one.place})" for one in typed])
    if report.left_to_frame:
        console.say("left to the frame: the program prints these for each recipient by itself:")
        _show(console, _by_reason(report.left_to_frame))
    if report.settings:
        console.say("not written into lettermerge.toml, which has other values:")
        _show(console, report.settings)
    if report.dropped:
        console.say("not carried over:")
        _show(console, _lines(report.dropped))
    if report.roster:
        console.say(report.roster)


def _meaning(expression: str) -> str:
    """Return what an expression of a template is, as people would say it."""
    column = _COLUMN.fullmatch(expression)
    return f'the column "{json.loads(column[1])}" of the list' if column else expression


def show_gaps(console: Console, gaps: Sequence[Gap]) -> None:
    """Print what is left to fill in, as FILE:LINE."""
    if gaps:
        console.say("left to fill in:")
        _show(console, [f"{one.file}:{one.line}: {one.what}" for one in gaps])


def _lines(found: Sequence[Omission]) -> list[str]:
    return [
        f"{one.place}: " + (f'"{_short(one.words)}": ' if one.words else "") + one.reason
        for one in found
    ]


def _by_reason(found: Sequence[Omission]) -> list[str]:
    """Return a line for each reason, with all words that it holds for."""
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(one.reason, []).append(f'"{_short(one.words)}"')
    return [
        f"{reason}: {', '.join(words[:MOST_WORDS])}"
        + (f" and {len(words) - MOST_WORDS} more" if len(words) > MOST_WORDS else "")
        for reason, words in groups.items()
    ]


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _show(console: Console, lines: Sequence[str]) -> None:
    for line in lines[:MOST_SHOWN]:
        console.say(f"  {line}")
    if len(lines) > MOST_SHOWN:
        console.say(f"  ... and {len(lines) - MOST_SHOWN} more (all of them: --json)")
