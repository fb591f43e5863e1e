"""A program opens a project, checks, plans and renders it, and makes single letters, as bytes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests.approving import make_approving
from tests.tiny import ROSTER, TEMPLATE, write_tiny

import lettermerge
from lettermerge import FileWritten, LettermergeError, MailMerge, RenderOptions, Result
from lettermerge.inspection.pdf_text import read_pdf_text

HERE = RenderOptions(sign=False, workers=0)
ANN = {
    "parliament": "uk",
    "chamber": "commons",
    "given_name": "Ann",
    "family_name": "Testwright",
    "gender": "f",
    "Pet": "cat",
}


@pytest.fixture
def merge(tmp_path: Path) -> MailMerge:
    write_tiny(tmp_path, TEMPLATE + '{{ recipient.extra.Pet | default("") }}\n')
    return lettermerge.open_project(tmp_path)


@pytest.mark.slow
def test_a_run_is_followed_event_by_event_and_ends_with_its_result(merge: MailMerge) -> None:
    assert merge.check().errors == ()
    assert merge.plan(options=HERE).counts == {"write": 6}
    *events, result = merge.render(options=HERE)
    files = [one.job.path for one in events if isinstance(one, FileWritten)]
    assert len(files) == 6
    assert all((merge.folder / "output" / one).is_file() for one in files)
    assert isinstance(result, Result)
    assert result.outcome.written == {"pdf": 3, "docx": 3}
    assert merge.plan(options=HERE).counts == {"keep": 6}


@pytest.mark.slow
def test_events_come_while_the_run_goes_on_and_leaving_it_leaves_whole_files(
    merge: MailMerge,
) -> None:
    rows = [f"b{number},nz,,body,,,,," for number in range(70)]  # files are placed 64 at a time
    write_tiny(merge.folder, roster="\n".join([ROSTER.splitlines()[0], *rows]))
    merge, options = MailMerge.open(merge.folder), replace(HERE, formats=("docx",))
    run = merge.render(options=options)
    assert not (merge.folder / "output").exists()  # nothing is done before it is asked for
    first = next(one for one in run if isinstance(one, FileWritten))
    assert (merge.folder / "output" / first.job.path).is_file()
    run.close()
    assert not [*(merge.folder / "output").rglob("*.part")]
    counts = merge.plan(options=options).counts
    assert counts["keep"] >= 1
    assert counts["write"] >= 1
    *_, result = merge.render(options=options)
    assert isinstance(result, Result)
    assert result.outcome.written == {"docx": counts["write"]}


def test_letters_are_chosen_by_name_expression_and_format(merge: MailMerge, tmp_path: Path) -> None:
    asked = RenderOptions(sign=False, workers=0, formats=("docx",), output=tmp_path / "there")
    *_, result = merge.render("Testwright", options=asked)
    assert isinstance(result, Result)
    assert result.outcome.written == {"docx": 1}
    assert [one.suffix for one in (tmp_path / "there/uk").iterdir()] == [".docx"]
    assert merge.plan(where="parliament.id == 'us'", options=HERE).counts == {"write": 2}


def test_one_letter_is_bytes_in_each_format_with_the_words_of_the_batch(merge: MailMerge) -> None:
    letter = merge.letter("a1")
    assert (letter.id, letter.language) == ("a1", "en-GB")
    assert letter.addressee.salutation == "Dear Ms Testwright,"
    pdf = letter.pdf()
    words = " ".join(one.text for one in read_pdf_text(pdf)[0].words)
    assert "Mole & Dale" in " ".join(words.split())
    assert letter.docx()[:2] == b"PK"
    assert "<html" in letter.html()
    assert [page[:4] for page in letter.png()] == [b"\x89PNG"]
    assert letter._repr_png_()[:4] == b"\x89PNG"
    [*merge.render("a1", options=HERE)]
    made = merge.folder / "output/uk/a1-ann-testwright.pdf"
    assert made.read_bytes() == pdf


def test_a_row_is_addressed_and_written_to_without_a_roster(merge: MailMerge) -> None:
    for row in (ANN, pd.Series(ANN)):
        assert merge.address(row).salutation == "Dear Ms Testwright,"
    assert merge.address(ANN).address_block[-1] == "UNITED KINGDOM"
    letter = merge.letter({**ANN, "constituency": "Barsetshire & Co"})
    assert "cat" in letter.html()
    assert "Barsetshire &amp; Co" in letter.html()


def test_a_row_that_makes_no_letter_is_an_error_with_its_faults(merge: MailMerge) -> None:
    for row, code in (
        ({"parliament": "uk"}, "roster.missing-column"),
        ({**ANN, "parliament": "atlantis"}, "protocol.unknown-parliament"),
    ):
        with pytest.raises(LettermergeError) as caught:
            merge.address(row)
        assert caught.value.exit_code == 5
        assert code in {one.code for one in caught.value.faults}


def test_an_unknown_name_is_an_error_that_lists_near_ones(merge: MailMerge) -> None:
    with pytest.raises(LettermergeError) as caught:
        merge.letter("a11")
    assert caught.value.exit_code == 2
    assert "a1" in caught.value.hint


def test_frames_go_in_and_come_out(merge: MailMerge) -> None:
    assert list(merge.rows["id"]) == ["nz", "a1", "a2"]
    assert list(merge.recipients["salutation"])[1] == "Dear Ms Testwright,"
    frame = pd.DataFrame([{**ANN, "id": "f1"}, {**ANN, "id": "f2", "family_name": "Other"}])
    other = merge.with_roster(frame, "members")
    assert list(other.recipients["salutation"]) == ["Dear Ms Testwright,", "Dear Ms Other,"]
    assert other.letter("f2").source.row.file == "members"
    assert list(merge.rows["id"]) == ["nz", "a1", "a2"]  # the first is as it was


@pytest.mark.slow
def test_files_are_verified(merge: MailMerge) -> None:
    [*merge.render("a1", options=RenderOptions(workers=0))]
    verdicts = lettermerge.verify(merge.folder / "output")
    assert [one.holds for one in verdicts] == [True, True]
    made = merge.folder / "output/uk/a1-ann-testwright.pdf"
    made.write_bytes(made.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    assert sorted(one.holds for one in lettermerge.verify(merge.folder / "output")) == [False, True]


def test_letters_that_lack_an_approval_are_not_made_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_approving(tmp_path, capsys, monkeypatch)
    merge = lettermerge.open_project(tmp_path)
    *events, result = merge.render(options=RenderOptions(workers=0))
    assert isinstance(result, Result)
    assert not [one for one in events if isinstance(one, FileWritten)]
    assert sorted(one.letter.id for one in result.waiting) == ["a1", "a2", "nz"]


def test_no_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LettermergeError, match=r"holds no lettermerge\.toml"):
        lettermerge.open_project(tmp_path)


def test_importing_the_package_imports_nothing_of_it() -> None:
    script = (
        "import sys, lettermerge\n"
        "print([one for one in sys.modules if one.startswith('lettermerge.')])\n"
        "print(sorted(set(lettermerge.__all__) - set(dir(lettermerge))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "[]\n[]\n"
