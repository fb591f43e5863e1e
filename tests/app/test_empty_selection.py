"""An expression that selects nobody says so, and names what it could have meant."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lettermerge.app.empty_selection import explain_empty, refuse_whole_values
from lettermerge.diagnostics import Severity
from lettermerge.errors import UsageError
from lettermerge.templating import Sandbox

SEEN = [
    {"parliament": SimpleNamespace(id=id_), "recipient": SimpleNamespace(party=party)}
    for id_, party in (("uk", "Labour"), ("ca", "Liberal"))
]


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("parliament.id == 'UK'", "no `parliament.id` is `UK`: did you mean `uk`?"),
        ("recipient.party == 'X'", "no `recipient.party` is `X`: there are `Labour`, `Liberal`"),
        ("recipient.party == 'Labour' and false", "`lettermerge roster show` lists all letters"),
    ],
)
def test_values_that_no_row_has_are_named_with_those_there_are(condition: str, hint: str) -> None:
    told = explain_empty(Sandbox(), condition, 2, SEEN)
    assert (told.severity, told.where.column) == (Severity.WARNING, "-w")
    assert told.message == f"no row is selected: `{condition}` holds for none of 2 letters"
    assert told.hint == hint


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("parliament == 'uk'", "write parliament.id == 'uk'"),
        ("not (recipient.party and 'uk' == parliament)", "write parliament.id == 'uk'"),
        ("parliament in ['uk', 'ca']", "write parliament.id in ['uk', 'ca']"),
        ("ledger == 'sent'", "write ledger.sent"),
        ("recipient != 'Ann Poe'", "write recipient.name != 'Ann Poe'"),
    ],
)
def test_a_whole_value_is_never_compared_with_a_text(condition: str, hint: str) -> None:
    with pytest.raises(UsageError) as told:
        refuse_whole_values(Sandbox(), condition, "-w")
    assert told.value.hint == hint
    refuse_whole_values(Sandbox(), "parliament.id == 'uk' and ledger.state == 'sent'", "-w")
