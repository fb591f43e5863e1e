"""What one letter may use while a run is planned, in the run's own process."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from lettermerge.batch.limits import Limits, limited, one_letter
from lettermerge.diagnostics import Diagnostic, Where
from lettermerge.errors import LetterError
from lettermerge.sandbox import Sandbox, SandboxError

ENDLESS = (
    "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
    "{% endfor %}{% endfor %}{% endfor %}"
)
DEVOUR = (
    "{% set ns = namespace(x='a' * 1000) %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}"
    "{% endfor %}{{ ns.x }}"
)


@pytest.mark.slow
def test_an_endless_template_is_given_up_and_called_so(tmp_path: Path) -> None:
    render = Sandbox(tmp_path).compile_text(ENDLESS, Where("a.md"))
    with limited(Limits(cpu=0.5)) as clocks:
        with pytest.raises(LetterError, match="more than 0.5 s of computing time") as gone:
            with one_letter(clocks):
                render({})
        assert [f.code for f in gone.value.faults if isinstance(f, Diagnostic)] == [
            "letter.too-slow"
        ]
        with one_letter(clocks):  # the next letter has all of its time
            assert Sandbox(tmp_path).compile_text("{{ 1 + 1 }}", Where("a.md"))({}) == "2"
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@pytest.mark.slow
def test_waiting_is_given_up_too(tmp_path: Path) -> None:
    with limited(Limits(wall=0.3)) as clocks:
        with pytest.raises(LetterError, match="longer than 0.3 s"):
            with one_letter(clocks):
                signal.pause()
                signal.pause()  # the first look asks whether the process was suspended


@pytest.mark.slow
def test_a_template_that_devours_memory_is_given_up(tmp_path: Path) -> None:
    render = Sandbox(tmp_path).compile_text(DEVOUR, Where("a.md"))
    with limited(Limits(memory=1 << 28)), pytest.raises(SandboxError, match="more memory"):
        render({})
