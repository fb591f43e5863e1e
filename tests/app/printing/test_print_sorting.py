"""Values sort as people expect, whatever kinds meet, and faults name the letter and the option."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.app.batch.batch_model import Request
from lettermerge.app.dispatch.dispatchable_letters import FinishedLetters, find_finished
from lettermerge.app.printing.print_sorting import evaluate, sort_key
from lettermerge.config.settings import load_settings
from lettermerge.errors import LettermergeError, UsageError

ONE = st.integers() | st.text(max_size=4) | st.booleans()
VALUES = st.lists(ONE | st.tuples(ONE, ONE), max_size=8)


@pytest.fixture
def finished(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> FinishedLetters:
    tiny: Tiny = make_tiny(tmp_path, capsys)
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "none"\n')
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    settings = load_settings(tiny.folder)
    return find_finished(Request(settings, tiny.folder, tiny.folder / "output"))


def values(finished: FinishedLetters, expression: str) -> list[object]:
    project = finished.prepared.project
    return list(evaluate(project, finished.letters, expression, "--sort"))


@given(VALUES)
def test_all_values_can_be_sorted(drawn: list[object]) -> None:
    keys = sorted(map(sort_key, drawn))
    assert len(keys) == len(drawn)


def test_numbers_come_first_and_case_and_accents_do_not_count() -> None:
    drawn = ["Öz", "oy", "b", 10, "A", 9, ("a", 1), ""]
    assert sorted(drawn, key=sort_key) == [9, 10, "", "A", "b", "oy", "Öz", ("a", 1)]


@pytest.mark.slow
def test_expressions_see_the_letter(finished: FinishedLetters) -> None:
    assert values(finished, "recipient.id") == ["nz", "a1", "a2"]
    assert values(finished, "[country, postal_code]") == [
        ("NZ", "6160"), ("GB", "SW1A 0AA"), ("US", "20510"),
    ]  # fmt: skip
    assert values(finished, "pages") == [one.pages for one in finished.letters]
    assert values(finished, "paper") == ["a4", "a4", "letter"]
    assert values(finished, "none") == ["", "", ""]
    assert values(finished, "recipient.extra") == ["{}"] * 3


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("recipient.", "--sort"),
        ("recipient.nme", "--sort: r.csv, row 2"),
        ("nobody", "--sort: r.csv, row 2"),
        ("[nobody]", "--sort: r.csv, row 2"),
        ("recipient.__class__.__mro__", "--sort"),
        ("pages / 0", "--sort: r.csv, row 2"),
    ],
)
def test_faults_are_those_of_the_command_line(
    finished: FinishedLetters, expression: str, told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        values(finished, expression)
    assert caught.value.message.startswith(told)


def test_an_expression_has_its_limits(finished: FinishedLetters) -> None:
    with pytest.raises(LettermergeError):
        values(finished, "range(100000000) | list | length")
