"""A date as people type it is answered with the one that is meant."""

from __future__ import annotations

import pytest

from lettermerge.date_advice import FORM, advise_date


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3.12.2026", "2026-12-03"),
        ("3. 12. 2026", "2026-12-03"),
        ("13/12/2026", "2026-12-13"),
        ("12/13/2026", "2026-12-13"),
        ("3/12/2026", "2026-12-03 or 2026-03-12"),
        ("2026/12/3", "2026-12-03"),
        ("3 December 2026", "2026-12-03"),
        ("Dec. 3, 2026", "2026-12-03"),
    ],
)
def test_a_typed_date_is_answered_with_the_ones_it_can_be(typed: str, meant: str) -> None:
    assert advise_date(typed) == f"write {meant} (year-month-day)"


@pytest.mark.parametrize("typed", ["", "tomorrow", "31.2.2026", "3.12", "3.12.26"])
def test_what_is_no_date_is_answered_with_the_form(typed: str) -> None:
    assert advise_date(typed) == FORM
