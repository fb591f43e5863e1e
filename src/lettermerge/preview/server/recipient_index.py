"""Index all rows of the rosters by keys that stay the same while the rosters are edited."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ...app.dispatch.dispatch_states import DispatchOverview, DispatchState
from ...app.project import Project
from ...app.rosters.addressed_letters import persons_of
from ...app.rosters.addressing import AddressedRosters, Letter
from ...diagnostics import Diagnostic, Failure, Severity
from ...protocol.letter_lint import lint_rows
from ...protocol.profile_loading import Profiles
from .messages import RowFilter

_LEVELS = {Severity.NOTE: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_NAME_COLUMNS = ("full_name", "name", "family_name", "id")  # of a row without a letter


class RecipientIndex:
    """All rows of the rosters, including those of which no letter can be made."""

    def __init__(self, audience: AddressedRosters, profiles: Profiles) -> None:
        self._profiles = profiles
        self.rows: dict[str, Letter | Failure] = {
            f"row {one.row.number} of {one.row.file}": one for one in audience.rejected
        }
        lettered = {member for one in audience.held_letters for member in one.members}
        self.rows |= {
            f"row {one.row.number} of {one.row.file}": Failure((one.diagnostic,), one.row, one.id)
            for one in audience.held
            if one.id not in lettered
        }
        self.rows |= {one.id: one for one in audience.addressed}
        self._audience = audience
        self._told: tuple[DispatchOverview | None, str] | None = None  # the version made last

    @property
    def first(self) -> str:
        """The key of the row to show first; "" if there are no rows."""
        return next((one.id for one in self._audience.addressed), next(iter(self.rows), ""))

    @cached_property
    def roster_diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of the rosters as a whole."""
        return tuple(one for one in self._audience.report if one.where.row is None)

    @cached_property
    def _by_row(self) -> Mapping[tuple[str, int | None], tuple[Diagnostic, ...]]:
        audience, found = self._audience, list(self._audience.report)
        found += (one for row in audience.rejected for one in row.diagnostics)
        found += lint_rows(persons_of(audience.addressed), self._profiles)
        by_place: dict[tuple[str, int | None], dict[Diagnostic, None]] = {}
        for one in found:
            by_place.setdefault((one.where.file, one.where.row), {})[one] = None
        return {place: tuple(several) for place, several in by_place.items()}

    def diagnostics_of(self, one: Letter | Failure) -> tuple[Diagnostic, ...]:
        """Return the diagnostics of a row, including those of rows that resemble it."""
        rows = one.rows if isinstance(one, Letter) else (one.row,)
        found = (d for row in rows for d in self._by_row.get((row.file, row.number), ()))
        return tuple(dict.fromkeys(found))

    def to_json(self, project: Project, dispatch: DispatchOverview | None = None) -> bytes:
        """Return the list: `rows` of [key, name, parliament, seat, worst severity from 0 to 3].

        Letters come in the rosters' order, then the rows without a letter. `dispatch` has, by key,
        [state, day, channel] of those that have come further than "not sent"; it is null where the
        ledger cannot be read.
        """
        listed = sorted(self.rows.items(), key=lambda row: isinstance(row[1], Failure))
        rows = [(key, *describe_row(one), self._severity(one)) for key, one in listed]
        seen = dict.fromkeys(row[2] for row in rows)
        names = {id_: project.profiles[id_].name for id_ in seen if id_}
        data = {
            "project": project.folder.name,
            "rows": rows,
            "parliaments": names,
            "dispatch": None if dispatch is None else self._dispatch(dispatch),
            "version": self.version_with(dispatch),
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )

    def _dispatch(self, dispatch: DispatchOverview) -> dict[str, tuple[str, str, str]]:
        found = ((key, dispatch.of(one)) for key, one in self.letters())
        return {
            key: (one.state.value, one.day, one.channel)
            for key, one in found
            if one.state is not DispatchState.NOT_SENT
        }

    def letters(self) -> Iterator[tuple[str, Letter]]:
        """Yield the rows that have a letter, with their keys."""
        return ((key, one) for key, one in self.rows.items() if isinstance(one, Letter))

    def select(
        self, rows: RowFilter, project: Project, dispatch: DispatchOverview
    ) -> tuple[str, ...]:
        """Return the ids of the letters that the page shows: its search, done again."""
        words = fold_search(rows.search).split()
        return tuple(
            one.id
            for key, one in self.letters()
            if rows.parliament in ("", one.parliament)
            and rows.state in ("", dispatch.of(one).state.value)
            and _has_words(project, key, one, words)
        )

    def version_with(self, dispatch: DispatchOverview | None) -> str:
        """Return a hash of the list, and of how far its letters have come."""
        if not self._told or self._told[0] is not dispatch:
            told = "?" if dispatch is None else repr(sorted(self._dispatch(dispatch).items()))
            digest = hashlib.blake2b((self.version + told).encode(), digest_size=8)
            self._told = (dispatch, digest.hexdigest())
        return self._told[1]

    @cached_property
    def version(self) -> str:
        """A hash of the list."""
        digest = hashlib.blake2b(digest_size=8)
        for key, one in self.rows.items():
            digest.update(
                f"{key}\n{describe_row(one)}{self._severity(one)}\n".encode("utf-8", "replace")
            )
        return digest.hexdigest()

    def _severity(self, one: Letter | Failure) -> int:
        worst = max(
            (_LEVELS[diagnostic.severity] for diagnostic in self.diagnostics_of(one)), default=0
        )
        return 3 if isinstance(one, Failure) else min(worst, 2)


def describe_row(one: Letter | Failure) -> tuple[str, str, str]:
    """Return a recipient's name, parliament id, and chamber and seat."""
    if isinstance(one, Failure):
        cells = {heading.casefold(): cell for heading, cell in one.row.cells.items()}
        name = next((cells[name] for name in _NAME_COLUMNS if cells.get(name)), "")
        return name or f"row {one.row.number}", "", f"makes no letter: {one.row.file}"
    to, name = one.addressee, one.name
    if to.role == "body":
        return name, to.parliament, "The parliament itself"
    seat = to.constituency or to.office or ("" if to.role_name == to.chamber_name else to.role_name)
    return name, to.parliament, ", ".join(filter(None, (to.chamber_name, seat)))


def fold_search(text: str) -> str:
    """Return a text as the page's search folds it: no case, no marks, single spaces."""
    apart = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in apart if unicodedata.category(c)[0] != "M").lower().split())


def _has_words(project: Project, key: str, one: Letter, words: Sequence[str]) -> bool:
    if not words:
        return True
    name, parliament, seat = describe_row(one)
    whole = f"{name} {key} {seat} {project.profiles[parliament].name} {parliament}"
    folded = fold_search(whole)
    return all(word in folded for word in words)
