"""The process that runs the tests of a worker: renewed once it has grown, and never silent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests import memory

pytest_plugins = ["pytester"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker runs tests itself"),
]

GROWS = """
import os, warnings
from pathlib import Path
import pytest
from tests import memory, renewal

renewal.MOST = memory.held() + (1 << 26)
KEPT = []

@pytest.fixture(scope="session", autouse=True)
def whole_session():
    yield
    note("end")

def note(name):
    with Path("notes").open("a", encoding="utf-8") as notes:
        notes.write(f"{name} {os.getpid()} {len(KEPT)}\\n")

def test_grow():
    KEPT.append(b"x" * (1 << 27))
    note("grow")
def test_same_module(): note("same")
def test_fail(): assert len(KEPT) == 7
def test_warn(): warnings.warn("a telling word")
"""
NEXT = """
from test_a import KEPT, note, whole_session
def test_one(): note("next")
def test_two(): pass
"""
LAST = """
from test_a import KEPT, note
def test_only(): note("last")
"""
ENDS = """
import os, signal
def test_before(): pass
def test_end(): os.kill(os.getpid(), signal.SIGKILL)
def test_after(): pass
"""
TEARS = """
import pytest
from tests import renewal
renewal.MOST = 0
@pytest.fixture(scope="session")
def torn():
    yield
    raise OSError("no way to end")
def test_torn(torn): pass
def test_more(): pass
"""
PLAIN = "def test_plain(): pass"


def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, **modules: str
) -> pytest.RunResult:
    path = f"{memory.ENVIRONMENT['PYTHONPATH']}:{pytester.path}"
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("CI", "true")
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text("utf-8"))
    pytester.makepyfile(**modules)
    return pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "-n", "1", "--dist", "loadfile", "-rf"
    )


def test_a_process_that_has_grown_is_renewed_after_its_module(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(pytester, monkeypatch, test_a=GROWS, test_b=NEXT, test_c=LAST)
    result.assert_outcomes(passed=6, failed=1, warnings=1)
    result.stdout.fnmatch_lines(["*assert 1 == 7*", "*a telling word*", "FAILED test_a.py::*"])
    lines = (pytester.path / "notes").read_text("utf-8").splitlines()
    notes = [line.split() for line in lines]
    assert [(name, held) for name, _, held in notes] == [
        ("grow", "1"), ("same", "1"), ("end", "1"), ("next", "0"), ("last", "0"), ("end", "0"),
    ]  # fmt: skip
    pids = [pid for _, pid, _ in notes]
    assert pids == [pids[0]] * 3 + [pids[3]] * 3
    assert pids[0] != pids[3]


def test_a_process_that_ends_in_a_test_fails_that_test_alone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(pytester, monkeypatch, test_a=ENDS)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_a.py::test_end*"])


def test_a_fixture_that_cannot_end_is_told(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(pytester, monkeypatch, test_a=TEARS, test_b=PLAIN)
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_more*", "*OSError: no way to end*"])


def test_memory_is_given_back_where_a_process_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(memory, "give_back", lambda: given.append(memory.held()))
    monkeypatch.setattr(memory, "_settled", [memory.held()])
    memory.give_back_if_grown()
    assert given == []
    block = b"x" * 2 * memory.SLACK
    memory.give_back_if_grown()
    memory.give_back_if_grown()
    assert len(given) == 1
    assert given[0] > memory.SLACK < len(block)
