"""Turn whatever a template raises into a diagnostic: file, line, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from types import FrameType, TracebackType

from jinja2 import TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.utils import missing

from ..diagnostics import Diagnostic, FaultyCellError, Where, did_you_mean
from ..typed_cell import UnfitCellError
from .cell_filters import FilterUseError
from .cell_placeholders import Unprintable
from .jinja_internals import template_file, template_of
from .size_limits import TooWideError
from .template_syntax_advice import explain_syntax

#: Filters of ours.
_OURS = ("currency", "date", "join_and", "number", "ordinal", "percent", "slug", "spelling")
_SHOWN = 80  # characters of a cell that a message has


class SandboxError(Exception):
    """A template, expression or name that cannot be compiled or evaluated."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(str(fault))
        self.fault = fault


class UnknownNameError(UndefinedError):
    """A name that stands for nothing: a variable, or (with `owner`) a part of a value."""

    def __init__(self, name: str, owner: object) -> None:
        super().__init__(f"`{name}` is not known here")
        self.name, self.owner = name, owner


class faults:  # noqa: N801 - used as a function is, in `with`
    """Turns whatever a template raises into a SandboxError with file, line and hint."""

    def __init__(self, where: Where | str, variables: Mapping[str, object] | None = None) -> None:
        self.where = where if isinstance(where, Where) else Where(file=f"letters/{where}")
        self.variables = variables or {}

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
        if isinstance(error, FaultyCellError):
            place = self._place(*_position(trace))
            told = f"{error.fault.message}, and {place} needs it"
            raise SandboxError(replace(error.fault, message=told)) from None
        if isinstance(error, UnfitCellError):
            raise SandboxError(self._unfit_cell(error, self._place(*_position(trace)))) from None
        if isinstance(error, FilterUseError):
            place = self._place(*_position(trace))
            fault = Diagnostic("template.filter", str(error), place, error.hint)
            raise SandboxError(fault) from None
        raise SandboxError(self._fault_of(error, trace)) from None

    def _fault_of(self, error: Exception, trace: TracebackType | None) -> Diagnostic:
        """Return what a template raised as a diagnostic with its place."""
        where, code, hint = self.where, "template.failed", "fix the template there"
        message = str(error) or type(error).__name__
        if isinstance(error, TemplateSyntaxError):
            code, line, message = "template.syntax", error.lineno, error.message or message
            where = self._place(error.name, line)
            if message.endswith("is not UTF-8"):
                hint = "save it as UTF-8"
            elif not (hint := _near_filter(message)):
                message, hint = explain_syntax(message, error.source or "", line)
        elif isinstance(error, TemplateNotFound):
            code, where = "template.missing", self._place(*_position(trace))
            message = f"there is no template `{error.name}` in letters/"
            hint = "add the file, or write {% include ... ignore missing %}"
        elif isinstance(error, UndefinedError):
            code, where = "template.undefined", self._place(*_position(trace))
            hint = "write {{ x | default('') }} if it may be absent"
            if isinstance(error, UnknownNameError):
                hint = _near(error, self.variables)
        elif isinstance(error, Unprintable):
            code, where = "template.not-text", self._place(*_position(trace))
            hint = "join several values with | join(', '), print a part with .NAME, call functions"
        elif isinstance(error, SecurityError):
            code, where = "template.unsafe", self._place(*_position(trace))
            hint = "templates may only read plain values"
            if isinstance(error, TooWideError):
                hint = error.hint
        elif isinstance(error, MemoryError | RecursionError):
            code, message = "template.too-large", "uses more memory or depth than a letter may"
        else:
            where = self._place(*_position(trace))
            if not isinstance(error, TemplateError):
                message = f"{type(error).__name__}: {message}"
        return Diagnostic(code, message, where, hint)

    def _unfit_cell(self, error: UnfitCellError, used: Where) -> Diagnostic:
        """Return the fault of a cell that a filter cannot print, with the cell's own place."""
        value = str(error.cell)
        cell = _find_cell(value, self.variables)
        where = used
        message = str(error)
        if cell.row is not None:
            where = replace(cell, value=value[:_SHOWN])
            message += f", and {used} needs it"
        elif cell.column:
            message = f"{message} (column `{cell.column}`)"
        hint = "fix the cell, or write {% if ... %} around it where it may hold something else"
        return Diagnostic("template.unfit-cell", message, where, hint)

    def _place(self, name: str | None, line: int | None) -> Where:
        if not name:
            return self.where
        return Where(file=f"letters/{name}", line=line, row=self.where.row)


def _find_cell(value: str, variables: Mapping[str, object]) -> Where:
    """Return the place of the cell with a value, as far as what a template sees tells it."""
    row, recipient = variables.get("row"), variables.get("recipient")
    if isinstance(row, Mapping):
        return Where(column=" or ".join(name for name, cell in row.items() if cell == value))
    find = getattr(getattr(recipient, "extra", None), "place_of", None)
    found = find(value) if find else Where()
    if not found.column and is_dataclass(recipient):
        named = (one.name for one in fields(recipient) if getattr(recipient, one.name) == value)
        found = replace(found, column=next(named, ""))
    return found if isinstance(found, Where) else Where()


def _near_filter(message: str) -> str:
    """Return which of Jinja's filters is near one that it does not know, "" for none."""
    name = message.removeprefix("No filter named '").removesuffix("'.")
    near = get_close_matches(name, (*FILTERS, *_OURS), 1) if name != message else []
    return f"did you mean `{near[0]}`?" if near else ""


#: What a template prints where a column of ours is an id that protocol resolves.
_PRINTED = {
    "chamber": "recipient.chamber_name",
    "parliament": "parliament.name",
    "role": "recipient.role_name",
    "full_name": "recipient.name",
}


def _near(error: UnknownNameError, variables: Mapping[str, object]) -> str:
    """Return which names are near an unknown one, or which there are and where they come from."""
    name, owner = error.name, error.owner
    if owner is missing:
        return _near_variable(name, variables)
    if isinstance(owner, Mapping):
        taken_as = getattr(owner, "taken_as", None)
        if ours := taken_as(name) if taken_as else "":
            shown = _PRINTED.get(ours, f"recipient.{ours}")
            return f"`{name}` is read as the column `{ours}`: write {{{{ {shown} }}}}"
        near = did_you_mean(name, map(str, owner)) or "the roster has no such column"
        return f"{near}; write | default('') behind it where it may be absent"
    if name in getattr(owner, "extra", ()):
        return f"did you mean `extra.{name}`?"
    return did_you_mean(name, (field.name for field in fields(owner)))  # type: ignore[arg-type]


def _near_variable(name: str, variables: Mapping[str, object]) -> str:
    """Return the parts of that very name, or a variable of a like one, or all variables."""
    inside = [whole for part, whole in _parts(variables) if part == name]
    if inside:
        return "did you mean " + " or ".join(f"`{one}`" for one in inside[:3]) + "?"
    hint = did_you_mean(name, variables)
    if "recipient" in variables and not get_close_matches(name.casefold(), variables, cutoff=0.6):
        hint += "; a roster's column is `recipient.NAME`, one that is not ours "
        hint += "`recipient.extra.NAME`"
    return hint


def _parts(variables: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is below the variables, columns of the roster's own last."""
    for variable, value in variables.items():
        if is_dataclass(value):
            yield from ((one.name, f"{variable}.{one.name}") for one in fields(value))
    for variable, value in variables.items():
        extra = getattr(value, "extra", None)
        if isinstance(extra, Mapping):
            yield from ((one, f"{variable}.extra.{one}") for one in extra)


def running_in(frame: FrameType | None) -> Where | None:
    """Return the line of the innermost template file that a running frame is in, if any."""
    while frame is not None:
        template = template_of(frame)
        if template is not None and template.name:
            line = template.get_corresponding_lineno(frame.f_lineno)
            return Where(file=f"letters/{template.name}", line=line)
        frame = frame.f_back
    return None


def _position(trace: TracebackType | None) -> tuple[str | None, int | None]:
    """Return the innermost template and line that a traceback passed through."""
    name: str | None = None
    line: int | None = None
    while trace is not None:
        file = template_file(trace.tb_frame)
        if file is not None:
            name, line = file, trace.tb_lineno
        trace = trace.tb_next
    return name, line
