"""What the settings say of printing is complete, or refused with the key that is wrong."""

from __future__ import annotations

import pytest
from tests.tiny import SETTINGS

from lettermerge.config.dispatch_settings import PRINT, PrintMark
from lettermerge.config.settings import parse_settings
from lettermerge.errors import SettingsError


def test_everything_has_a_default() -> None:
    settings = parse_settings(SETTINGS)
    assert settings.print == PRINT
    assert settings.ledger.directory == ""


def test_marks_and_trays_are_read() -> None:
    more = '[print]\nduplex = true\n[[print.marks]]\nx = 1\ny = 2.5\nword = "a"\non = "last"\n'
    printed = parse_settings(f'{SETTINGS}{more}[print.trays]\nfirst = "a"\nlater = "b"\n').print
    assert printed.duplex
    assert printed.marks == (PrintMark(x=1, y=2.5, word="a", on="last"),)
    assert printed.trays.later == "b"


@pytest.mark.parametrize(
    ("more", "key", "told"),
    [
        ("[[print.marks]]\nx = 1\ny = 1\n", "print.marks.1", "neither a line nor a word"),
        ('[[print.marks]]\nx = 1\ny = 1\nword = "a"\nlength = 3\n', "print.marks.1", "both"),
        ("[[print.marks]]\nx = 400\ny = 1\nlength = 1\n", "print.marks.1.x", "216"),
        ("[[print.marks]]\ny = 1\nlength = 1\n", "print.marks.1.x", "missing"),
        ('[[print.marks]]\nx=1\ny=1\nlength=1\non="frist"\n', "print.marks.1.on", "wrong"),
        ('[[print.marks]]\nx=1\ny=1\nlength=1\ncolour="red"\n', "print.marks.1.colour", "wrong"),
        ('[print.trays]\nfirst = "a"\n', "print.trays.later", "missing"),
        ('[print.trays]\nlater = "a"\n', "print.trays.first", "missing"),
        ('[print.trays]\nfirst = "A"\nlater = "a"\n', "print.trays.later", "same paper"),
        ("[print]\nduplx = true\n", "print.duplx", "not a setting"),
        ('[ledger]\nfolder = "x"\n', "ledger.folder", "not a setting"),
    ],
)
def test_what_cannot_be_printed_is_refused(more: str, key: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(SETTINGS + more)
    (fault,) = caught.value.faults
    assert fault.where.column == key
    assert told in fault.message
    assert fault.hint
