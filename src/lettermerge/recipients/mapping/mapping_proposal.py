"""Propose the mapping of one roster as a block of the settings, with the reason for each line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...config.settings import RosterSettings
from ..model import COLUMNS
from .chamber_columns import map_chamber
from .column_cells import ColumnCells, evidence, is_full_name, is_title, lookup, quoted, spread
from .heading_words import rank_of
from .hold_columns import map_hold
from .legislature_evidence import map_parliament
from .mapping_draft import Draft, KnownParliaments
from .office_columns import map_offices
from .parliament_cells import parliament_of
from .person_columns import map_email, map_gender, map_names, map_titles
from .postal_columns import map_address
from .roster_sample import RosterSample
from .unique_id import map_id

_OURS = (*COLUMNS[: COLUMNS.index("city")], *(f"address_{n}" for n in range(1, 7)),
         *COLUMNS[COLUMNS.index("city") :])  # fmt: skip
_SOME = 0.2  # of the cells may be countries that have a parliament: a former member state
#: What a column is taken for only where its cells fit, even under the very heading.
_JUDGED = (
    "chamber", "role", "title", "honorific", "salutation", "email", "gender", "language", "office",
    "country", "address", *(f"address_{number}" for number in range(1, 7)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A complete block of the settings for one roster.

    `reasons` say why a column or constant is proposed, by its name; those of `guesses` are
    guesses. `notes` are what a person should look at. `missing` are the columns that the roster
    must have and for which nothing was found. `sections` is the column of the headings between the
    rows, "" where the mapping reads none.
    """

    source: str
    sheet: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    reasons: Mapping[str, str] = field(default_factory=dict)
    guesses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sections: str = ""

    def settings(self, base: RosterSettings | None = None) -> RosterSettings:
        """Return the settings that read the roster so; where its rows are is as in `base`."""
        base = base or RosterSettings(self.source, sheet=self.sheet)
        columns, constants = dict(self.columns), dict(self.constants)
        return replace(base, columns=columns, constants=constants, sections=self.sections)


def propose(
    sample: RosterSample, known: KnownParliaments, given: RosterSettings | None = None
) -> Proposal:
    """Return the mapping that headings and cells speak for.

    What `given` maps stays as it is where the roster has it; an `id` that repeats does not.
    """
    draft = Draft(sample, known)
    draft.used.add(sample.section_column)
    _keep(draft, given)
    for ours, heading in sample.defaults.items():
        if heading in sample.columns and sample.columns[heading].filled:
            draft.take(ours, sample.columns[heading], reason="as the format says")
    map_hold(draft)
    map_parliament(draft)
    map_email(draft)
    map_names(draft)
    map_titles(draft)
    map_gender(draft)
    map_address(draft)
    _map_seat(draft)
    map_chamber(draft)
    map_offices(draft)
    if not draft.is_bound("id"):
        map_id(draft)
    _leave_out(draft)
    _point_out(draft)
    ordered = {one: draft.columns[one] for one in _OURS if one in draft.columns}
    ordered |= {one: text for one, text in draft.columns.items() if one not in ordered}
    sections = _read_sections(draft, ordered)
    return Proposal(
        sample.source, sample.sheet, ordered, draft.constants, draft.reasons,
        tuple(draft.guesses), tuple(draft.notes), _missing(draft), sections,
    )  # fmt: skip


def _read_sections(draft: Draft, columns: Mapping[str, str]) -> str:
    """Return the name of the column of the headings between rows where it is read: a guess."""
    name = draft.sample.section_column
    read = [ours for ours, text in columns.items() if name and name in text]
    for ours in read:
        if ours not in draft.guesses:
            draft.guess(ours, "what heads the rows says so")
    return name if read else ""


def _keep(draft: Draft, given: RosterSettings | None) -> None:
    """Keep what the settings map already and the roster has."""
    if given is None:
        return
    draft.constants.update(given.constants)
    for ours, text in given.columns.items():
        if "{{" not in text and "{%" not in text and text:
            if text not in draft.sample.columns:
                draft.notes.append(f"there is no column `{text}`, to which {ours} was mapped")
                continue
            column = draft.sample.columns[text]
            if ours == "id" and not column.is_unique:
                draft.notes.append(f"`{text}` is empty or repeated in some rows: it is no id")
                continue
            draft.used.add(text)
        draft.used |= {one for one in draft.sample.columns if "{{" in text and lookup(one) in text}
        draft.columns[ours] = text


def _map_seat(draft: Draft) -> None:
    """Map constituency, party and language, whose cells are plain texts."""
    if seat := _seat_column(draft):
        draft.take("constituency", seat, _seats_only(seat))
    if party := draft.best("party", lambda one: one.is_text or _is_short(one)):
        draft.take("party", party)
    languages = draft.best("language", lambda one: one.is_text)
    if languages:
        several = languages.share(lambda cell: ";" in cell) > 0
        text = f"{{{{ {lookup(languages.heading)}.split(';')[0] }}}}" if several else ""
        draft.take("language", languages, text, "the first of several" if several else "")


def _seat_column(draft: Draft) -> ColumnCells | None:
    """Return the column of constituencies; one of countries only for want of another.

    A member state may be a constituency; a country that has a parliament of its own is none.
    """
    found = draft.all_like("constituency", lambda one: one.is_text or _is_short(one))
    found = [one for one in found if not _holds_homes(draft, one)]
    return min(found, key=lambda one: rank_of(one.heading, "country") is not None, default=None)


def _holds_homes(draft: Draft, column: ColumnCells) -> bool:
    """Say whether cells are parliaments or their countries; CA is a state but under `Country`."""
    codes = rank_of(column.heading, "country") is not None
    homes = column.share(lambda cell: (codes or len(cell) > 2) and parliament_of(draft, cell))
    return homes >= _SOME


def _seats_only(column: ColumnCells) -> str:
    """Return an expression that leaves out cells such as `Life peer`; "" where there are none."""
    known = evidence()["words"]["no_constituency"]
    others = [cell for cell in column.distinct if cell.casefold() in known]
    if not others:
        return ""
    name = lookup(column.heading)
    return f"{{{{ {name} if {name} not in [{', '.join(map(quoted, others))}] else '' }}}}"


def _is_short(column: ColumnCells) -> bool:
    return not column.is_email and not column.is_web and max(map(len, column.filled)) <= 80


def _leave_out(draft: Draft) -> None:
    """Leave empty what a heading of that name would fill and what its cells do not fit."""
    for heading, column in draft.sample.columns.items():
        if not column.filled:
            continue
        ours = re.sub(r"[\s_-]+", "_", heading.strip().casefold())
        if ours in _JUDGED and not draft.is_bound(ours):
            draft.columns[ours] = ""
            if heading not in draft.used:
                draft.reasons[ours] = f"`{heading}` holds something else"


def _point_out(draft: Draft) -> None:
    """Name columns that are left over and hold what looks like titles or names."""
    named = draft.is_bound("full_name") or draft.is_bound("family_name")
    for column in draft.free:
        titles = sum(1 for cell in spread(column.filled) if is_title(cell) and len(cell) > 2)
        if titles >= 0.3 * len(spread(column.filled)) and len(column.distinct) > 1:
            cell = next(filter(is_title, column.distinct))
            draft.notes.append(
                f"`{column.heading}` is not mapped and holds titles (`{cell}` and the like, in "
                f"{titles} cells)"
            )
        elif not named and column.is_unique and column.is_text and _are_names(column):
            draft.notes.append(f"`{column.heading}` is not mapped and may hold names")


def _are_names(column: ColumnCells) -> bool:
    return column.share(is_full_name) > 0.9


def _missing(draft: Draft) -> tuple[str, ...]:
    """Return what every roster has to say, or this parliament's, and this one does not."""
    names = ("full_name", "family_name", "given_name", "office", "envelope_name", "role")
    missing = [one for one in ("id", "parliament") if not draft.is_bound(one)]
    if not any(draft.columns.get(one) or draft.constants.get(one) for one in names):
        missing.append("full_name")
    chambers = draft.known.chambers.get(draft.constants.get("parliament", ""), ())
    if len(chambers) > 1 and not (draft.columns.get("chamber") or draft.constants.get("chamber")):
        missing.append("chamber")
    return tuple(missing)
