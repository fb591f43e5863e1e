"""Run the tests of a worker in a process of its own, and in a new one where that has grown.

What libraries once loaded, kept or left in pieces no process gives back, and every layout leaks
a little. So a worker of pytest-xdist imports the tests and collects them, and no more: a process
that it forks runs them, one module after another. Where a module leaves that process larger than
`MOST`, it ends, and a new one begins where the worker stands, with nothing of the former modules
in it.

Only on Linux, where such a fork is safe, and only in a worker: without `-n`, tests run where
pytest runs, as debuggers need it.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from multiprocessing.connection import Connection, Pipe
from typing import Any, Literal, NoReturn

import pytest
from tests import memory

#: Bytes that a process may hold when a module begins. `memory.MOST` is all that it may ever hold.
MOST = 1 << 29


class Renewal:
    """The process that runs the tests of one worker."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session
        self.config = session.config
        self.places = {item: place for place, item in enumerate(session.items)}
        self.process = 0  # its identifier, 0 for none
        self.link: Connection | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Let the process run a test, and report what it reports."""
        if self.link is None:
            self.link = self._begin()
        self.link.send((self.places[item], None if nextitem is None else self.places[nextitem]))
        try:
            while isinstance(said := self.link.recv(), tuple):
                self._repeat(*said)
        except (EOFError, OSError):
            self._tell_end(item)
            return True
        if nextitem is None or (nextitem.path != item.path and said > MOST):
            self._end(item)
        return True

    def _tell_end(self, item: pytest.Item) -> None:
        """Fail the test in which the process ended; a new one goes on with the next test."""
        self.link = None
        _, status = os.waitpid(self.process, 0)
        code = os.waitstatus_to_exitcode(status)
        how = f"signal {-code}" if code < 0 else f"status {code}"
        self._fail(item, "call", f"{item.nodeid}: the process that ran this test ended, with {how}")
        self.config.hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _repeat(self, hook: str, data: dict[str, Any]) -> None:
        """Call a hook here that was called in the process."""
        if hook == "pytest_runtest_logreport":
            report = self.config.hook.pytest_report_from_serializable(config=self.config, data=data)
            self.config.hook.pytest_runtest_logreport(report=report)
        elif hook == "pytest_warning_recorded":
            self.config.hook.pytest_warning_recorded.call_historic(kwargs=data)
        else:
            getattr(self.config.hook, hook)(**data)

    def _begin(self) -> Connection:
        # It is there before the first process asks for it: a later one would empty it.
        self.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        here, there = Pipe()
        with warnings.catch_warnings():
            # The thread that hears the controller is no part of the new process.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process = os.fork()
        if self.process == 0:
            here.close()
            self._serve(there)
        there.close()
        return here

    def _fail(self, item: pytest.Item, when: Literal["call", "teardown"], said: str) -> None:
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", said, when)
        self.config.hook.pytest_runtest_logreport(report=report)

    def _end(self, item: pytest.Item) -> None:
        """End the process; fail its last test where a fixture of the session cannot end."""
        assert self.link is not None
        self.link.send(None)
        fault: str = self.link.recv()
        self.link.close()
        self.link = None
        os.waitpid(self.process, 0)
        if fault:
            self._fail(item, "teardown", fault)

    def _serve(self, link: Connection) -> NoReturn:
        """Run tests until told to end; in the new process."""
        status = 1
        try:
            plugins = self.config.pluginmanager
            for plugin in plugins.get_plugins():
                if plugin is self or type(plugin).__name__ == "WorkerInteractor":
                    plugins.unregister(plugin)  # what works for, and speaks to, the controller
            messenger = _Messenger(self.config, link)
            plugins.register(messenger)
            messenger.is_listening = True
            while (task := link.recv()) is not None:
                place, following = task
                item = self.session.items[place]
                nextitem = None if following is None else self.session.items[following]
                self.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
                link.send(memory.held())
            link.send(self._torn_down())
            status = 0
        except EOFError:
            pass  # the worker is no more
        except BaseException:  # noqa: BLE001  nothing may leave this process but by its end
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(status)

    def _torn_down(self) -> str:
        """End the fixtures of the session; return what went wrong, "" for nothing."""
        try:
            self.session._setupstate.teardown_exact(None)
        except BaseException:  # noqa: BLE001  pytest's own are no Exception
            return traceback.format_exc()
        return ""


class _Messenger:
    """Sends the calls of hooks that report something, for the worker to repeat them."""

    def __init__(self, config: pytest.Config, link: Connection) -> None:
        self.config = config
        self.link = link
        self.is_listening = False  # pytest tells a new plugin all earlier warnings at once

    def pytest_runtest_logstart(self, nodeid: str, location: object) -> None:
        self.link.send(("pytest_runtest_logstart", {"nodeid": nodeid, "location": location}))

    def pytest_runtest_logfinish(self, nodeid: str, location: object) -> None:
        self.link.send(("pytest_runtest_logfinish", {"nodeid": nodeid, "location": location}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.link.send(("pytest_runtest_logreport", data))

    def pytest_warning_recorded(
        self,
        warning_message: warnings.WarningMessage,
        when: str,
        nodeid: str,
        location: object,
    ) -> None:
        if not self.is_listening:
            return
        said = warnings.WarningMessage(
            str(warning_message.message),
            warning_message.category,
            warning_message.filename,
            warning_message.lineno,
        )
        data = {"warning_message": said, "when": when, "nodeid": nodeid, "location": location}
        self.link.send(("pytest_warning_recorded", data))


def wanted(config: pytest.Config) -> bool:
    """Tell whether tests run in another process than this: in a worker, on Linux."""
    return hasattr(config, "workerinput") and sys.platform == "linux"
