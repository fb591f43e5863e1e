"""What one letter may use while a run is planned, in the run's own process."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests import memory
from tests.tiny import make_tiny

from lettermerge.diagnostics import Where
from lettermerge.errors import LetterError
from lettermerge.templating import Sandbox, SandboxError
from lettermerge.workers.letter_limits import Limits, limited, one_letter

pytestmark = pytest.mark.slow

ENDLESS = (
    "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
    "{% endfor %}{% endfor %}{% endfor %}"
)
DEVOUR = (
    "{% set ns = namespace(x='a' * 1000) %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}"
    "{% endfor %}{{ ns.x }}"
)


def compose(folder: Path, template: str, clocks: Limits | None) -> str:
    render = Sandbox(folder).compile_text(template, Where("a.md"))
    with one_letter(clocks):
        return render({})


def test_an_endless_template_is_given_up_and_called_so(tmp_path: Path) -> None:
    with limited(Limits(cpu=0.5)) as clocks:
        with pytest.raises(LetterError, match=r"more than 0\.5 s of computing time") as gone:
            compose(tmp_path, ENDLESS, clocks)
        codes = [fault.code for fault in gone.value.faults]
        assert codes == ["letter.too-slow"]
        assert compose(tmp_path, "{{ 1 + 1 }}", clocks) == "2"  # the next has all of its time
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_the_line_that_never_ends_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a\n\n" + ENDLESS, encoding="utf-8")
    sandbox = Sandbox(tmp_path)
    with (
        limited(Limits(cpu=0.5)) as clocks,
        pytest.raises(LetterError) as gone,
        one_letter(clocks),
    ):
        sandbox.merge_body("a.md", {})
    assert [fault.where for fault in gone.value.faults] == [Where("letters/a.md", line=3)]


@pytest.mark.parametrize("arguments", [("a1",), ("--diff", "a1", "a2")])
def test_letters_that_are_looked_at_are_given_up_too(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setattr(Limits.__init__, "__defaults__", (2 << 30, 0.5, 120.0))
    tiny = make_tiny(tmp_path, capsys)
    tiny.write("letters/a.md", "a\n\n" + ENDLESS)
    code, _, err = tiny.run("preview", *arguments)
    assert (code, "letters/a.md:3: the letter was given up" in err) == (5, True), err


def wait(clocks: Limits | None) -> None:
    with one_letter(clocks):
        signal.pause()
        signal.pause()  # the first look asks whether the process was suspended


def test_waiting_is_given_up_too(tmp_path: Path) -> None:
    with (
        limited(Limits(wall=0.3)) as clocks,
        pytest.raises(LetterError, match=r"longer than 0\.3 s"),
    ):
        wait(clocks)


def devour(folder: Path, told: Connection) -> None:
    try:
        with limited(Limits(memory=1 << 28)) as clocks:
            compose(folder, DEVOUR, clocks)
        told.send("nothing was given up")
    except SandboxError as error:
        told.send(str(error))


def test_a_template_that_devours_memory_is_given_up(tmp_path: Path) -> None:
    """In a process of its own, so that this one does not hold what the template takes."""
    before = memory.peak()
    forking = multiprocessing.get_context("fork")
    heard, told = forking.Pipe(duplex=False)
    process = forking.Process(target=devour, args=(tmp_path, told))
    process.start()
    told.close()
    assert "more memory" in heard.recv()
    process.join(600)
    assert process.exitcode == 0
    assert memory.peak() - before < 32 << 20
