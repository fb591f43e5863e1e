"""One letter through all stages: the bytes of the batch, sealed where there is a signer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.tiny import write_tiny

from lettermerge.app.pipeline import compose, make_letter, make_pages, style_of
from lettermerge.app.project import Project, open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import make_signer
from lettermerge.config.settings import load_settings
from lettermerge.errors import LetterError
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.verify import verify_content


@pytest.fixture
def project(tmp_path: Path) -> Project:
    write_tiny(tmp_path)
    return open_project(tmp_path, load_settings(tmp_path))


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_letter_with_a_signer_is_sealed(project: Project, kind: str) -> None:
    signer = make_signer(project.settings, project.folder, None, datetime.now(UTC))
    (_, letter, _) = address_rosters(project).letters
    sealed = make_letter(project, letter, kind, signer)
    assert sealed.signer.startswith("demo:")
    verdict = verify_content(sealed.content, f"a.{kind}", Believed(()))
    assert verdict.holds
    assert len(verdict.signatures) == 1
    plain = make_letter(project, letter, kind)
    assert (plain.signer, plain.hole) == ("", None)
    assert not verify_content(plain.content, f"a.{kind}", Believed(())).signatures


def test_pages_of_a_document_are_what_a_letter_is(project: Project) -> None:
    letter = address_rosters(project).letters[1]
    document, style = compose(project, letter).document, style_of(project, letter)
    assert make_pages(document, style, "pdf") == (make_letter(project, letter, "pdf").content,)
    assert make_pages(document, style, "html")[0].startswith(b"<!DOCTYPE html>")
    small, large = (make_pages(document, style, "png", scale)[0] for scale in (0.5, 1.0))
    assert int.from_bytes(large[16:20]) == pytest.approx(2 * int.from_bytes(small[16:20]), abs=2)


def test_a_letter_that_cannot_be_printed_is_an_error_with_its_faults(project: Project) -> None:
    (project.folder / "letters/a.md").write_text("Body \u4e2d.", encoding="utf-8")
    again = open_project(project.folder, project.settings)
    with pytest.raises(LetterError) as caught:
        make_letter(again, address_rosters(again).letters[0], "pdf")
    assert "letter.missing-glyph" in {one.code for one in caught.value.faults}
