"""Failed rows into `errors.csv`: the roster's own cells, verbatim, and what is wrong with them.

It is itself a roster: mended, it is rendered with the same mapping, and the three columns that
are added here are left out again when it is read (`table.py`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO

from ..diagnostics import Severity
from ..settings import RosterSettings
from .cells import Cells
from .roster import RejectedRow
from .table import REJECT_HEADINGS

#: What a spreadsheet would run as a formula, whatever number of apostrophes stands before it
#: (OWASP, "CSV Injection"): one apostrophe more is taken off again by `frames.ESCAPED`.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_rejects(headings: Sequence[str], rejected: Iterable[RejectedRow]) -> bytes:
    """Return the bytes of an `errors.csv`, the rows in the order of their numbers.

    UTF-8 with a byte-order mark, without which Excel takes it for Windows-1252; commas, CRLF and
    quotes as in RFC 4180. Cells right of the last heading come after the added columns.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*map(_guard, headings), *REJECT_HEADINGS])
    for one in sorted(rejected, key=lambda rejected: rejected.row.number):
        errors = [d for d in one.diagnostics if d.severity is Severity.ERROR]
        cells = one.row.cells
        overflow = cells.overflow if isinstance(cells, Cells) else ()
        writer.writerow(
            [
                *(_guard(cells.get(heading, "")) for heading in headings),
                "; ".join(dict.fromkeys(error.code for error in errors)),
                _guard("; ".join(error.message for error in errors)),
                _guard("; ".join(dict.fromkeys(error.hint for error in errors if error.hint))),
                *map(_guard, overflow),
            ]
        )
    return text.getvalue().encode("utf-8-sig", "replace")


def read_instead(settings: RosterSettings, source: str) -> RosterSettings:
    """Return the settings that read another file with the same mapping (`render --roster`).

    How the first file was encoded and cut says nothing of the other.
    """
    return replace(settings, source=source, encoding="", delimiter="", sheet="")


def _guard(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell
