"""One word at a time: capitals into the letters of a name."""

from __future__ import annotations

import pytest

from lettermerge.protocol.names.capitalisation import are_initials, capitalise, in_capitals


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("MCALLISTER", "McAllister"),
        ("McALLISTER", "McAllister"),
        ("MacSAMPLE-DOE", "MacSample-Doe"),
        ("O'SHEA", "O'Shea"),
        ("O’SHEA", "O’Shea"),
        ("d'ESEMPIO", "d'Esempio"),
        ("ABBOTT-DOE", "Abbott-Doe"),
        ("MC", "Mc"),
        ("O'SPECIMEN-McSAMPLE", "O'Specimen-McSample"),
        ("ROE-MacSAMPLE-d'ESEMPIO", "Roe-MacSample-d'Esempio"),
    ],
)
def test_capitalise(word: str, written: str) -> None:
    assert in_capitals(word)
    assert capitalise(word) == written


@pytest.mark.parametrize(
    "word", ["McAllister", "d'Esempio", "J.R.", "Mc", "Ó", "PhD", "Anžėla", "DOE-Roe"]
)
def test_what_is_no_surname_in_capitals(word: str) -> None:
    assert not in_capitals(word)


def test_the_french_particle_before_a_vowel() -> None:
    assert capitalise("D'ORVAL", frozenset({"de", "d'"})) == "d'Orval"
    assert capitalise("D'ESEMPIO", frozenset()) == "D'Esempio"
    assert capitalise("DEMIREL", frozenset({"de", "d'"})) == "Demirel"


def test_initials_are_two_capitals_that_no_name_consists_of() -> None:
    assert [one for one in ("JD", "AL", "JO", "Jd", "JDX") if are_initials(one)] == ["JD"]
