"""A fault of the settings names the line of its key."""

from __future__ import annotations

import pytest

from lettermerge.config.key_lines import with_lines
from lettermerge.config.settings import parse_settings
from lettermerge.diagnostics import Diagnostic, Where
from lettermerge.errors import SettingsError

TEXT = '''# a comment
title = "x"

[letter]
date = 2026-01-02   # date.x
place = """
adress = 1
"""
[sender]
name = "A [b]"
address = [
  "one",
  "two",
]
[recipients]
source = "r.csv"
[[signatories]]
name = "One"
[[signatories]]
"role" = "x"
columns."a.b" = 1
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title", 2),
        ("letter", 4),
        ("letter.date", 5),
        ("letter.place", 6),
        ("letter.adress", None),
        ("sender.address", 11),
        ("sender.address.2", 11),
        ("sender.address.3", None),
        ("recipients.1.source", 16),
        ("signatories.2", 19),
        ("signatories.1.name", 18),
        ("signatories.2.role", 20),
        ("signatories.2.name", None),
        ("signatories.2.columns.a.b", 21),
        ("nothing", None),
    ],
)
def test_the_line_of_a_key(key: str, line: int | None) -> None:
    fault = Diagnostic("settings.unknown-key", "x", Where("f.toml", column=key))
    (found,) = with_lines((fault,), TEXT)
    assert found.where.line == line


def test_settings_tell_the_lines_of_misspelt_keys() -> None:
    text = """[letter]
template = "a.md"
date = 2026-01-02
tehme = "classic"
paper = "sender"
[recipients]
source = "r.csv"
sorce = "r.csv"
[sender]
name = "Specimen Alliance"
"""
    with pytest.raises(SettingsError) as told:
        parse_settings(text)
    assert {str(one.where) for one in told.value.faults} == {
        "lettermerge.toml:4, letter.tehme",
        "lettermerge.toml:8, recipients.1.sorce",
    }
    with pytest.raises(SettingsError) as told:
        parse_settings(text.replace("tehme", "theme").replace("sorce", "encoding"))
    assert [str(one.where) for one in told.value.faults] == ["lettermerge.toml, sender.country"]
