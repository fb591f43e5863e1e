"""A workbook's cells through the whole program: shown in letters, filtered by value, fed back."""

from __future__ import annotations

import csv
import subprocess
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from docx import Document
from tests.recipients.readers.formatted_sheets import Cell, write_xlsx
from tests.tiny import SETTINGS, Tiny, make_tiny

TEMPLATE = """---
subject: Of {{ recipient.extra.born | date('d MMMM y') }}
---
We owe {{ recipient.extra.sum }}, or {{ recipient.extra.sum | currency('EUR') }}, of
{{ recipient.extra.share | percent }} ({{ recipient.extra.share }}).

{% set rank %}{{ recipient.extra.rank }}{% endset %}
You are the {{ rank | ordinal }} of {{ [recipient.extra.rank, 'many'] | join_and }}.
"""
HEADINGS = ["id", "parliament", "chamber", "given_name", "family_name", "gender", "sum", "born",
            "share", "rank"]  # fmt: skip


def person(number: int, rank: str | None = None, name: str = "Testwright") -> list[Cell]:
    return [
        ("#,##0", 1234000 + 7 * number), "uk", "commons", "Ann", name, "f",
        ('"£"#,##0.00', 1250.5 + number), (14, 45355 + number), ("0%", 0.255),
        rank or ("0", number + 1),
    ]  # fmt: skip


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("letters/a.md", TEMPLATE)
    settings = SETTINGS.replace("r.csv", "r.xlsx").replace('"CH"', '"GB"')
    made.write("lettermerge.toml", settings + '\n[signing]\nidentity = "none"\n')
    write_xlsx(made.folder / "r.xlsx", HEADINGS, [person(0), person(1), person(2, "x")])
    return made


def words(files: dict[str, bytes], ending: str) -> list[str]:
    """Return the text of each letter, its white space as single spaces."""
    texts = []
    for name, content in sorted(files.items()):
        if not name.endswith(ending):
            continue
        if ending == "pdf":
            done = subprocess.run(
                ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
            )
            text = done.stdout.decode()
        else:
            text = " ".join(one.text for one in Document(BytesIO(content)).paragraphs)
        texts.append(" ".join(text.split()))
    return texts


@pytest.mark.tools
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_letters_show_cells_and_filters_print_their_values(tiny: Tiny, jobs: str) -> None:
    code, _, said = tiny.run("render", "-j", jobs)
    assert code == 5, said
    files = tiny.files()
    names = [name for name in files if name.endswith(".pdf")]
    assert [name.partition("-")[0] for name in sorted(names)] == ["uk/1234000", "uk/1234007"]
    for ending in ("pdf", "docx"):
        first, second = words(files, ending)
        assert "Of 4 March 2024" in first
        assert "We owe £1,250.50, or €1,250.50, of 25.5% (26%)." in first
        assert "You are the 1st of 1 and many." in first
        assert "Of 5 March 2024" in second
        assert "We owe £1,251.50, or €1,251.50, of" in second
        assert "You are the 2nd of 2 and many." in second
    assert "r.xlsx, row 4, rank [x]: `x` is not a number, and letters/a.md:8 needs it" in said


def test_failed_rows_keep_what_is_shown_and_their_values(tiny: Tiny) -> None:
    tiny.run("render", "-f", "docx")
    ((_, row),) = enumerate(read_errors(tiny))
    assert list(row)[:2] == ["id", "id (value)"]
    assert (row["id"], row["id (value)"]) == ("1,234,014", "1234014")
    assert (row["sum"], row["sum (value)"]) == ("£1,252.50", "1252.5")
    assert (row["born"], row["born (value)"]) == ("06/03/2024", "2024-03-06")
    assert (row["share"], row["share (value)"]) == ("26%", "0.255")
    assert "rank (value)" not in row
    assert "chamber (value)" not in row


def test_repaired_rows_have_their_values_and_ids_again(tiny: Tiny) -> None:
    tiny.run("render", "-f", "docx")
    path = tiny.folder / "output/errors.csv"
    text = path.read_text(encoding="utf-8-sig")
    tiny.write("fixed.csv", text.replace(",x,", ",3,"))
    code, _, said = tiny.run("render", "-f", "docx", "--roster", "fixed.csv")
    assert code == 0, said
    (name,) = (one for one in tiny.files() if one.startswith("uk/1234014"))
    (letter,) = words({"a.docx": tiny.files()[name]}, "docx")
    assert "Of 6 March 2024" in letter
    assert "We owe £1,252.50, or €1,252.50, of 25.5% (26%). You are the 3rd" in letter
    assert tiny.run("render", "-f", "docx", "--roster", "fixed.csv")[1].count("up to date") == 1


def read_errors(tiny: Tiny) -> list[dict[str, str]]:
    text = (tiny.folder / "output/errors.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_value_that_changes_behind_its_text_changes_the_letter(tiny: Tiny) -> None:
    rows = [person(0), person(1)]
    write_xlsx(tiny.folder / "r.xlsx", HEADINGS, rows)
    assert tiny.run("render", "-f", "docx")[0] == 0
    rows[1][8] = ("0%", 0.256)
    write_xlsx(tiny.folder / "r.xlsx", HEADINGS, rows)
    code, out, _ = tiny.run("render", "-f", "docx")
    counts = dict(line.split("\t") for line in out.splitlines())
    assert (code, counts["letters written"], counts["up to date"]) == (0, "1", "1")


def test_a_selection_sees_the_text_and_filters_the_value(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "---\nsubject: A\n---\nBody.\n")
    for condition in (
        "recipient.extra.sum == '£1,251.50'",
        "recipient.extra.sum | float == 1251.5",
        "recipient.extra.born | date('d') == '5'",
    ):
        code, out, said = tiny.run("render", "-f", "docx", "--dry-run", "-w", condition)
        assert code == 0, said
        assert "1234007" in out
        assert "1234000" not in out
    code, _, said = tiny.run("render", "--dry-run", "-w", "recipient.extra.chamber | number > 1")
    assert code == 2
    code, _, said = tiny.run("render", "--dry-run", "-w", "recipient.extra.born | number > '1'")
    assert code == 2
    assert "r.xlsx, row 2, born" in said


def test_mapped_cells_and_expressions_see_the_text_and_filters_the_value(tiny: Tiny) -> None:
    columns = (
        '[recipients.columns]\nowed = "sum"\n'
        "half = \"{{ sum }} / {{ sum | float / 2 }} / {{ born | date('d MMM') }}\"\n"
        "id = \"m-{{ row['id'] }}\"\n[sender]"
    )
    text = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    tiny.write("lettermerge.toml", text.replace("[sender]", columns))
    body = "{{ recipient.id }}: {{ recipient.extra.owed | number(1) }}; {{ recipient.extra.half }}"
    tiny.write("letters/a.md", f"---\nsubject: A\n---\n{body}\n")
    assert tiny.run("render", "-f", "docx", "--limit", "1")[0] == 0
    (letter,) = words(tiny.files(), "docx")
    assert "m-1234000: 1,250.5; £1,250.50 / 625.25 / 4 Mar" in letter


def test_a_format_that_cannot_be_shown_is_warned_of_once_for_the_column(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "---\nsubject: A\n---\nOf {{ recipient.extra.born }}.\n")
    rows = [person(0), person(1), person(2)]
    for row in rows:
        row[7] = ("[$-30000]d mmmm yyyy", 45355)
    write_xlsx(tiny.folder / "r.xlsx", HEADINGS, rows)
    code, _, said = tiny.run("check")
    assert code == 0
    assert said.count("roster.format-not-shown") == 1
    assert "r.xlsx, row 2, born: cells of the column have a format that cannot be shown" in said
    assert tiny.run("render", "-f", "docx", "--limit", "1")[0] == 0
    (letter,) = words(tiny.files(), "docx")
    assert "Of 2024-03-04." in letter


def test_the_locale_of_a_roster_is_its_own_or_the_letter_s(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "---\nsubject: A\n---\nOf {{ recipient.extra.born }}.\n")
    text = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    for locale, sender, shown in (
        ("", "GB", "04/03/2024"),
        ("", "US", "3/4/2024"),
        ("de", "GB", "04.03.2024"),
    ):
        told = text.replace('"r.xlsx"', f'"r.xlsx"\nlocale = "{locale}"').replace(
            '"GB"', f'"{sender}"'
        )
        tiny.write("lettermerge.toml", told)
        assert tiny.run("render", "-f", "docx", "--limit", "1", "--force")[0] == 0
        (letter,) = words(tiny.files(), "docx")
        assert f"Of {shown}." in letter
