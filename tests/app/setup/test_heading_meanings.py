"""A letter's fields are looked up among the headings of the project's lists, as they are mapped."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.app.setup.heading_meanings import names_of_project
from lettermerge.config.settings import LetterSettings, RosterSettings, Sender, Settings

HEADINGS = "Riding / constituency,Full name,House,Party line,Notes,Case,email,gender\n"
COLUMNS = {
    "constituency": "Riding / constituency",
    "full_name": "Full name",
    "chamber": "House",
    "party": '{{ row["Party line"] }}',
    "matter": "Case",
}


def settings(**more: object) -> Settings:
    from datetime import date

    roster = RosterSettings("r.csv", columns=COLUMNS, constants={"Desk": "1"}, **more)  # type: ignore[arg-type]
    letter = LetterSettings(template="a.md", date=date(2026, 1, 2))
    return Settings(letter=letter, sender=Sender(name="S"), recipients=(roster,), signatories=())


@pytest.mark.parametrize(
    ("field", "expression", "sure"),
    [
        ("Riding__constituency", "recipient.constituency", True),
        ("Full_name", "recipient.name", True),
        ("House", "recipient.chamber_name", True),
        ("Notes", 'recipient.extra["Notes"]', True),
        ("Case", 'recipient.extra["matter"]', True),
        ("Desk", 'recipient.extra["Desk"]', True),
        ("email", "recipient.email", True),
        ("Party_line", 'recipient.extra["Party_line"]', False),
        ("gender", 'recipient.extra["gender"]', False),
        ("Unheard", 'recipient.extra["Unheard"]', False),
    ],
)
def test_a_field_means_what_its_heading_is_mapped_to(
    tmp_path: Path, field: str, expression: str, sure: bool
) -> None:
    (tmp_path / "r.csv").write_text(HEADINGS, encoding="utf-8")
    found = names_of_project(tmp_path, settings()).target(field)
    assert (found.expression, found.sure) == (expression, sure)


def test_a_list_that_is_not_there_is_known_by_its_mapping(tmp_path: Path) -> None:
    names = names_of_project(tmp_path, settings())
    assert names.target("Riding__constituency").expression == "recipient.constituency"
    assert not names.target("Notes").sure
