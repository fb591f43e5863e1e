"""The sender's reference is read out of lines as letters have them."""

from __future__ import annotations

import pytest

from lettermerge.importing.reference_line import read_own_reference


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("Our ref: ABC/2031/7", "ABC/2031/7"),
        ("Our reference: ABC 2031-7\tYour ref: Q/5", "ABC 2031-7"),
        ("Our ref.: W.12, your ref.: 99", "W.12"),
        ("Ref. no.: 2031/44", "2031/44"),
        ("File number: 4711", "4711"),
        ("N/Réf : EAU/31", "EAU/31"),
        ("Nos réf.: EAU/31   Vos réf.: 8", "EAU/31"),
        ("Unser Zeichen: wa/31", "wa/31"),
        ("Aktenzeichen: III 7", "III 7"),
        ("Your ref: Q/5", ""),
        ("Our ref: «Ref»", ""),
        ("Our ref: ......", ""),
        ("Our ref:", ""),
        ("Our references are listed below", ""),
        ("Reference: the meeting in May", ""),
    ],
)
def test_our_reference_is_read(line: str, reference: str) -> None:
    assert read_own_reference(line) == reference
