"""Random series: the same cases in each `make test`, others in each `make soak`."""

from __future__ import annotations

import pytest
from tests import series


@pytest.mark.parametrize(("soak", "seeds"), [(False, 1), (True, 9)])
def test_only_a_long_run_draws_other_cases(
    monkeypatch: pytest.MonkeyPatch, soak: bool, seeds: int
) -> None:
    monkeypatch.setattr(series, "SOAK", soak)
    monkeypatch.delenv("LETTERMERGE_SEED", raising=False)
    drawn = {series.dice("a series").getrandbits(64) for _ in range(9)}
    assert len(drawn) == seeds
    assert series.dice("another").getrandbits(64) not in drawn


@pytest.mark.parametrize("soak", [False, True])
def test_a_seed_that_is_given_repeats_a_series(monkeypatch: pytest.MonkeyPatch, soak: bool) -> None:
    monkeypatch.setattr(series, "SOAK", soak)
    monkeypatch.setenv("LETTERMERGE_SEED", "7")
    assert [series.seed(), series.seed()] == [7, 7]
