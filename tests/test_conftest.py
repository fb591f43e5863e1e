"""The rules of CI, tried on tests that skip in every way there is, and on one that grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import durations, memory

pytest_plugins = ["pytester"]

WAYS = """
import pytest

@pytest.mark.skip(reason="by mark")
def test_mark(): pass

def test_call(): pytest.skip("by call")

@pytest.fixture
def tool(): pytest.skip("by fixture")

def test_fixture(tool): pass

@pytest.mark.xfail(reason="known", strict=True)
def test_expected_failure(): assert False

def test_plain(): pass
"""
MODULE = 'import pytest\npytest.importorskip("no_such_package_anywhere")\n'


def run(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    *,
    ci: str,
    apart: bool = False,
    **modules: str,
) -> dict[str, int]:
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text("utf-8"))
    pytester.makepyfile(**modules)
    start = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
    return start("-p", "no:cacheprovider").parseoutcomes()


ORDER = "import pytest\n@pytest.mark.slow\ndef test_{name}(): pass\ndef test_quick(): pass\n"


def test_modules_with_slow_tests_come_first(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(durations.SECONDS, "test_long.py", 99)
    modules = {f"test_{name}": ORDER.format(name=name) for name in ("few", "long", "several")}
    modules["test_several"] += "@pytest.mark.tools\ndef test_more(): pass\n"
    pytester.makepyfile(**modules, test_brief="def test_brief(): pass\n")
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text("utf-8"))
    lines = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--collect-only", "-q").outlines
    found = list(dict.fromkeys(line.partition(".py::")[0] for line in lines if "::" in line))
    assert found == ["test_long", "test_several", "test_few", "test_brief"]


def test_modules_whose_length_is_known_are_there() -> None:
    folder = Path(__file__).parent
    assert [one for one in durations.SECONDS if not (folder / one).is_file()] == []


def test_how_long_a_module_took_is_printed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durations, "LONG", 0)
    pytester.makepyfile(test_brief="def test_brief(): pass\n")
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text("utf-8"))
    printed = pytester.runpytest_inprocess("-p", "no:cacheprovider").stdout
    printed.fnmatch_lines(["*modules of 0 seconds and more*", "*0 s  test_brief.py"])


@pytest.mark.slow
def test_skips_are_skips_outside_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = run(pytester, monkeypatch, ci="", test_ways=WAYS, test_module=MODULE)
    assert outcomes == {"passed": 1, "skipped": 4, "xfailed": 1}


def test_skipped_tests_are_failures_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = run(pytester, monkeypatch, ci="true", test_ways=WAYS)
    # A skip by mark or fixture is one of the set-up, which pytest counts as an error.
    assert outcomes == {"passed": 1, "failed": 1, "errors": 2, "xfailed": 1}


def test_a_skipped_module_is_an_error_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(pytester, monkeypatch, ci="true", test_module=MODULE) == {"errors": 1}


GREEDY = """
from tests import memory

memory.MOST = memory.peak() + (1 << 27)

def test_modest(): pass

def test_greedy():
    blocks = []
    while memory.peak() <= memory.MOST + (1 << 26):
        blocks.append(b"x" * (1 << 23))

def test_after_it(): pass
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ci", "outcomes"), [("true", {"passed": 2, "failed": 1}), ("", {"passed": 3})]
)
def test_a_test_that_takes_too_much_memory_is_a_failure_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcomes: dict[str, int]
) -> None:
    # In a process of its own: what it takes must not count as taken by the tests that run here.
    monkeypatch.setenv("PYTHONPATH", memory.ENVIRONMENT["PYTHONPATH"])
    assert run(pytester, monkeypatch, ci=ci, apart=True, test_greedy=GREEDY) == outcomes
