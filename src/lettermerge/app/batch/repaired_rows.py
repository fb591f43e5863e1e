"""Compare rows repaired in errors.csv with the roster's own, until the two are alike.

The manifest keeps what was repaired with each letter made so: errors.csv itself goes when no row
fails any more, and the roster still has the old cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...config.settings import RosterSettings
from ...config.store_address import Place
from ...diagnostics import Diagnostic, Row, Severity, Where
from ...errors import RosterError
from ...output.job import Repair
from ...output.store_opening import open_store
from ..project import Project
from ..rosters.addressing import AddressedRosters, Letter, read_rosters

_MARK = b'"repaired":'
_BLOCK = 1 << 20


@dataclass(slots=True)
class _Originals:
    """The rows of a roster by id; those that failed may be another row's original."""

    by_id: dict[str, Row] = field(default_factory=dict)
    failed: list[Row] = field(default_factory=list)


def find_repairs(
    project: Project, original: RosterSettings, letters: Sequence[Letter]
) -> dict[str, Repair]:
    """Return how each row of an errors.csv differs from its row in the roster, by id.

    Rows that do not differ are left out. A roster that cannot be read is no reason to stop: then
    nothing is known of any row.
    """
    originals = _Originals()
    try:
        roster = read_rosters(project, (original,))
    except RosterError:
        return {}
    originals.by_id = {one.id: one.row for one in roster.recipients}
    for one in roster.rejected:
        originals.failed.append(one.row)
        if one.id:
            originals.by_id.setdefault(one.id, one.row)
    found = {}
    for letter in letters:
        rows = zip(letter.members, letter.rows, strict=True)
        repairs = (_compare(id_, row, originals, original.name) for id_, row in rows)
        repair = next(filter(None, repairs), None)
        if repair:
            found[letter.id] = repair
    return found


def _compare(id_: str, repaired: Row, originals: _Originals, file: str) -> Repair | None:
    """Return how a row of a letter differs from the roster's, None where it does not."""
    row = originals.by_id.get(id_) or _most_alike(repaired, originals.failed)
    if row is None:
        return Repair(file, 0)
    cells = repaired.cells
    differing = tuple(
        (column, row.cells[column], cells[column])
        for column in row.cells
        if column in cells and not _alike(row.cells[column], cells[column])
    )
    return Repair(row.file, row.number, differing) if differing else None


def _alike(cell: str, other: str) -> bool:
    """Say whether two cells have the same words: programs that save a CSV change its spaces."""
    return cell.split() == other.split()


def _most_alike(repaired: Row, rows: Sequence[Row]) -> Row | None:
    """Return the row that has most cells of a repaired one, if half of those that are filled."""
    filled = {column: cell for column, cell in repaired.cells.items() if cell.strip()}
    alike = [
        (sum(row.cells.get(column) == cell for column, cell in filled.items()), row) for row in rows
    ]
    best = max((count for count, _ in alike), default=0)
    found = [row for count, row in alike if count == best]
    return found[0] if best * 2 >= len(filled) and len(found) == 1 else None


def told_repairs(repairs: Mapping[str, Repair]) -> Iterator[Diagnostic]:
    """Yield a warning for each cell that has to be changed in the roster, too."""
    for identity, repair in repairs.items():
        yield from _told(identity, repair, repair.cells, repair.row)


def find_unrepaired(directory: Place, audience: AddressedRosters) -> tuple[Diagnostic, ...]:
    """Return a warning for each cell that differs from the row that a letter was last made of."""
    if not has_repairs(directory):
        return ()
    latest: dict[str, Repair] = {}
    with open_store(directory) as store, store.open_manifest() as manifest:
        for identity in sorted(manifest.repaired):
            histories = [manifest.find(identity, format_) for format_ in manifest.formats]
            newest = [one.latest for one in histories if one]
            repairs = [one.repair for one in newest if one.repair]
            if repairs and len(repairs) == len(newest):
                latest[identity] = repairs[-1]
    return tuple(_still_differing(latest, audience))


def has_repairs(directory: Place) -> bool:
    """Say whether a place's manifest tells of repaired rows, without reading its lines."""
    with open_store(directory) as store:
        manifest = store.find_manifest_file()
    try:
        with manifest.open("rb") as file:
            before = b""
            while block := file.read(_BLOCK):
                if _MARK in before + block:
                    return True
                before = block[-len(_MARK) :]
    except OSError:  # whoever reads the manifest says what is wrong with it
        return False
    return False


def _still_differing(
    repairs: Mapping[str, Repair], audience: AddressedRosters
) -> Iterator[Diagnostic]:
    rows = _rows_of(repairs, audience)
    for identity, repair in repairs.items():
        row = rows.get(identity) or _row_at(repair, (one.row for one in audience.rejected))
        if row is None and repair.row:
            continue  # the row has left the roster, and the letter is an orphan
        if row is None:
            yield from _told(identity, repair, (), 0)
            continue
        cells = tuple(
            (column, row.cells[column], new)
            for column, _, new in repair.cells
            if column in row.cells and not _alike(row.cells[column], new)
        )
        yield from _told(identity, repair, cells, row.number) if cells else ()


def _rows_of(repairs: Mapping[str, Repair], audience: AddressedRosters) -> dict[str, Row]:
    """Return the rows that the rosters have now of the letters that were repaired."""
    made = [one for one in audience.addressed if one.id in repairs]
    rows = {one.id: one.row for one in made} | {
        one.id: one.row for one in audience.held if one.id in repairs
    }
    for letter in (one for one in made if one.others):
        repair = repairs[letter.id]  # which of the rows was repaired is known by its place
        place = (repair.file, repair.row)
        same = (row for row in letter.rows if (row.file, row.number) == place)
        rows[letter.id] = next(same, letter.row)
    for failure in audience.rejected:
        if failure.id in repairs:
            rows.setdefault(failure.id, failure.row)
    return rows


def _row_at(repair: Repair, rows: Iterable[Row]) -> Row | None:
    """Return the row that still has the old cells, where a repair changed its id."""
    for row in rows:
        old = all(row.cells.get(column) == text for column, text, _ in repair.cells)
        if row.file == repair.file and repair.cells and old:
            return row
    return None


def _told(
    identity: str, repair: Repair, cells: Sequence[tuple[str, str, str]], row: int
) -> Iterator[Diagnostic]:
    """Yield what is to be changed in the roster, cell by cell."""
    message = (
        f"the letter to `{identity}` was made from a row repaired in errors.csv, and "
        f"{repair.file} still has the old one"
    )
    if not row:
        yield Diagnostic(
            "roster.not-repaired",
            f"the letter to `{identity}` was made from a row of errors.csv that is not in "
            f"{repair.file}",
            Where(repair.file),
            "add the row there as well",
            Severity.WARNING,
        )
    for column, old, new in cells:
        yield Diagnostic(
            "roster.not-repaired",
            message,
            Where(repair.file, row, column, old),
            f"write `{new}` there; until then a run with the roster makes the letter again from "
            "the old row, or fails it",
            Severity.WARNING,
        )
