"""Say what an import recognised, what it did not carry over, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from ..diagnostics import number_of
from ..importing.report import ImportReport
from ..importing.source import Omission
from .console import Console

MOST_SHOWN = 40  # of each kind; all of them are in --json
_LONGEST = 70  # characters of the words of one line


def show_report(console: Console, report: ImportReport) -> None:
    """Print a report for people: what was made, mapped, left to the frame, and left behind."""
    console.result(report.template)
    if report.theme:
        console.result(report.theme)
    sure = {(one.name, one.mapped_to): one for one in report.fields if one.sure}
    unsure = {(one.name, one.mapped_to): one for one in report.fields if not one.sure}
    if sure:
        console.say(f"{number_of(len(sure), 'field')} recognised:")
        _show(console, [f"{one.name} is {one.mapped_to}" for one in sure.values()])
    if unsure:
        console.say(f"{number_of(len(unsure), 'field')} to look at:")
        _show(
            console,
            [
                f"{one.name} ({one.place}): "
                + (f"mapped to {one.mapped_to}; name the column so, or change it in the template"
                   if one.mapped_to
                   else "printed as typed; write {{ recipient.NAME }} for it in the template")
                for one in unsure.values()
            ],
        )  # fmt: skip
    if report.left_to_frame:
        console.say("left to the frame, which prints these by itself:")
        _show(console, _lines(report.left_to_frame))
    if report.dropped:
        console.say("not carried over:")
        _show(console, _lines(report.dropped))
    if report.roster:
        console.say(report.roster)


def _lines(found: Sequence[Omission]) -> list[str]:
    return [
        f"{one.place}: " + (f'"{_short(one.words)}": ' if one.words else "") + one.reason
        for one in found
    ]


def _short(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _show(console: Console, lines: Sequence[str]) -> None:
    for line in lines[:MOST_SHOWN]:
        console.say(f"  {line}")
    if len(lines) > MOST_SHOWN:
        console.say(f"  ... and {len(lines) - MOST_SHOWN} more (all of them: --json)")
