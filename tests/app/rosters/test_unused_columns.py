"""Columns that neither a mapping nor a template reads."""

from __future__ import annotations

import pytest

from lettermerge.app.rosters.unused_columns import find_unused, say_unused

COLUMNS = {"full_name": "Name", "id": "{{ (Name ~ row['Seat no']) | slug }}", "title": ""}


def test_a_column_is_unused_unless_something_reads_it() -> None:
    headings = ("Name", "Seat no", "Notes", "party", "title", "Seat", "")
    assert find_unused(headings, COLUMNS, ()) == ("Notes", "Seat")


@pytest.mark.parametrize(
    ("text", "unused"),
    [
        ('{{ recipient.extra["Notes"] }}', ()),
        ("{{ recipient.extra.Notes }}", ()),
        ("{{ recipient.extra.get('Notes') }}", ()),
        ("{% for name, cell in recipient.extra.items() %}", ()),
        ("Notes on the law. {{ recipient.extra.Noted }}", ("Notes",)),
    ],
)
def test_templates_read_further_columns(text: str, unused: tuple[str, ...]) -> None:
    assert find_unused(("Notes",), {}, (text,)) == unused


def test_a_line_names_some_columns_and_counts_the_others() -> None:
    assert say_unused(()) == ""
    assert say_unused(("No.", "Notes")) == "columns that are not used: No., Notes"
    assert say_unused([*"abcdefghij"]).endswith("f, g, h and 2 more")
