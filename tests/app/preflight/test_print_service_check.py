"""Letters laid out for a service keep its rules; `check --rendered` names those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny, make_tiny

pytestmark = pytest.mark.slow  # each lays letters out with a service of its own

SENDER = (
    'country = "GB"\naddress = ["1 Test Street", "Testtown", "T1 1TT"]\n'
    'email = "office@test.example"\nwebsite = "test.example"'
)
NOTIFY = (
    SETTINGS.replace('country = "CH"', SENDER)
    + '[signing]\nidentity = "none"\n[print]\nservice = "notify"\n'
)


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", NOTIFY)
    made.write("r.csv", "".join(ROSTER.splitlines(True)[:3]))  # A4 only
    return made


def test_letters_of_many_pages_keep_the_rules(tiny: Tiny) -> None:
    tiny.write("letters/a.md", TEMPLATE + "\nA paragraph of some words.\n" * 60)
    code, _, err = tiny.run("check", "--rendered")
    assert code == 0
    assert "service." not in err, err
    assert "page.window" not in err
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("handoff", "notify")
    assert code == 0, err


def test_what_breaks_the_rules_is_named(tiny: Tiny) -> None:
    tiny.write("letters/a.md", TEMPLATE + "\n\\newpage\n\nMore.\n" * 10)
    tiny.write("r.csv", ROSTER)
    _, _, err = tiny.run("check", "--rendered")
    assert "the letter has 11 pages; GOV.UK Notify takes 10" in err
    assert "the letter is on letter; GOV.UK Notify takes a4" in err
    assert "(service.pages)" in err


def test_a_long_letterhead_is_named(tiny: Tiny) -> None:
    lines = ", ".join(f'"Line {n}"' for n in range(9))
    tiny.write("lettermerge.toml", NOTIFY.replace('"Testtown", "T1 1TT"', lines))
    _, _, err = tiny.run("check", "--rendered")
    assert "service.address-place" in err
    assert "fewer lines" in err


def test_without_a_service_nothing_is_said(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", NOTIFY.replace('service = "notify"', ""))
    assert "service." not in tiny.run("check", "--rendered")[2]


def test_another_service_makes_letters_out_of_date(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    tiny.write("lettermerge.toml", NOTIFY.replace('service = "notify"', ""))
    assert tiny.run("status")[1].count("write") >= 2
