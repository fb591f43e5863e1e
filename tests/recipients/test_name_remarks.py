"""A name's cell says that its bearer is dead, gone or no person; names of such words are names."""

from __future__ import annotations

import pytest

from lettermerge.recipients.name_remarks import may_hold_name_remarks, read_name, read_years
from lettermerge.recipients.suppression_words import split_tokens


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Tom Specimen MP (deceased)", "deceased"),
        ("† Tom Specimen", "†"),
        ("Specimen † Tom", "†"),
        ("Ann Testwright (resigned 3 Nov)", "resigned 3 Nov"),
        ("Testwright, Ann, retired", "retired"),
        ("Ann Testwright MP deceased 3 Nov", "deceased 3 Nov"),
        ("Ann Testwright RESIGNED", "RESIGNED"),
        ("Ann Testwright – verstorben", "verstorben"),
        ("Col. Ann Testwright MP (retired)", "retired"),
        ("Anne Exemple (décédée)", "décédée"),
        ("Gen. Ann Testwright, retired", "retired"),
        ("Ann Testwright (d. 2024)", "d. 2024"),
        ("Ann Testwright (gest. 3.4.2024)", "gest. 3.4.2024"),
        ("Ann Testwright R.I.P.", "R.I.P."),
        ("Ann Testwright RIP", "RIP"),
        ("MS ANN TESTWRIGHT RIP", "RIP"),
        ("R.I.P. Ann Testwright", "R.I.P."),
        ("Ann Testwright LEFT", "LEFT"),
        ("Ms Ann Testwright DEAD", "DEAD"),
        ("Retired Sample", "Retired"),
        ("Ann Testwright (1950-2024)", "1950-2024"),
        ("Ann Testwright [* 1950 – 2024]", "* 1950 – 2024"),
        ("Ann Testwright, Left", "Left"),
        ("Ann Testwright, Inactive", "Inactive"),
        ("Ann Testwright left 2024", "left 2024"),
        ("Anne Exemple morte", "morte"),
        ("Ann Testwright [do not send]", "do not send"),
        ("Former Mr Sample", "Former"),
        ("late Sample", "late"),
        ("Antigua diputada Ana Muestra", "Antigua"),
        ("Late Ann Sample", "Late"),
        ("Ann Testwright (Former)", "Former"),
        ("Former Senator Ann Testwright", "Former"),
        ("Ex-Senator Ann Testwright", "Ex-Senator"),
        ("the late Ann Testwright", "late"),
        ("Rep.-elect Ann Testwright", "Rep.-elect"),
        ("Senator Elect Testwright", "Senator Elect"),
        ("c/o Mr Peter Specimen MP", "c/o"),
        ("Ms Ann Testwright MP & staff", "staff"),
        ("Office of Ms Ann Testwright MP", "Office of Ms"),
        ("Bureau de Mme Exemple", "Bureau de Mme"),
    ],
)
def test_a_name_says_more_than_the_name(name: str, said: str) -> None:
    found, wrong = read_name(name)
    assert (found, bool(wrong)) == (said, True)
    assert may_hold_name_remarks(split_tokens(f"Bo Sample\n{name}"))


@pytest.mark.parametrize(
    "name",
    [
        "Antigua Jones", "Antigua Mary Jones", "Late Smith", "Former Sample",
        "Ms Jane Rip", "Ms Ann RIP", "Ms Ann LEFT", "Jean Luc MORT", "Rip Ann Sample",
        "Doe, Left", "VAN WINKLE, Rip", "Doe Sample, Skip", "Anna van der weg",
        "Ann Testwright (1)", "Ann Testwright (2019-2024)", "Pat Former", "Former, Pat",
        "FORMER Pat", "Ron Late", "Tot, János",
        "Jean Mort", "Ann Testwright (Left)", "Ann Testwright (The Left)", "Exmo. Sr. João Sample",
        "Ann Testwright (R-TX)", "Ann Testwright, MP", "Office of the Clerk", "Jo Designate",
        "Gen. Ann Testwright (retired)", "Ann Testwright, USMC (Retired)",
        "Dr. Died\u00adrich Sample", "James (Rip) Specimen", "Elect Ann Sample",
        "N. A. de la Muestra",
        "The Rt Hon Ann Sample",
    ],
)  # fmt: skip
def test_a_name_is_a_name(name: str) -> None:
    assert read_name(name) == ("", "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ann Testwright (until 2024)", "until 2024"),
        ("Ann Testwright (2019–2024)", "2019–2024"),
        ("Ann Testwright [bis Mai 2024]", "bis Mai 2024"),
        ("Ann Testwright (jusqu’en 2024)", "jusqu’en 2024"),
        ("Ann Testwright (since 2024)", ""),
        ("Ann Testwright (12)", ""),
        ("Ann Testwright 2", ""),
    ],
)
def test_the_end_of_an_office_may_be_behind_a_name(name: str, said: str) -> None:
    assert read_years(name) == said
    assert may_hold_name_remarks(split_tokens(name)) or not said
    assert read_name(name) == ("", "")
