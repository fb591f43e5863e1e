"""The one Jinja2 environment: body templates, mapping expressions, `-w`, file names.

Cells never become markup: in a body, what `{{ }}` prints is put aside and stands in the text as
one private character (a slot), so that Markdown never sees it. Everywhere else it is plain text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup
from slugify import slugify

from .diagnostics import Diagnostic, Where, did_you_mean

FIRST_SLOT = 0xF0000  # Supplementary Private Use Area-A: no text of a template may use it
SLOTS = 0xFFFE  # its size (The Unicode Standard, 23.5); more values than that are refused
LARGEST_TEXT = 100_000  # characters that one multiplication may make

_TAGS = re.compile(r"\{%\+?(?!-)(?!\s*include\b).*?%\}|\{#(?!-).*?#\}")  # tags that print nothing
_VARIABLES = ("recipient", "parliament", "sender", "signatories", "letter")


class SandboxError(Exception):
    """A template, expression or name that cannot be compiled or evaluated."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Merged:
    """A rendered body: `text` with one slot character for each value that was printed.

    `values[i]` stands at every occurrence of `chr(FIRST_SLOT + i)`; `files` are the templates
    that were used, relative to the letters folder, in the order of their first use.
    """

    text: str
    values: tuple[str, ...]
    files: tuple[str, ...]


class _Undefined(StrictUndefined):
    """An undefined name that says which known name is near."""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        if hint is None and obj is not missing and name is not None and is_dataclass(obj):
            near = did_you_mean(name, (field.name for field in fields(obj)))
            hint = f"`{name}` is not known here; {near}"
        super().__init__(hint, obj, name, exc)  # type: ignore[arg-type]


class _Values:
    """Values and files of the render in progress."""

    __slots__ = ("files", "values")

    def __init__(self) -> None:
        self.values: list[str] = []
        self.files: dict[str, None] = {}

    def slot(self, value: str) -> Markup:
        if len(self.values) >= SLOTS:
            raise SecurityError(f"a letter prints at most {SLOTS} values")
        self.values.append(value)
        return Markup(chr(FIRST_SLOT + len(self.values) - 1))  # noqa: S704  a slot, not markup


_current: ContextVar[_Values | None] = ContextVar("lettermerge_values", default=None)


def _put_aside(value: object) -> object:
    """Jinja's finalize for bodies: text becomes a slot; what a macro made already holds slots."""
    values = _current.get()
    if values is None or isinstance(value, Markup | _Undefined):
        return value
    return values.slot("" if value is None else str(value))


class _Loader(BaseLoader):
    """Templates of one folder: symbolic links are resolved, nothing outside is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.hashes: dict[str, str] = {}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        path = (self.folder / template).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise TemplateNotFound(template)
        try:
            source = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateSyntaxError(f"cannot be read: {error}", 1, template, template) from None
        self.hashes[template] = hashlib.sha256(source.encode()).hexdigest()
        for number, line in enumerate(source.splitlines(), 1):
            if any(FIRST_SLOT <= ord(char) < FIRST_SLOT + SLOTS for char in line):
                raise TemplateSyntaxError(
                    "holds a private-use character, which prints nothing", number, template
                )
        return _prepared(source), template, lambda: True


def split_front_matter(source: str) -> tuple[str, str]:
    """Split a template into the YAML between its first two `---` lines, and the body.

    The body keeps its line numbers: the lines before it are blank. Without front matter the first
    part is "".
    """
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        return "", source
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n" * (number + 1) + "\n".join(lines[number + 1 :])
    return "", source


def _prepared(source: str) -> str:
    """Return the body as Jinja shall read it, line for line.

    A line of tags alone leaves no line behind (`trim_blocks`), so that loops can make lists and
    tables; a tag that ends a line of text keeps that line's end, so that paragraphs stay apart.
    Text on the line is what an include brings, too, or what `{%-` joins to it.
    """
    body = split_front_matter(source)[1]
    return "\n".join(map(_keep_line_end, body.split("\n")))


def _keep_line_end(line: str) -> str:
    text = line.rstrip()
    ends = text.endswith(("%}", "#}")) and not text.endswith(("-%}", "+%}", "-#}", "+#}"))
    return f"{text[:-2]}+{text[-2:]}" if ends and _TAGS.sub("", text).strip() else line


def _with_parliament(function: Callable[[str, Any], object]) -> Callable[..., object]:
    @pass_context
    def apply(context: Context, value: object) -> object:
        return function(str(value), context["parliament"])

    return apply


class _Environment(ImmutableSandboxedEnvironment):
    """Immutable sandbox that bounds products and notes which templates a render uses."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" and not (abs(left) <= 10**6 and abs(right) <= 100):
            raise SecurityError("the power is too large")
        for one, other in ((left, right), (right, left)):
            repeats = isinstance(other, int) and hasattr(one, "__len__")
            if repeats and len(one) * other > LARGEST_TEXT:
                raise SecurityError(f"a product of more than {LARGEST_TEXT} characters")
        return super().call_binop(context, operator, left, right)

    def _load_template(self, name: str, globals: Any) -> Any:  # noqa: A002 - Jinja2's own name
        values = _current.get()
        if values is not None:
            values.files[name] = None
        return super()._load_template(name, globals)


class Sandbox:
    """Compiles what users write; knows no file outside `letters` (None: no templates at all).

    `by_parliament` are filters that get a value and the letter's parliament. `slug` is known
    everywhere; `safe` is not: a cell is text.
    """

    def __init__(
        self,
        letters: Path | None = None,
        by_parliament: Mapping[str, Callable[[str, Any], object]] | None = None,
    ) -> None:
        self._loader = _Loader(letters) if letters else None
        self._body = self._environment(by_parliament, autoescape=True, finalize=_put_aside)
        self._plain = self._environment(by_parliament, autoescape=False)

    def _environment(
        self, by_parliament: Mapping[str, Callable[[str, Any], object]] | None, **options: Any
    ) -> _Environment:
        environment = _Environment(
            loader=self._loader,
            undefined=_Undefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            **options,
        )
        for unsafe in ("safe", "xmlattr", "tojson", "urlize", "pprint"):
            environment.filters.pop(unsafe, None)
        environment.filters["slug"] = slugify
        for name, function in (by_parliament or {}).items():
            environment.filters[name] = _with_parliament(function)
        return environment

    def check_body(self, name: str) -> None:
        """Compile the body template `name`; raises SandboxError with the line."""
        with _faults(name, _VARIABLES):
            self._body.get_template(name)

    def merge_body(self, name: str, variables: Mapping[str, object]) -> Merged:
        """Render the body template `name`; its cells stand in slots.

        Raises:
            SandboxError: with file, line and the nearest known name.
        """
        values = _Values()
        token = _current.set(values)
        try:
            with _faults(name, variables):
                text = self._body.get_template(name).render(variables)
        finally:
            _current.reset(token)
        return Merged(text, tuple(values.values), tuple(values.files))

    def source_hash(self, name: str) -> str:
        """Return the SHA-256 (hex) of a template that was used, as it was read."""
        return self._loader.hashes[name] if self._loader else ""

    def compile_text(self, source: str, where: Where) -> Callable[[Mapping[str, object]], str]:
        """Compile text with `{{ }}` in it (a mapping, a file name, front matter).

        The function that comes back takes the variables and returns plain text; both this and
        that raise SandboxError.
        """
        with _faults(where, ()):
            template = self._plain.from_string(source)

        def render(variables: Mapping[str, object]) -> str:
            with _faults(where, variables):
                return template.render(variables)

        return render

    def names_in(self, source: str) -> frozenset[str]:
        """Return the variables that text with `{{ }}` looks up; it must compile."""
        names = find_undeclared_variables(self._plain.parse(source))
        return frozenset(names) - frozenset(self._plain.globals)

    def compile_condition(
        self, source: str, where: Where
    ) -> Callable[[Mapping[str, object]], bool]:
        """Compile a bare expression (`-w`); the function that comes back says whether it holds."""
        with _faults(where, ()):
            expression = self._plain.compile_expression(source, undefined_to_none=False)

        def holds(variables: Mapping[str, object]) -> bool:
            with _faults(where, variables):
                return bool(expression(variables))

        return holds


class _faults:  # noqa: N801 - used as a function is, in `with`
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
