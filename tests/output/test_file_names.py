"""Names from cells: legal everywhere, inside the folder, and never taken for one another."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import series

from lettermerge.diagnostics import Row
from lettermerge.errors import LetterError
from lettermerge.output.file_names import MAX_PART, collision_key, find_collisions, make_name
from lettermerge.output.job import Job

TEXTS = st.text(st.characters(), max_size=300) | st.lists(
    st.sampled_from(["..", ".", "/", "\\", "CON", "nul", "é", "é", " ", "\0", "a", "A", "-", "2"])
).map("".join)
RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{d}{n}" for d in ("COM", "LPT") for n in "0123456789¹²³"),
}


@given(TEXTS)
@settings(max_examples=series.cases(1000), deadline=None)
def test_any_text_becomes_a_legal_name_or_is_refused(text: str) -> None:
    try:
        name = make_name(text)
    except LetterError:
        return
    for path in (name, f"{name}.docx"):
        assert not PurePosixPath(path).is_absolute()
        assert not PureWindowsPath(path).drive
        for part in path.split("/"):
            assert 0 < len(part.encode()) <= MAX_PART
            assert part not in {".", ".."}
            assert not set(part) & set('<>:"\\|?*')
            assert part == part.strip(" ").rstrip(".")
            assert not part.startswith(".")
            assert part.split(".")[0].rstrip().upper() not in RESERVED
            assert unicodedata.is_normalized("NFC", part)
            assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in part)
    assert make_name(name) == name


@pytest.mark.slow
@given(st.lists(TEXTS, min_size=2, max_size=8))
@settings(max_examples=series.cases(1000), deadline=None)
def test_names_that_do_not_collide_are_different_files_everywhere(texts: list[str]) -> None:
    jobs = []
    for number, text in enumerate(texts):
        try:
            name = make_name(text)
        except LetterError:
            continue
        jobs += [Job(str(number), text, ending, name) for ending in ("pdf", "docx")]
    keys = [unicodedata.normalize("NFC", job.path).upper() for job in jobs]
    if not list(find_collisions(jobs)):
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("uk/ann-lee", "uk/ann-lee"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/x", "etc/x"),
        ("C:\\x", "C__x"),
        ("CON", "_CON"),
        ("con.txt/x", "_con.txt/x"),
        ("Ann. ", "Ann"),
        (".hidden", "_hidden"),
        ("a\u202eb", "a_b"),
        ("e\u0301", "é"),
        ("x\0y\n", "x_y_"),
    ],
)
def test_hostile_names(text: str, name: str) -> None:
    assert make_name(text) == name


def test_a_long_name_is_cut_between_characters_and_stays_its_own() -> None:
    first, second = make_name("é" * 200), make_name("é" * 201)
    assert first != second
    assert len(f"{first}.docx".encode()) <= MAX_PART
    assert first.startswith("é" * 40)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "///",
        "..",
        " . ",
        "preview/x",
        "print/x",
        "Handoff/x",
        "ledger.jsonl",
        "Manifest.jsonl",
        "errors-a.csv",
    ],
)
def test_names_that_are_nothing_or_ours_are_refused(text: str) -> None:
    with pytest.raises(LetterError, match="file name") as refusal:
        make_name(text)
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("first", "second"), [("ann", "Ann"), ("é", "e\u0301"), ("straße", "STRASSE"), ("ann", "ann")]
)
def test_names_that_one_system_takes_for_one_are_a_fault_with_both_rows(
    first: str, second: str
) -> None:
    jobs = [
        Job("1", "Ann Lee", "pdf", first, row=Row("a.csv", 2)),
        Job("2", "Ann Li", "pdf", second, row=Row("b.csv", 7)),
    ]
    (fault,) = find_collisions(jobs)
    assert fault.code == "output.collision"
    assert "Ann Lee" in fault.message
    assert "a.csv, row 2" in fault.message
    assert (fault.where.file, fault.where.row) == ("b.csv", 7)
    assert "{{ recipient.id }}" in fault.hint


def test_a_folder_with_the_name_of_a_file_is_a_fault() -> None:
    jobs = [Job("1", "A", "pdf", "uk/ann"), Job("2", "B", "pdf", "uk/Ann.PDF/x")]
    assert [fault.code for fault in find_collisions(jobs)] == ["output.collision"]


def test_similar_names_and_other_formats_do_not_collide() -> None:
    names = ["ann", "ann-2", "ann-3", "anne", "x/ann"]
    jobs = [Job(n, n, ending, n) for n in names for ending in ("pdf", "docx")]
    assert list(find_collisions(jobs)) == []
    assert collision_key("ann") != collision_key("ann-2")


def test_colliding_names_write_nothing(tmp_path: Path) -> None:
    from tests.app.batch.test_plan_execution import files_in, go

    from lettermerge.errors import RosterError

    with pytest.raises(RosterError, match="collide") as refusal:
        go(tmp_path, [Job("1", "A", "pdf", "ann"), Job("2", "B", "pdf", "Ann")])
    assert len(refusal.value.faults) == 1
    assert files_in(tmp_path) == {}
