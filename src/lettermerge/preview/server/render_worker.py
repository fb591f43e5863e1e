"""Run the process that renders: one request after the other, each within its limits.

The kernel ends it when a template does not end (workers/letter_limits.py); render_process.py then
starts another one.
"""

from __future__ import annotations

import contextlib
import importlib
import resource
import signal
import sys
import traceback
from types import FrameType

from ...errors import LettermergeError, MissingEngineError
from ...templating import running_in
from ...workers.channel import Channel
from ...workers.letter_limits import too_large
from .diagnostic_responses import bug_response, fault_response
from .handlers import RequestHandler
from .messages import LetterStarted, RenderRequest, RenderResponse, RenderSetup, SlowTemplate
from .project_session import Session

#: Imported once for all replacements; the first letter reports an engine that is missing.
for _name in ("writers.pdf.writer", "writers.docx.writer", "inspection.pdf_text"):
    with contextlib.suppress(MissingEngineError):
        importlib.import_module(f"...{_name}", __package__)

_SLOW = 0.75  # of its computing time, after which a letter reports the line that runs


def work(channel: Channel) -> None:
    """Respond to requests until the parent closes the channel."""
    _Worker(channel).serve()


class _Worker:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def serve(self) -> None:
        setup, *requests = self._channel.receive()
        assert isinstance(setup, RenderSetup)
        self._setup = setup
        signal.signal(signal.SIGVTALRM, self._report_line)
        session = Session(setup.folder)
        handler = RequestHandler(session, self._begin)
        setup.opening.limit_memory()
        setup.opening.arm()
        with contextlib.suppress(LettermergeError):  # the first request reports it
            session.open()
        setup.opening.disarm()
        initial = _peak_memory()
        while True:
            for request in requests:
                self._channel.send(self._respond(handler, request))
                if _peak_memory() - initial > setup.growth:
                    return  # the parent starts another one for the next request
            requests = self._channel.receive()

    def _begin(self, started: LetterStarted) -> None:
        self._channel.send(started)
        self._setup.letter.arm()
        signal.setitimer(signal.ITIMER_VIRTUAL, self._setup.letter.cpu * _SLOW)

    def _report_line(self, _: int, frame: FrameType | None) -> None:
        """Report which line of a template runs, before the kernel ends this process."""
        if where := running_in(frame):
            self._channel.send(SlowTemplate(where))

    def _respond(self, handler: RequestHandler, request: RenderRequest) -> RenderResponse:
        self._setup.opening.arm()
        try:
            return handler(request)
        except MemoryError:
            fault = too_large()
            return fault_response(fault.code, fault.message, fault.hint)
        except Exception as error:  # noqa: BLE001 - a bug fails this request only
            traceback.print_exc()
            return bug_response(error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._setup.letter.disarm()


def _peak_memory() -> int:
    """Return the peak memory of this process in bytes (getrusage(2))."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
