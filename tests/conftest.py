"""Fail, where CI is set, a skipped check and a test that needs more memory than a test may.

A skip is none there, because `make test` brings every verifier along.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator

import pytest
from hypothesis import is_hypothesis_test, settings
from tests import durations, memory, renewal, series
from tests.golden import add_option, golden
from tests.signing.judged import every_signed_file_holds, unjudged

# Fixtures, for the tests of every folder.
__all__ = ["every_signed_file_holds", "golden", "unjudged"]

pytest_addoption = add_option

# How long an example takes is no fault of what it tests: machines are busy with other things, too.
# Each run has the same examples, as series.py says of its cases; `make soak` draws others.
settings.register_profile(
    "lettermerge",
    deadline=None,
    max_examples=series.cases(500),
    derandomize=not series.SOAK,
)
settings.load_profile("lettermerge")

# Each of hundreds of programs that tests start would compile the package anew. Git ignores
# what is written.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config: pytest.Config) -> None:
    """Let the process that reports say how long modules took."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(durations.Durations())


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that keeps its reason; an expected failure is no skip."""
    if IN_CI and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"{report.nodeid}: in CI no check may be left out. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge the report of a test's set-up, call or tear-down."""
    report = yield
    fail_if_skipped(report)
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count the tests that draw their inputs among the random series; begin with the long modules.

    What was collected stays to the end: the garbage collector need not look at it again, and the
    processes that tests fork need not copy it. It looks at the rest less often than by itself.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker(pytest.mark.soak)
    durations.sort(items)
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 5)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail the test in which the memory of this process went over the limit."""
    before = memory.peak()
    yield
    fault = memory.fault(before, memory.peak(), memory.MOST)
    if fault and IN_CI:
        pytest.fail(f"{item.nodeid}: {fault}", pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Let another process than a worker run its tests; see `renewal`."""
    if renewal.wanted(session.config):
        session.config.pluginmanager.register(renewal.Renewal(session))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Give memory back between modules: much that one held is not counted as the next one's."""
    done = yield
    if nextitem is None or nextitem.path != item.path:
        memory.give_back_if_grown()
    return done


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judge the report of a module, which may skip itself as a whole."""
    report = yield
    fail_if_skipped(report)
    return report
