"""Rosters that mean harm: every row is printed as typed in both formats, or named in errors.csv."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.series import cases
from tests.tiny import SETTINGS
from tests.writers.docx.reader import words
from tests.writers.pdf.reading import tagged_text

from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import parse_settings
from lettermerge.errors import LettermergeError
from lettermerge.recipients.cell_cleaning import clean
from lettermerge.recipients.model import COLUMNS

#: All that the program knows, and what a roster may have beside it; two of them name the file.
EVERY = (*COLUMNS, *(f"address_{n}" for n in range(1, 7)), "note", "folder", "file")
PLAIN = {
    "parliament": "uk", "chamber": "commons", "given_name": "Ann", "family_name": "Testwright",
    "gender": "f", "note": "nothing", "folder": "uk", "file": "letter",
}  # fmt: skip
#: Each cell is printed a second time as it was typed, whatever protocol makes of it.
TYPED = "\n".join(f"""typed_{name} = "{{{{ row['{name}'] }}}}" """ for name in EVERY)
OUTPUT = """
[recipients.columns]
{typed}
[output]
name = "{{{{ recipient.extra.folder }}}}/{{{{ recipient.id }}}}-{{{{ recipient.extra.file }}}}"
"""
TEMPLATE = "\n\n".join(f"{name}: [{{{{ recipient.extra.typed_{name} }}}}]" for name in EVERY)
EVILS = (
    "../../x", "/etc/passwd", "..", "CON", "nul.txt", "a" * 400, "é" * 120, "{{ 7 * 7 }}",
    "{% include 'a.md' %}", "{{ ''.__class__ }}", "<b>x</b>", "<w:p/>", "&amp;", "]]>", "<!--",
    "**b** [x](http://e.org)", "![i](file:///etc/passwd)", "=1+1", "@cmd", "'=x", "\u202eevil",
    "\x00", "\x1b[31mred", "\ud800", "# head", "1. one", "- one", "---", "\\newpage", "| a |",
    "line\nline", "a\rb", "a\tb", "%s{0}", "ﬁ ŵ", "manifest.jsonl", "errors.csv", "preview",
    "ann", "ANN", "A\u0301nn", "\u00c1nn", ".hidden", "x.part", "-rf", "~", "$(id)", "`id`",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(EVILS),
    st.text(max_size=40),  # any character there is, lone surrogates and unassigned ones too
    st.text("ÀéßŐř'’-. ", max_size=30),
    st.text('./\\:*?"<>|~ \u0301', max_size=12),
)
Mutation = tuple[str, str]


def hostile(mutations: Sequence[Mutation]) -> list[dict[str, str]]:
    """Return one row for each mutation of a plain one; ids do not repeat."""
    rows = [
        PLAIN | {"id": f"r{number}"} | {column: text}
        for number, (column, text) in enumerate(mutations)
    ]
    ids = [" ".join(clean(row["id"])[0].split()) for row in rows]
    return [row for row, id_ in zip(rows, ids, strict=True) if ids.count(id_) == 1]


@dataclass(frozen=True)
class Verdict:
    """How many rows became letters, how many were refused, and how many are on hold."""

    printed: int
    refused: int
    held: int


def judge(rows: list[dict[str, str]]) -> Verdict | None:
    """Render rows, and check that each is printed or named; None if all were refused at once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "above" / "project"
        (folder / "letters").mkdir(parents=True)
        (folder / "letters" / "a.md").write_text(TEMPLATE, "utf-8")
        text = StringIO(newline="")
        writer = csv.DictWriter(text, EVERY, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        (folder / "r.csv").write_bytes(text.getvalue().encode("utf-8", "replace"))
        here = Path(name) / "here"
        here.mkdir()
        with chdir(here), nothing_but_output(Path(name), folder / "output"):
            return check(folder, len(rows))


@contextmanager
def nothing_but_output(top: Path, output: Path) -> Iterator[None]:
    """Hold what runs inside to changes below `output`, and to files that are whole and plain."""
    before = state_of(top, output)
    yield
    assert state_of(top, output) == before
    for path in output.rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or path.suffix in (".pdf", ".docx", ".csv", ".jsonl")
        assert len(path.name.encode()) <= 100


def state_of(top: Path, output: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes() if path.is_file() else b""
        for path in top.rglob("*")
        if path != output and output not in path.parents
    }


def check(folder: Path, rows: int) -> Verdict | None:
    project = unsealed(parse_settings(SETTINGS + OUTPUT.format(typed=TYPED)))
    refusal = None
    try:
        prepared = prepare(Request(project, folder, folder / "output"))
        result = render(prepared, RunOptions(workers=0))
    except LettermergeError as error:
        refusal = error
    if refusal is not None:  # unusable as a whole: said, and nothing is written
        assert all(str(fault) for fault in refusal.faults)
        assert refusal.faults
        assert not (folder / "output").exists()
        return None
    refused = {one.row.number for one in result.rejected}
    letters = {job.row.number: job for job in prepared.jobs if job.row}
    joined = {other.number for job in prepared.jobs for other in job.others}
    held = {one.row.number for one in prepared.held}
    assert len(letters.keys() | joined | refused | held) == rows == prepared.audience.rows
    for number, job in letters.items():
        if number in refused:
            continue
        path = folder / "output" / job.name
        pdf = tagged_text(path.with_name(path.name + ".pdf").read_bytes())
        docx = words(path.with_name(path.name + ".docx").read_bytes())
        assert pdf == docx.replace("\u00ad", "")  # a page shows none but where a line ends
        assert job.row
        for column in EVERY:
            typed = clean(job.row.cells[column])[0].replace("\u00ad", "")
            expected = " ".join(f"{column}: [{typed}]".split())
            assert expected in pdf, (column, expected)
    errors = folder / "output" / "errors.csv"
    assert errors.exists() == bool(refused)
    if refused:
        named = list(csv.DictReader(StringIO(errors.read_text("utf-8-sig"), newline="")))
        assert len(named) == len(refused)
        assert all(row["error_code"] for row in named)
        assert all(row["error"] for row in named)
    made = (letters.keys() | joined) - refused
    return Verdict(len(made), len(refused), len(held))


@pytest.mark.slow
@settings(max_examples=cases(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(EVERY), CELLS), min_size=3, max_size=8))
@example([("id", "../../../x"), ("folder", "../.."), ("file", "/../../x")])
@example([("salutation", "\u0300"), ("note", "\u0301a"), ("address", "a\n\u0301")])
@example([("file", "ann"), ("id", "\ud800"), ("folder", "manifest.jsonl")])
@example([("note", "a\u00adb"), ("id", "\u00ad")])
def test_any_text_in_any_column_is_printed_as_typed_or_named(mutations: list[Mutation]) -> None:
    judge(hostile(mutations))


@pytest.mark.slow
@pytest.mark.parametrize("column", EVERY)
def test_every_evil_text_in_every_column(column: str) -> None:
    rows = [row | {"folder": f"f{n}"} if column != "folder" else row
            for n, row in enumerate(hostile([(column, evil) for evil in EVILS]))]  # fmt: skip
    verdict = judge(rows)
    assert verdict is not None
    assert verdict.printed + verdict.refused + verdict.held == len(rows)
    if column not in ("id", "parliament", "chamber", "role", "language", "gender", "hold"):
        assert verdict.printed > verdict.refused
