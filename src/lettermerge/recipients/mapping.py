"""The settings' `columns` and `constants`, and a roster's headings, into where each value is from.

Ours that the settings name come from there; the others from the heading that has their name. A
heading that is mapped to one of ours is used up: it is not also taken under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Severity, Where, did_you_mean
from ..settings import FILE_NAME, RosterSettings
from .cells import Headings
from .model import COLUMNS

if TYPE_CHECKING:
    from ..sandbox import Sandbox

ADDRESS_LINES = tuple(f"address_{number}" for number in range(1, 7))
OURS = (*COLUMNS, *ADDRESS_LINES)
_NAMES = ("full_name", "family_name", "given_name", "envelope_name", "office", "role", "title")


@dataclass(frozen=True, slots=True)
class Expression:
    """A mapping expression: the columns it looks up by name, and whether it also sees `row`."""

    render: Callable[[Mapping[str, object]], str]
    names: tuple[str, ...]
    sees_row: bool


#: A column of the source (its place), a constant, or an expression.
Binding = int | str | Expression


@dataclass(frozen=True, slots=True)
class Mapped:
    """Where each value comes from. `extra` is laid out as `cells.Extra` wants it.

    `others` are the bindings of the computed values of `extra`, in order.
    """

    ours: Mapping[str, Binding]
    extra: Headings
    others: Mapping[str, Binding]

    def uses(self, place: int, heading: str) -> bool:
        """Say whether a column of the source has a part in any value of ours."""
        for binding in self.ours.values():
            if binding == place and isinstance(binding, int):
                return True
            if isinstance(binding, Expression) and (binding.sees_row or heading in binding.names):
                return True
        return False


def map_columns(
    headings: Headings,
    settings: RosterSettings,
    defaults: Mapping[str, str],
    sandbox: Sandbox,
) -> tuple[Mapped, list[Diagnostic]]:
    """Bind ours to columns, constants and expressions; the diagnostics hold every fault."""
    found: list[Diagnostic] = []
    bound: dict[str, Binding] = {}
    for target, text in settings.columns.items():
        if target in settings.constants:
            found.append(_twice(target))
        if text.strip():
            binding = _bind(target, text.strip(), headings, settings.source, sandbox, found)
            if binding is not None:
                bound[target] = binding
    bound.update(settings.constants)
    taken = {place for name, place in bound.items() if name in OURS and isinstance(place, int)}
    free = [name for name in OURS if name not in bound and name not in settings.columns]
    for name, place in _own_named(headings, free, taken, settings.source, found):
        bound[name] = place
        taken.add(place)
    for name, heading in defaults.items():
        place = headings.index.get(heading, -1)
        if name in free and name not in bound and place >= 0 and place not in taken:
            bound[name] = place
            taken.add(place)
    found += _near_misses(headings, bound, taken, settings)
    return _mapped(bound, headings, taken), found


def missing_columns(mapped: Mapped, headings: Headings, file: str) -> list[Diagnostic]:
    """Return a fault for each thing that every roster has to say and this one does not."""
    faults = []
    if "id" not in mapped.ours:
        likely = [name for name in headings.names if re.search(r"(?i)(^|[\W_])id$|Id$|ID$", name)]
        likely += [name for name in headings.names if re.search(r"(?i)identifier|bioguide", name)]
        hint = f'map it: id = "{likely[0]}"' if likely else "add one: a text that never changes"
        faults.append(_missing("id", "the recipients have no `id`", file, hint))
    if "parliament" not in mapped.ours:
        hint = 'write parliament = "us" under recipients.constants, or map a column'
        faults.append(_missing("parliament", "the recipients have no `parliament`", file, hint))
    if not any(name in mapped.ours for name in _NAMES):
        hint = "map `full_name`, or `given_name` and `family_name`, or `office` or `role`"
        faults.append(_missing("full_name", "the recipients have no name", file, hint))
    return faults


def _missing(column: str, message: str, file: str, hint: str) -> Diagnostic:
    return Diagnostic("roster.missing-column", message, Where(file, column=column), hint)


def _twice(target: str) -> Diagnostic:
    return Diagnostic(
        "roster.mapped-twice",
        f"`{target}` is both mapped and a constant",
        Where(FILE_NAME, column=f"recipients.constants.{target}"),
        "keep one of the two",
    )


def _bind(
    target: str,
    text: str,
    headings: Headings,
    file: str,
    sandbox: Sandbox,
    found: list[Diagnostic],
) -> Binding | None:
    """Return what a mapping stands for; None, and a fault, where it stands for nothing."""
    if "{{" in text or "{%" in text:
        return _compile(target, text, headings, sandbox, found)
    if text in headings.index:
        return headings.index[text]
    folded = [name for name in headings.names if _fold(name) == _fold(text)]
    if len(folded) == 1:
        found.append(_inexact(folded[0], text, file))
        return headings.index[folded[0]]
    found.append(
        Diagnostic(
            "roster.missing-column",
            f"there is no column `{text}`, which {FILE_NAME} maps to `{target}`",
            Where(file, column=text),
            did_you_mean(text, headings.names),
        )
    )
    return None


def _compile(
    target: str, text: str, headings: Headings, sandbox: Sandbox, found: list[Diagnostic]
) -> Binding | None:
    from ..sandbox import SandboxError

    where = Where(FILE_NAME, column=f"recipients.columns.{target}", value=text)
    try:
        render = sandbox.compile_text(text, where)
    except SandboxError as error:
        found.append(
            Diagnostic(
                "roster.bad-expression",
                f"the expression for `{target}` cannot be read: {error.fault.message}",
                where,
                error.fault.hint,
            )
        )
        return None
    names = sandbox.names_in(text)
    known = tuple(name for name in headings.names if name in names and name != "row")
    return Expression(render, known, "row" in names)


def _fold(name: str) -> str:
    """Return a heading as it is compared where it does not fit exactly."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def _inexact(heading: str, name: str, file: str) -> Diagnostic:
    return Diagnostic(
        "roster.inexact-heading",
        f"the column `{heading}` is read as `{name}`",
        Where(file, column=heading),
        f"write its heading as `{name}` to say that this is meant",
        Severity.WARNING,
    )


def _own_named(
    headings: Headings, free: Iterable[str], taken: set[int], file: str, found: list[Diagnostic]
) -> list[tuple[str, int]]:
    """Pair ours with the columns that have their name, exactly or nearly."""
    pairs = []
    folded: dict[str, int] = {}
    for place, heading in enumerate(headings.names):
        if place not in taken and heading not in OURS:
            folded.setdefault(_fold(heading), place)
    for name in free:
        if name in headings.index:
            if headings.index[name] not in taken:
                pairs.append((name, headings.index[name]))
        elif name in folded:
            pairs.append((name, folded[name]))
            found.append(_inexact(headings.names[folded[name]], name, file))
    return pairs


def _near_misses(
    headings: Headings, bound: Mapping[str, Binding], taken: set[int], settings: RosterSettings
) -> list[Diagnostic]:
    """Warn of names that are so near to one of ours that they may be meant for it."""
    unbound = [name for name in OURS if name not in bound and name not in settings.columns]
    warnings = []
    for name in bound:
        if name not in OURS and (near := get_close_matches(_fold(name), OURS, 1, 0.85)):
            where = Where(FILE_NAME, column=f"recipients.columns.{name}")
            warnings.append(_kept_apart(name, near[0], where))
    for place, name in enumerate(headings.names):
        if place not in taken and (near := get_close_matches(_fold(name), unbound, 1, 0.85)):
            warnings.append(_kept_apart(name, near[0], Where(settings.source, column=name)))
    return warnings


def _kept_apart(name: str, near: str, where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.near-miss",
        f"`{name}` is kept as an extra column and is not `{near}`",
        where,
        f"did you mean `{near}`?",
        Severity.WARNING,
    )


def _mapped(bound: Mapping[str, Binding], headings: Headings, taken: set[int]) -> Mapped:
    ours = {name: binding for name, binding in bound.items() if name in OURS}
    others = {name: binding for name, binding in bound.items() if name not in OURS}
    index = {name: place for place, name in enumerate(headings.names) if place not in taken}
    index.update({name: -1 - number for number, name in enumerate(others)})
    return Mapped(ours, Headings(tuple(index), index), others)
