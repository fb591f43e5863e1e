"""`letter.where` selects in every run; names and `-w` narrow what it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.app.letter_selection import ALL, Selection, choose_letters, tell_empty
from lettermerge.app.project import Project, open_project
from lettermerge.app.project_overview import look_over
from lettermerge.app.rosters.addressed_letters import Letter
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import load_settings
from lettermerge.errors import SettingsError, UsageError


def where(expression: str) -> str:
    line = f'date = 2023-07-20\nwhere = "{expression}"\n'
    return SETTINGS.replace("date = 2023-07-20\n", line) + '[signing]\nidentity = "none"\n'


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def letters_of(tiny: Tiny, expression: str) -> tuple[Project, tuple[Letter, ...]]:
    tiny.write("lettermerge.toml", where(expression))
    project = open_project(tiny.folder, load_settings(tiny.folder))
    return project, address_rosters(project).addressed


def ids(tiny: Tiny, expression: str, selection: Selection = ALL) -> list[str]:
    project, letters = letters_of(tiny, expression)
    chosen = choose_letters(project, letters, selection.within(project.settings))
    return [one.id for one in chosen]


def test_the_settings_and_the_command_line_both_select(tiny: Tiny) -> None:
    assert ids(tiny, "") == ["nz", "a1", "a2"]
    assert ids(tiny, "parliament.id != 'nz'") == ["a1", "a2"]
    assert ids(tiny, "recipient.id[0] == 'a'", Selection(limit=1)) == ["a1"]
    both = Selection(condition="parliament.id in ['nz', 'us']")
    assert ids(tiny, "parliament.id != 'nz'", both) == ["a2"]
    assert ids(tiny, "parliament.id != 'nz'", Selection(("Testman",))) == ["a2"]


def test_a_name_that_the_settings_leave_out_is_refused(tiny: Tiny) -> None:
    with pytest.raises(UsageError, match=r"letter.where leaves out Ann Testwright \(a1\)"):
        ids(tiny, "parliament.id == 'us'", Selection(("a2", "a1")))


@pytest.mark.parametrize("expression", ["recipient.nmae", "(", "parliament == 'uk'"])
def test_a_setting_that_fails_is_a_fault_of_the_settings(tiny: Tiny, expression: str) -> None:
    with pytest.raises(SettingsError, match=r"lettermerge\.toml: letter\.where: "):
        ids(tiny, expression)


def test_what_selects_nothing_is_named(tiny: Tiny) -> None:
    for condition, option, count in (
        ("", "letter.where", "3 letters"),
        ("parliament.id == 'uk'", "letter.where", "3 letters"),
    ):
        project, letters = letters_of(tiny, "parliament.id == 'fr'")
        selection = Selection(condition=condition).within(project.settings)
        (told,) = tell_empty(project, letters, selection, ())
        assert told.where.column == option
        assert count in told.message
    project, letters = letters_of(tiny, "parliament.id == 'uk'")
    selection = Selection(condition="parliament.id == 'us'").within(project.settings)
    (told,) = tell_empty(project, letters, selection, ())
    assert (told.where.column, told.hint) == ("-w", "no `parliament.id` is `us`: there are `uk`")


@pytest.mark.parametrize(
    ("condition", "asks"),
    [
        ("ledger.answered", True),
        ("not ledger.answered", True),
        ("ledger.state == 'answered'", True),
        ("not ledger.auto_answered", False),
        ("ledger.sent", False),
    ],
)
def test_an_expression_asks_for_answers_or_not(condition: str, *, asks: bool) -> None:
    assert Selection(condition=condition).asks_for_answers is asks
    assert Selection(standing=condition).asks_for_answers is asks


@pytest.mark.slow
def test_every_run_selects_by_the_settings(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", where("ledger.printed or parliament.id == 'us'"))
    overview = look_over(tiny.folder)
    assert (overview.waiting, overview.unselected) == (1, 2)
    assert json.loads(tiny.run("check", "--json")[1])["rows"] == 1
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert [one for one in tiny.files() if one.endswith(".pdf")] == ["us/a2-ben-testman.pdf"]
    assert tiny.run("ledger", "add", "a1", "printed")[0] == 0
    assert look_over(tiny.folder).next == ("render",)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert sorted(one for one in tiny.files() if one.endswith(".pdf")) == [
        "uk/a1-ann-testwright.pdf",
        "us/a2-ben-testman.pdf",
    ]
    assert look_over(tiny.folder).next == ("ledger",)
    assert tiny.run("preview", "nz", "-f", "html")[0] == 0  # a preview shows any letter
