"""A name's cell says that its bearer is dead, gone or no person; names of such words are names."""

from __future__ import annotations

import pytest

from lettermerge.recipients.name_remarks import may_hold_name_remarks, read_name
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
        ("Ann Testwright [do not send]", "do not send"),
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
        "Pat Former", "Former, Pat", "FORMER Pat", "Ron Late", "VAN WINKLE, Rip", "Tot, János",
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
