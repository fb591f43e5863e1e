"""Whatever a template raises into a diagnostic: file, line, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from ..diagnostics import Diagnostic, Where, did_you_mean


class SandboxError(Exception):
    """A template, expression or name that cannot be compiled or evaluated."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(str(fault))
        self.fault = fault


class faults:  # noqa: N801 - used as a function is, in `with`
    """Turns whatever a template raises into a SandboxError with file, line and hint."""

    def __init__(self, where: Where | str, known: Iterable[str]) -> None:
        self.where = where if isinstance(where, Where) else Where(file=f"letters/{where}")
        self.known = known

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or not isinstance(error, Exception):
            return
        where, code, hint = self.where, "template.failed", "mend the template there"
        message = str(error) or type(error).__name__
        if isinstance(error, TemplateSyntaxError):
            code, line = "template.syntax", error.lineno
            where = self._place(error.name, line)
            hint = "see https://jinja.palletsprojects.com/templates"
        elif isinstance(error, TemplateNotFound):
            code, where = "template.missing", self._place(*_position(trace))
            message = f"there is no template `{error.name}` in letters/"
            hint = "add the file, or write {% include ... ignore missing %}"
        elif isinstance(error, UndefinedError):
            code, where = "template.undefined", self._place(*_position(trace))
            hint = self._near(message)
        elif isinstance(error, SecurityError):
            code, where = "template.unsafe", self._place(*_position(trace))
            hint = "templates may only read plain values"
        elif isinstance(error, MemoryError | RecursionError):
            code, message = "template.too-large", "uses more memory or depth than a letter may"
        else:
            where = self._place(*_position(trace))
            if not isinstance(error, TemplateError):
                message = f"{type(error).__name__}: {message}"
        raise SandboxError(Diagnostic(code, message, where, hint)) from None

    def _place(self, name: str | None, line: int | None) -> Where:
        if not name:
            return self.where
        return Where(file=f"letters/{name}", line=line, row=self.where.row)

    def _near(self, message: str) -> str:
        quoted = message.split("'")
        if message.endswith("is undefined") and len(quoted) == 3 and self.known:
            return did_you_mean(quoted[1], self.known)
        return "write {{ x | default('') }} if it may be absent"


def _position(trace: TracebackType | None) -> tuple[str | None, int | None]:
    """Return the innermost template and line that a traceback passed through."""
    name: str | None = None
    line: int | None = None
    while trace is not None:
        if "__jinja_template__" in trace.tb_frame.f_globals or trace.tb_frame.f_code.co_name in (
            "top-level template code",
            "template",
        ):
            filename = trace.tb_frame.f_code.co_filename
            if filename != "<template>" and not filename.endswith(".py"):
                name, line = filename, trace.tb_lineno
        trace = trace.tb_next
    return name, line
