"""List the label sheets that are sold, and where each label lies on its sheet.

The data are those of glabels-qt's template database: label_data/ORIGIN.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..diagnostics import suggest_near
from ..errors import UsageError
from .page_style import A4, LETTER, Box, Paper

_PAPERS = {"A4": A4, "US-Letter": LETTER}


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of equal labels in columns and rows; lengths are millimetres.

    `names` are the part number and those of equal sheets. `first` is the label at the top left;
    `step` leads to the next one, across and down. `paper` is None where its size is not known.
    """

    brand: str
    names: tuple[str, ...]
    description: str
    paper: Paper | None
    columns: int
    rows: int
    first: Box
    step: tuple[float, float]

    @property
    def title(self) -> str:
        """Brand and part number."""
        return f"{self.brand} {self.names[0]}"

    @property
    def labels(self) -> tuple[Box, ...]:
        """The labels in reading order: row for row."""
        first, (across, down) = self.first, self.step
        return tuple(
            Box(first.left + x * across, first.top + y * down, first.width, first.height)
            for y in range(self.rows)
            for x in range(self.columns)
        )

    @property
    def _place(self) -> tuple[object, ...]:
        return (self.paper, self.columns, self.rows, self.first, self.step)


@cache
def load_label_sheets() -> tuple[LabelSheet, ...]:
    """Return all sheets, by brand and part number."""
    text = files(__package__).joinpath("label_data", "labels.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(map(_sheet, rows))


def _sheet(row: dict[str, str]) -> LabelSheet:
    size = (float(row["width_mm"]), float(row["height_mm"]))
    return LabelSheet(
        brand=row["brand"],
        names=(row["part"], *row["equivalents"].split()),
        description=row["description"],
        paper=_PAPERS.get(row["paper"]),
        columns=int(row["nx"]),
        rows=int(row["ny"]),
        first=Box(float(row["x0"]), float(row["y0"]), *size),
        step=(float(row["dx"]), float(row["dy"])),
    )


def find_label_sheet(name: str) -> LabelSheet:
    """Return the sheet with this part number, in any case; a brand may be before it.

    Raises:
        UsageError: there is none, there are several that differ, or its paper is not known.
    """
    wanted = _folded(name)
    found = [one for one in load_label_sheets() if wanted in _names_of(one)]
    if not found:
        known = tuple(dict.fromkeys(part for one in load_label_sheets() for part in one.names))
        near = suggest_near(name.rsplit(maxsplit=1)[-1].upper() if name.split() else "", known)
        raise UsageError(
            f"no label sheet `{name}` is known",
            hint=f"{near} `lettermerge labels --list` lists all sheets".strip(),
        )
    own = [one for one in found if wanted in (_folded(one.names[0]), _folded(one.title))]
    found = own or found
    if len({one._place for one in found}) > 1:
        titles = ", ".join(f"`{one.title}`" for one in found)
        raise UsageError(f"`{name}` may be {titles}", hint="write the brand, too")
    if found[0].paper is None:
        raise UsageError(
            f"the size of the paper of {found[0].title} is not known",
            hint="choose another sheet: `lettermerge labels --list`",
        )
    return found[0]


def _names_of(sheet: LabelSheet) -> Iterator[str]:
    for one in sheet.names:
        yield from (_folded(one), _folded(f"{sheet.brand} {one}"))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
