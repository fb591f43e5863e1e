"""Words that do not fit a letter: each is named at its own file and line."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from tests.protocol.people import addressed, built_in
from tests.tiny import Tiny, make_tiny

from lettermerge.diagnostics import Diagnostic, Where
from lettermerge.protocol.parliament_word_lint import LetterSource, LetterText, lint_words
from lettermerge.protocol.profile_loading import load_profiles
from lettermerge.protocol.regional_spelling import SPELLINGS, other_spelling

MP = {"parliament": "uk", "chamber": "commons", "full_name": "Jane Doe", "gender": "f"}
PEER = {"parliament": "uk", "chamber": "lords", "full_name": "Lord Doe"}
SENATOR = {"parliament": "us", "chamber": "senate", "full_name": "Jane Doe"}
CANADIAN = {"parliament": "ca", "chamber": "senate", "full_name": "Jane Doe"}
MEMBER = {"parliament": "ca", "chamber": "commons", "full_name": "Jane Doe"}
ROW = Where("roster.csv", 7)


def _found(
    text: str, cells: dict[str, str], language: str = "en", sources: tuple[LetterSource, ...] = ()
) -> list[Diagnostic]:
    letter = LetterText(text, language, sources, ROW)
    return list(lint_words(addressed(**cells), letter, built_in()))


@pytest.mark.parametrize(
    ("cells", "text", "word"),
    [
        (MP, "We ask Congress to act.", "Congress"),
        (SENATOR, "You are an MP.", "MP"),
        (SENATOR, "as every Member of Parliament knows", "Member of Parliament"),
        (MP, "your fellow Senators", "Senators"),
    ],
)
def test_a_word_of_another_parliament(cells: dict[str, str], text: str, word: str) -> None:
    (found,) = _found(text, cells)
    assert found.code == "lint.foreign-word"
    assert f"`{word}`" in found.message
    assert found.where == ROW


def test_a_word_of_another_parliament_can_be_allowed() -> None:
    (found,) = _found("The treaty was signed in Brussels.", MP)
    assert "[parliaments.eu]" in found.hint
    allowed = load_profiles({"eu": {"own_words": ["MEP"]}})
    letter = LetterText("The treaty was signed in Brussels.", "en", (), ROW)
    assert [*lint_words(addressed(**MP), letter, allowed)] == []


def test_own_words_and_parts_of_words_are_no_fault() -> None:
    assert _found("Congress and its Senators", SENATOR) == []
    assert _found("An MP said: MPs and the congress of teachers, MPG.", MP) == []


@pytest.mark.parametrize(
    ("text", "cells", "words"),
    [
        ("We honor you and recognize it.", MP, "honor recognize"),
        ("We honour you and recognise it.", MP, ""),
        ("We honour you and recognise it.", SENATOR, "honour recognise"),
        ("We honour you and recognize it.", MEMBER, ""),
        ("We honor you.", MEMBER, "honor"),
        ("The World Health Organization said: Labor is no Center.", MP, "Labor"),
        ("Organizations met. HONOR is a word.", MP, "Organizations"),
        ("Please license it.", MP, ""), ("their defense", MP, "defense"),
    ],
)  # fmt: skip
def test_the_spelling_of_the_parliament(text: str, cells: dict[str, str], words: str) -> None:
    found = [one for one in _found(text, cells) if one.code == "lint.spelling"]
    assert " ".join(one.message.split("`")[1] for one in found) == words
    assert all("| spelling" in one.hint for one in found)


def test_other_languages_are_not_spelt_in_english() -> None:
    assert _found("Le program de la color.", MEMBER, "fr") == []


def test_each_word_of_the_list_is_right_in_its_own_spelling_alone() -> None:
    for spelling in SPELLINGS:
        assert other_spelling("parliament", spelling) == ""
    assert other_spelling("Honor", "british") == "Honour"
    assert other_spelling("honour", "american") == "honor"
    assert other_spelling("organise", "canadian") == "organize"
    text = (
        files("lettermerge.protocol").joinpath("regional_spelling.toml").read_text(encoding="utf-8")
    )
    words = tomllib.loads(text)["words"]
    assert all(len(row) == 4 for row in words)
    assert len({tuple(row) for row in words}) == len(words)


@pytest.mark.parametrize(
    ("text", "language", "unfit"),
    [
        ("as you yourselves have come to power in democratically-held elections", "en", 2),
        ("Your constituents expect it.", "en", 1), ("You were elected to act.", "en", 1),
        ("We ask you as an elected representative.", "en", 1),
        ("The elected government of Ruritania was removed.", "en", 0),
        ("Elections were held.", "en", 0), ("vos électeurs", "fr", 1),
    ],
)  # fmt: skip
def test_phrases_to_those_whom_nobody_elects(text: str, language: str, unfit: int) -> None:
    for cells in (PEER, CANADIAN):
        found = [one for one in _found(text, cells, language) if one.code == "lint.unfit-phrase"]
        assert len(found) == unfit, found
        assert all("nobody elects" in one.message for one in found)
    for cells in (MP, SENATOR, MEMBER):
        assert not [one for one in _found(text, cells, language) if "unfit" in one.code]


def test_a_phrase_names_the_parliament_and_the_condition_that_leaves_it_out() -> None:
    (one,) = _found("Your constituents expect it.", CANADIAN)
    assert "Parliament of Canada" in one.message
    assert "not (parliament.id == 'ca' and recipient.chamber == 'senate')" in one.hint
    assert "..." not in one.hint


def test_no_member_is_a_judge() -> None:
    for cells in (MP, PEER, SENATOR):
        codes = [one.code for one in _found("Your honors will know it.", cells)]
        assert "lint.unfit-phrase" in codes
    assert not _found("We sing in honour of it.", MP)


def test_a_word_is_named_at_its_own_line() -> None:
    sources = (
        LetterSource("letters/a.md", "---\nsubject: x\n---\nText.\n"),
        LetterSource(
            "letters/parts/b.md", "One.\n\nWe ask\nCongress, and the Members of\nCongress."
        ),
    )
    (found,) = _found("We ask Congress.", MP, sources=sources)
    assert found.where == Where("letters/parts/b.md", line=4)
    assert _found("We ask Senators.", MP, sources=sources)[0].where == ROW


def test_every_printed_text_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny: Tiny = make_tiny(tmp_path, capsys)
    settings = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    settings = settings.replace("[sender]", '[sender]\nabout = "We honor the recipients."')
    tiny.write("lettermerge.toml", settings)
    tiny.write("letters/part.md", "A neighbor.\n")
    tiny.write(
        "letters/a.md",
        '---\nsubject: A favor\nenclosures: ["A defense"]\n---\nText.\n\n{% include "part.md" %}\n',
    )
    tiny.write("r.csv", "id,parliament,chamber,full_name,gender\nm1,uk,commons,Ada Testson,f\n")
    code, out, err = tiny.run("check", "-v")
    said = out + err
    for place, word in (
        ("letters/a.md:2", "favor"), ("letters/a.md:3", "defense"),
        ("letters/part.md:1", "neighbor"), ("lettermerge.toml:", "honor"),
    ):  # fmt: skip
        assert any(place in line for line in said.splitlines()), (place, said)
        assert f"`{word}`" in said
    assert code == 0
