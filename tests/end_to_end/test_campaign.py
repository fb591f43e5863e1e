"""The repository's own campaign, as `make render` makes it, before every tool that reads it."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from tests.signing.verifiers import ooxml_validator, run
from tests.writers.docx.reader import words
from tests.writers.pdf.reading import faults, tagged_text

from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def make(folder: Path) -> Path:
    request = Request(unsealed(load_settings(ROOT)), ROOT, folder)
    prepared = prepare(request)
    assert list(prepared.diagnostics) == []
    assert int(render(prepared, RunOptions(workers=0)).outcome.exit_code) == 0
    return folder


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("campaign"))


def pdfs(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.pdf"))


def pages(content: bytes) -> int:
    return len(pypdfium2.PdfDocument(BytesIO(content)))


def test_every_row_has_both_files_below_its_parliament(output: Path) -> None:
    with (ROOT / "recipients.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row["parliament"] for row in csv.DictReader(file)}
    for kind in ("pdf", "docx"):
        made = {path.relative_to(output) for path in output.rglob(f"*.{kind}")}
        assert len(made) == len(rows)
        for id_, parliament in rows.items():
            assert [p for p in made if p.parts[0] == parliament and p.name.startswith(f"{id_}-")]


def test_the_letter_keeps_its_length(output: Path) -> None:
    for path in pdfs(output):
        body = tagged_text(path.read_bytes())
        start, end = body.index("Cambodia goes to the polls"), body.index("to be among them.")
        assert 750 <= len(body[start:end].split()) + 4 <= 950, path.name
        assert pages(path.read_bytes()) == 2, path.name


def test_dates_and_spelling_are_each_parliament_s(output: Path) -> None:
    for path in pdfs(output):
        body = tagged_text(path.read_bytes())
        month_first = path.parent.name in ("us", "ca")
        assert ("On May 25 the" in body, "On 25 May the" in body) == (month_first, not month_first)
        assert ("To honor the" in body) == (path.parent.name == "us")


def test_both_formats_have_the_same_words(output: Path) -> None:
    for path in pdfs(output):
        assert tagged_text(path.read_bytes()) == words(path.with_suffix(".docx").read_bytes())


def test_a_second_run_makes_the_same_bytes(output: Path, tmp_path: Path) -> None:
    again = make(tmp_path)
    for path in sorted(output.rglob("*.*")):
        if path.suffix in (".pdf", ".docx"):
            assert (again / path.relative_to(output)).read_bytes() == path.read_bytes(), path.name


def test_the_campaign_conforms_to_both_standards(output: Path) -> None:
    for path in pdfs(output):
        assert faults(path.read_bytes()) == [], path.name


@pytest.mark.tools
def test_qpdf_finds_no_fault(output: Path, tmp_path: Path) -> None:
    for path in pdfs(output):
        done = run("qpdf", "--check", path)
        assert done.returncode == 0, done.stdout + done.stderr
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(pdfs(output)[0].read_bytes()[:-200])
    assert run("qpdf", "--check", broken).returncode != 0


@pytest.mark.tools
def test_libreoffice_opens_every_docx_with_as_many_pages(output: Path, tmp_path: Path) -> None:
    documents = sorted(output.rglob("*.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    done = run(
        "soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, *documents
    )
    for path in documents:
        shown = tmp_path / path.with_suffix(".pdf").name
        assert shown.is_file(), done.stderr
        assert pages(shown.read_bytes()) == pages(path.with_suffix(".pdf").read_bytes()), path.name


@pytest.mark.tools
def test_the_open_xml_sdk_finds_no_fault_in_one_of_each_parliament(output: Path) -> None:
    for folder in sorted(path for path in output.iterdir() if path.is_dir()):
        path = min(folder.glob("*.docx"))
        assert ooxml_validator(path)["errors"] == [], path.name
