"""A key in the wrong table is answered with the table that has it."""

from __future__ import annotations

import pytest

from lettermerge.config.settings import parse_settings
from lettermerge.errors import SettingsError

SETTINGS = """[letter]
template = "a.md"
date = 2026-12-02
{letter}
[[recipients]]
source = "a.csv"
[sender]
name = "Specimen"
[output]
{output}
"""


@pytest.mark.parametrize(
    ("letter", "output", "advice"),
    [
        ('sheet = "x"', "", "it belongs below [[recipients]]"),
        ("", 'place = "Geneva"', "it belongs below [letter]"),
        ("", 'image = "a.png"', "it belongs below [[signatories]]"),
        ("", 'from = "a@example.org"', "it belongs below [mail]"),
        ("", 'signing.timestamp_url = "x"', "write what is in it below [signing]"),
        ('templat = "b.md"', "", "did you mean `template`?"),
        ("zzz = 1", "", "known: `date`"),
    ],
)
def test_a_key_is_answered_with_its_table(letter: str, output: str, advice: str) -> None:
    with pytest.raises(SettingsError) as told:
        parse_settings(SETTINGS.format(letter=letter, output=output))
    (fault,) = told.value.faults
    assert fault.code == "settings.unknown-key"
    assert fault.hint.startswith(advice)
