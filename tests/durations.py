"""Order test modules by how long they take, and print at the end how long each took.

Workers that share modules (`--no-loadscope-reorder` keeps the order) end with short ones, so none
of them waits long for another. What a run prints is what `SECONDS` is to say.
"""

from __future__ import annotations

from collections import Counter

import pytest
from _pytest.terminal import TerminalReporter

#: Seconds of the modules whose length their number of slow tests does not tell.
SECONDS = {
    "app/batch/test_first_letters.py": 17,
    "app/batch/test_job_list.py": 12,
    "app/batch/test_plan_execution.py": 20,
    "app/test_fingerprint.py": 13,
    "cli/test_batch.py": 40,
    "cli/test_cloud_commands.py": 25,
    "cli/test_mail.py": 15,
    "cli/test_mail_interrupted.py": 13,
    "cli/test_mail_sending.py": 20,
    "cli/test_streams.py": 29,
    "contracts/test_contracts.py": 6,
    "dispatch/test_address_sheets.py": 8,
    "end_to_end/test_address_docx.py": 15,
    "end_to_end/test_bombs.py": 41,
    "end_to_end/test_campaign.py": 20,
    "end_to_end/test_cluster.py": 30,
    "end_to_end/test_cluster_store.py": 14,
    "end_to_end/test_congress.py": 17,
    "end_to_end/test_docx_tools.py": 50,
    "end_to_end/test_extensions.py": 18,
    "end_to_end/test_full_disk.py": 32,
    "end_to_end/test_hostile.py": 57,
    "end_to_end/test_kill.py": 46,
    "end_to_end/test_kill_signed.py": 32,
    "end_to_end/test_kill_template.py": 48,
    "end_to_end/test_kill_unsigned.py": 32,
    "end_to_end/test_mail_kills.py": 45,
    "end_to_end/test_object_store.py": 13,
    "end_to_end/test_object_store_runs.py": 45,
    "end_to_end/test_plan_memory.py": 25,
    "end_to_end/test_promise.py": 53,
    "end_to_end/test_run_memory.py": 110,
    "end_to_end/test_soak_revisions.py": 22,
    "end_to_end/test_stop.py": 50,
    "end_to_end/test_swallowed_limits.py": 15,
    "inspection/test_address_window.py": 15,
    "layout/test_text_measurement.py": 14,
    "preview/proof/test_pack.py": 19,
    "preview/server/test_uvicorn_server.py": 14,
    "preview/server/test_page.py": 20,
    "preview/server/test_render_process.py": 24,
    "recipients/readers/test_shown_values.py": 30,
    "recipients/readers/test_source_dispatch.py": 43,
    "scripts/test_console_blocks.py": 35,
    "scripts/test_manual.py": 29,
    "signing/docx/test_sign.py": 19,
    "signing/pdf/test_sign.py": 25,
    "test_bounds.py": 16,
    "writers/pdf/test_drawing.py": 53,
    "writers/pdf/test_writer.py": 15,
    "writers/pdf/variable/test_static_and_variable.py": 61,
}

#: Seconds at most for a module that is not named there, of which each slow test counts one.
MOST = 30

#: Seconds from which on a module is named at the end.
LONG = 10


def sort(items: list[pytest.Item], root: str = "tests/") -> None:
    """Put the long modules first; a module stays together, and its tests in their order."""
    slow = Counter(item.path for item in items if is_slow(item))
    seconds = {
        item.path: SECONDS.get(
            item.nodeid.partition("::")[0].removeprefix(root), min(slow[item.path], MOST)
        )
        for item in items
    }
    items.sort(key=lambda item: -seconds[item.path])


def is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("slow", "tools"))


class Durations:
    """Adds up how long the tests of each module took."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid.partition("::")[0]] += report.duration  # type: ignore[assignment]

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Print the seconds of long modules."""
        long = [(path, spent) for path, spent in self.seconds.most_common() if spent >= LONG]
        if long:
            terminalreporter.section(f"modules of {LONG} seconds and more")
        for path, spent in long:
            terminalreporter.write_line(f"{spent:6.0f} s  {path}")
