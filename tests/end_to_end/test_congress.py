"""The whole United States Congress, in its roster's own columns, through the whole program.

The roster lies beside the checkout (public domain); where it is missing these tests skip and say
so, in CI they fail.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.writers.docx.reader import words
from tests.writers.pdf.reading import tagged_text

from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request, Result
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.pipeline import compose
from lettermerge.app.project import Project, open_project
from lettermerge.app.rosters.addressing import Letter
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings
from lettermerge.letter.document import text

PROJECT = Path(__file__).resolve().parents[1] / "projects" / "us-congress"
ROSTER = PROJECT.parents[3] / "shared" / "data" / "us-congress" / "legislators.csv"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ROSTER.is_file(), reason=f"{ROSTER.name} is not beside the checkout"),
]


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(PROJECT, unsealed(load_settings(PROJECT)))


@pytest.fixture(scope="module")
def letters(project: Project) -> tuple[Letter, ...]:
    audience = address_rosters(project)
    assert not audience.rejected
    return audience.letters


@pytest.fixture(scope="module")
def rendered(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Result]]:
    folder = tmp_path_factory.mktemp("congress")
    request = Request(project.settings, PROJECT, folder)
    yield folder, render(prepare(request), RunOptions(workers=0))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with ROSTER.open(encoding="utf-8", newline="") as file:
        return {row["bioguide"]: row for row in csv.DictReader(file)}


def test_every_member_gets_both_files(rendered: tuple[Path, Result]) -> None:
    folder, result = rendered
    assert result.outcome.written == {"pdf": 537, "docx": 537}
    assert len(list(folder.rglob("*.pdf"))) == len(list(folder.rglob("*.docx"))) == 537
    assert not result.errors


def test_nearly_all_are_set_the_short_way(rendered: tuple[Path, Result]) -> None:
    routes = rendered[1].outcome.routes
    assert routes["variable"] >= 0.99 * 537


def test_pdf_docx_and_tree_have_the_same_words(
    project: Project, letters: tuple[Letter, ...], rendered: tuple[Path, Result]
) -> None:
    by_id = {path.name.split("-")[0]: path for path in rendered[0].rglob("*.pdf")}
    for letter in letters:
        expected = text(compose(project, letter).document)
        path = by_id[letter.id]
        assert tagged_text(path.read_bytes()) == expected, path.name
        assert words(path.with_suffix(".docx").read_bytes()) == expected, path.name


def test_salutations_and_codes(
    letters: tuple[Letter, ...], rows: dict[str, dict[str, str]]
) -> None:
    form = re.compile(r"Dear (Senator|Representative|Delegate|Resident Commissioner) (.+):")
    for letter in letters:
        row, addressee = rows[letter.id], letter.addressee
        match = form.fullmatch(addressee.salutation)
        assert match, addressee.salutation
        assert match[2] == row["name_last"]
        assert (match[1] == "Senator") is (row["term_type"] == "sen")
        assert addressee.envelope_name.startswith("The Honorable ")
        suffix = row["name_suffix"].rstrip(".")
        assert not suffix or suffix in addressee.envelope_name
        block = "\n".join(addressee.address_block)
        code = row["term_address"].split()[-1] if row["term_address"] else "205"
        assert code in block
