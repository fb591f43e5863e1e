"""Rosters that mean harm: every row is printed as typed in both formats, or named in errors.csv."""

from __future__ import annotations

import csv
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tiny import SETTINGS
from tests.writers.docx.reader import words
from tests.writers.pdf.reading import tagged_text

from lettermerge.batch.options import RunOptions
from lettermerge.errors import LettermergeError
from lettermerge.pipeline import unsealed
from lettermerge.recipients.cleaner import clean
from lettermerge.rendering import Request, prepare, render
from lettermerge.settings import parse_settings

COLUMNS = (
    "id", "parliament", "chamber", "role", "title", "given_name", "family_name", "gender", "office",
    "language", "salutation", "envelope_name", "address", "city", "postal_code", "country", "note",
)  # fmt: skip
PLAIN = {
    "parliament": "uk", "chamber": "commons", "given_name": "Ann", "family_name": "Testwright",
    "salutation": "Dear Ann,", "envelope_name": "Ann Testwright", "note": "nothing",
}  # fmt: skip
#: What is printed as it is, so that it must be found in both files.
PRINTED = {"salutation", "envelope_name", "note"}
EVIL = st.sampled_from([
    "../../x", "/etc/passwd", "CON", "a" * 400, "{{ 7 * 7 }}", "{% include 'a.md' %}", "<b>x</b>",
    "<w:p/>", "&amp;", "]]>", "**b** [x](http://e.org)", "=1+1", "@cmd", "'=x", "\u202eevil",
    "\x00", "# head", "1. one", "---", "\\newpage", "| a |", "line\nline", "a\rb", "%s{0}", "ﬁ ŵ",
])  # fmt: skip
CELLS = st.one_of(
    EVIL, st.text(st.characters(codec="utf-8"), max_size=40), st.text("ÀéßŐř'’-. ", max_size=30)
)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(COLUMNS), CELLS), min_size=3, max_size=6))
def test_a_row_is_printed_as_typed_or_named(cells: list[tuple[str, str]]) -> None:
    rows = [
        PLAIN | {"id": f"r{number}"} | {column: text}
        for number, (column, text) in enumerate(cells)
        if column != "id" or text.strip() not in {f"r{n}" for n in range(len(cells))}
    ]
    ids = [row["id"] for row in rows]
    rows = [row for row in rows if ids.count(row["id"]) == 1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "letters").mkdir()
        (folder / "letters" / "a.md").write_text("It says: {{ recipient.extra.note }}.", "utf-8")
        text = StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        (folder / "r.csv").write_bytes(text.getvalue().encode("utf-8"))
        check(folder, rows)


def check(folder: Path, rows: list[dict[str, str]]) -> None:
    before = {path.name for path in folder.iterdir()}
    project = unsealed(parse_settings(SETTINGS + '[output]\nname = "{{ recipient.id }}"\n'))
    try:
        prepared = prepare(Request(project, folder, folder / "output"))
        result = render(prepared, RunOptions(workers=0))
    except LettermergeError as error:  # unusable as a whole: said, and nothing is written
        said = [error.hint, *map(str, error.faults)]
    else:
        said = []
    if said:
        assert any(said)
        assert not list(folder.rglob("*.pdf"))
        return
    assert {path.name for path in folder.iterdir()} <= before | {"output"}
    made = {job.id: job.name for job in prepared.jobs}
    refused = {one.row.number for one in result.rejected}
    letters = {job.id: job.row for job in prepared.jobs if job.row}
    numbers = {row.number for row in letters.values()} | refused
    assert len(numbers) == len(rows) == prepared.audience.rows
    for id_, row in letters.items():
        if row.number in refused:
            continue
        path = folder / "output" / made[id_]
        pdf = tagged_text(path.with_name(path.name + ".pdf").read_bytes())
        docx = words(path.with_name(path.name + ".docx").read_bytes())
        assert pdf == docx
        for column in PRINTED:
            expected = " ".join(clean(row.cells[column])[0].replace("\u00ad", "").split())
            assert expected in pdf, (column, expected)
    assert (folder / "output" / "errors.csv").exists() == bool(refused)
