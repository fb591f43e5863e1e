"""Map a list's headings by the settings' `columns` and `constants`.

Ours that the settings name come from there; the others from the heading that has their name. A
heading that is mapped to one of ours is used up: it is not also taken under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..config.settings import FILE_NAME, RosterSettings
from ..diagnostics import Diagnostic, Severity, Where, did_you_mean
from .mapping.heading_words import likely_heading
from .model import COLUMNS
from .packed_row import Headings

if TYPE_CHECKING:
    from ..templating import Sandbox

ADDRESS_LINES = tuple(f"address_{number}" for number in range(1, 7))
OURS = (*COLUMNS, *ADDRESS_LINES)
#: Whole lines as printed: where a heading is merely like theirs it may well be over titles.
_EXACT = ("salutation", "envelope_name")
#: Settings of a roster, which are no columns: what is below [recipients.columns] is mapped.
_ROSTER = {
    one.name: f"`{one.name}` is no column: write it above [recipients.columns], below source"
    for one in fields(RosterSettings)
}
#: The columns of a second person in a row are never meant by a heading that is merely like them.
_SECOND = tuple(name for name in COLUMNS if name.endswith("_2"))
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
        """Say whether a value of ours is a column of the source, or names it in its expression."""
        for binding in self.ours.values():
            if binding == place and isinstance(binding, int):
                return True
            if isinstance(binding, Expression) and heading in binding.names:
                return True
        return False


def map_columns(
    headings: Headings,
    settings: RosterSettings,
    defaults: Mapping[str, str],
    sandbox: Sandbox,
) -> tuple[Mapped, list[Diagnostic]]:
    """Bind ours to columns, constants and expressions; the diagnostics hold every fault.

    What the settings map to "" is left empty, whatever the roster's headings are. `defaults` come
    last: what the file's format says that its headings mean.
    """
    mapper = _Mapper(headings, settings, sandbox)
    mapper.bind_settings()
    mapper.bind_own_names()
    for name, heading in defaults.items():
        place = headings.index.get(heading, -1)
        if mapper.is_free(name) and place >= 0 and place not in mapper.taken:
            mapper.take(name, place)
    mapper.warn_of_near_misses()
    return mapper.mapped(), mapper.found


def missing_columns(mapped: Mapped, file: str) -> list[Diagnostic]:
    """Return a fault for each thing that every roster has to say and this one does not."""
    faults = []
    if "id" not in mapped.ours:
        message = "no column holds an id (a unique name or number for each recipient)"
        faults.append(_missing("id", message, file, "map a column to `id`, or add one"))
    if "parliament" not in mapped.ours:
        hint = (
            'add a column "Parliament" to the list, with UK, Canada, European Parliament or the '
            'like in each row (and "Chamber" where a parliament has two); for a list of one '
            'parliament alone, write parliament = "us" (or ca, uk, au, nz, eu) below '
            "[recipients.constants]"
        )
        faults.append(_missing("parliament", "no column names the parliament", file, hint))
    if not any(one in mapped.ours for one in _NAMES):
        hint = "map `full_name`, or `given_name` and `family_name`, or `office` or `role`"
        faults.append(_missing("full_name", "no column holds the recipients' names", file, hint))
    return faults


def uncut_heading(headings: Headings, file: str) -> list[Diagnostic]:
    """Return a fault if the only heading looks like several with another delimiter in between."""
    cut = re.search(r"[,;\t|]", headings.names[0]) if len(headings.names) == 1 else None
    if cut is None:
        return []
    where = Where(file, column=headings.names[0])
    hint = f"leave `delimiter` out, or write {cut[0]!r} if that is what cuts the columns"
    return [Diagnostic("roster.one-column", "the roster has one column only", where, hint)]


def _missing(column: str, message: str, file: str, hint: str) -> Diagnostic:
    return Diagnostic("roster.missing-column", message, Where(file, column=column), hint)


def _twice(target: str) -> Diagnostic:
    return Diagnostic(
        "roster.mapped-twice",
        f"`{target}` is both mapped and a constant",
        Where(FILE_NAME, column=f"recipients.constants.{target}"),
        "keep one of the two",
    )


def ours_of(heading: str) -> str:
    """Return the column of ours that a heading is read as, "" for none."""
    return next((name for name in OURS if _fold(name) == _fold(heading)), "")


def reads_heading(text: str, heading: str) -> bool:
    """Say whether what a column of ours is mapped to is a heading, or an expression over it."""
    return text == heading or ("{" in text and looks_up(text, heading))


def looks_up(expression: str, heading: str) -> bool:
    """Say whether an expression names a column: by its name, or as `row["its heading"]`."""
    quoted = any(f"{mark}{heading}{mark}" in expression for mark in "\"'")
    return quoted or bool(re.search(rf"(?<![\w\"'.]){re.escape(heading)}(?![\w\"'])", expression))


def _fold(name: str) -> str:
    """Return a heading as it is compared where it does not fit exactly."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


@dataclass(slots=True)
class _Mapper:
    """What is bound so far; `taken` are the columns of the source that stand for one of ours."""

    headings: Headings
    settings: RosterSettings
    sandbox: Sandbox
    bound: dict[str, Binding] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    found: list[Diagnostic] = field(default_factory=list)

    def is_free(self, name: str) -> bool:
        return name not in self.bound and name not in self.settings.columns

    def take(self, name: str, place: int) -> None:
        self.bound[name] = place
        self.taken.add(place)

    def bind_settings(self) -> None:
        for target, text in self.settings.columns.items():
            if target in self.settings.constants:
                self.found.append(_twice(target))
            elif text.strip():
                self._bind(target, text.strip())
        self.bound.update(self.settings.constants)

    def _bind(self, target: str, text: str) -> None:
        if "{{" in text or "{%" in text:
            self._compile(target, text)
            return
        heading = self._heading_like(text)
        if heading is None:
            fault = Diagnostic(
                "roster.missing-column",
                f"there is no column `{text}`, which {FILE_NAME} maps to `{target}`",
                Where(self.settings.name, column=text),
                _ROSTER.get(target) or self._nearest(target, text),
            )
            self.found.append(fault)
        elif target in OURS:
            self.take(target, self.headings.index[heading])
        else:
            self.bound[target] = self.headings.index[heading]

    def _nearest(self, target: str, text: str) -> str:
        """Name the heading that is near a missing one, or the one that is likely over `target`."""
        if get_close_matches(text.casefold(), map(str.casefold, self.headings.names), 1, 0.8):
            return did_you_mean(text, self.headings.names)
        likely = likely_heading(self.headings.names, target)
        if likely:
            return f'is it {target} = "{likely}"?'
        return did_you_mean(text, self.headings.names)

    def _heading_like(self, text: str) -> str | None:
        """Return the heading that is `text`, or the only one that differs in case or blanks."""
        if text in self.headings.index:
            return text
        like = [name for name in self.headings.names if _fold(name) == _fold(text)]
        if len(like) != 1:
            return None
        self.found.append(_inexact(like[0], text, self.settings.name))
        return like[0]

    def _compile(self, target: str, text: str) -> None:
        from ..templating import SandboxError

        where = Where(FILE_NAME, column=f"recipients.columns.{target}", value=text)
        try:
            render = self.sandbox.compile_text(text, where)
        except SandboxError as error:
            message = f"the expression for `{target}` cannot be read: {error.fault.message}"
            fault = Diagnostic("roster.bad-expression", message, where, error.fault.hint)
            self.found.append(fault)
            return
        names = self.sandbox.names_in(text)
        known = tuple(name for name in self.headings.names if name in names and name != "row")
        self.bound[target] = Expression(render, known, "row" in names)

    def bind_own_names(self) -> None:
        """Take the columns that have the names of ours, exactly or but for case and blanks."""
        folded: dict[str, int] = {}
        for place, heading in enumerate(self.headings.names):
            if place not in self.taken and heading not in OURS:
                folded.setdefault(_fold(heading), place)
        for name in filter(self.is_free, OURS):
            if name in self.headings.index:
                if self.headings.index[name] not in self.taken:
                    self.take(name, self.headings.index[name])
            elif name in folded and name not in _EXACT:
                self.take(name, folded[name])
                heading = self.headings.names[folded[name]]
                self.found.append(_inexact(heading, name, self.settings.name))

    def warn_of_near_misses(self) -> None:
        """Warn of names that are so near to one of ours that they may be meant for it."""
        for name in self.bound:
            if name not in OURS and (near := get_close_matches(_fold(name), OURS, 1, 0.85)):
                kind = "constants" if name in self.settings.constants else "columns"
                where = Where(FILE_NAME, column=f"recipients.{kind}.{name}")
                self.found.append(_kept_apart(name, near[0], where))
        unbound = [name for name in OURS if self.is_free(name) and name not in _SECOND]
        used = {name for one in self.bound.values() for name in getattr(one, "names", ())}
        for place, name in enumerate(self.headings.names):
            if (
                place not in self.taken
                and name not in used
                and (near := get_close_matches(_fold(name), unbound, 1, 0.85))
            ):
                where = Where(self.settings.name, column=name)
                self.found.append(_kept_apart(name, near[0], where, self.headings.names))

    def mapped(self) -> Mapped:
        ours = {name: binding for name, binding in self.bound.items() if name in OURS}
        others = {name: binding for name, binding in self.bound.items() if name not in OURS}
        index = {
            name: place for place, name in enumerate(self.headings.names) if place not in self.taken
        }
        index.update({name: -1 - number for number, name in enumerate(others)})
        places = {place: name for name, place in self.bound.items() if isinstance(place, int)}
        read_as = {self.headings.names[place]: name for place, name in places.items()}
        return Mapped(ours, Headings(tuple(index), index, read_as), others)


def _inexact(heading: str, name: str, file: str) -> Diagnostic:
    return Diagnostic(
        "roster.inexact-heading",
        f"the column `{heading}` is read as `{name}`",
        Where(file, column=heading),
        f'write {name} = "{heading}" below [recipients.columns] to silence this',
        Severity.WARNING,
    )


def _kept_apart(name: str, near: str, where: Where, headings: Sequence[str] = ()) -> Diagnostic:
    """Warn of a name that is like one of ours; of a heading, say how it would be mapped."""
    hint = f"did you mean `{near}`?"
    if name in headings:
        texts = f'{near} = "{name}", or {near} = "" if it is something else'
        if near in _EXACT:
            texts = (
                f'title = "{name}" if it holds titles, {near} = "{name}" if it holds whole '
                f'lines as printed, {near} = "" if neither'
            )
        hint = f"below [recipients.columns], write {texts}"
    return Diagnostic(
        "roster.near-miss",
        f"`{name}` is kept as an extra column and is not `{near}`",
        where,
        hint,
        Severity.WARNING,
    )
