"""Set up the one Jinja2 environment: body templates, mapping expressions, `-w`, file names.

Cells never become markup: in a body, what `{{ }}` prints is put aside and is in the text as
one private character (a slot), so that Markdown never sees it. Everywhere else it is plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import StrictUndefined, Template, pass_context
from jinja2.exceptions import TemplateNotFound, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import Filter
from jinja2.nodes import Template as Tree
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.utils import missing
from markupsafe import Markup
from slugify import slugify

from ..diagnostics import Where
from .cell_filters import LanguageFilters, install_by_value
from .cell_placeholders import (
    Merged,
    PlaceholderValues,
    Rendered,
    concatenate,
    current,
    join,
    print_plain,
    put_aside,
)
from .expression_comparisons import Comparison, find_comparisons, refuse_whole_values
from .extension_filters import ExtensionFilters
from .file_name_template import IdBounds, OwnText, find_id_bounds, print_part
from .jinja_internals import replace_markup
from .loader import Loader
from .size_limits import BoundedEnvironment
from .template_faults import UnknownNameError, faults

_MARKS = ("{{", "{%", "{#")  # what a text without any of them says is always the same
#: Filters that make markup of a cell, or say something else at each run.
_UNSAFE = ("safe", "e", "escape", "forceescape", "xmlattr", "tojson", "urlize", "pprint", "random")

T = TypeVar("T")


class _Undefined(StrictUndefined):
    """An undefined name that remembers whose it would be, so that a near one can be named."""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        ours = is_dataclass(obj) or (isinstance(obj, Mapping) and not isinstance(obj, dict))
        if hint is None and name and (obj is missing or ours):
            exc = partial(_unknown, name, obj)  # type: ignore[assignment]  # called as a class is
        super().__init__(hint, obj, name, exc)  # type: ignore[arg-type]


def _unknown(name: str, owner: object, _message: str | None = None) -> UnknownNameError:
    return UnknownNameError(name, owner)


def _with_parliament(function: Callable[[str, Any], object]) -> Callable[..., object]:
    @pass_context
    def apply(context: Context, value: object) -> object:
        return function(str(value), context["parliament"])

    return apply


@cache
def _plain_fields(kind: type[object]) -> frozenset[str]:
    """Return the public fields of a frozen dataclass of ours, none of any other type."""
    own = kind.__module__.partition(".")[0] == __name__.partition(".")[0]
    if not own or not is_dataclass(kind) or not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return frozenset()
    return frozenset(field.name for field in fields(kind) if not field.name.startswith("_"))


class _BodyTemplate(Template):
    """A compiled template, whose blocks and `~` make Rendered where Jinja makes Markup."""

    @classmethod
    def from_code(cls, environment: Any, code: Any, globals: Any, uptodate: Any = None) -> Template:  # noqa: A002 - Jinja2's own name
        template = super().from_code(environment, code, globals, uptodate)
        replace_markup(template, Rendered, concatenate)
        return template


class SandboxEnvironment(BoundedEnvironment):
    """Bounded sandbox that notes which templates a render uses."""

    template_class = _BodyTemplate

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.added_filters: dict[str, tuple[str, ...]] = {}

    def read_tree(self, source: str, name: str | None, filename: str | None) -> Tree:
        tree = super().read_tree(source, name, filename)
        if name is not None:  # in a mapping it may be a column's name
            refuse_whole_values(tree, name)
        if name is not None and isinstance(self.filters, ExtensionFilters):
            named = sorted({one.name for one in tree.find_all(Filter)})
            self.added_filters[name] = tuple(filter(None, map(self.filters.stamp_of, named)))
        return tree

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in Jinja2
        """Call what a template calls; what it has rendered itself is marked as that."""
        made = super().call(__context, __obj, *args, **kwargs)
        renders = isinstance(__obj, Macro | BlockReference | LoopContext)
        return Rendered(made) if renders and isinstance(made, Markup) else made

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; the fields of our own values are plain, and need no examination."""
        if attribute in _plain_fields(type(obj)):  # type: ignore[arg-type]  # types are hashable
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return a template's globals as one dict: a chain of two is walked at each render."""
        return {**self.globals, **(d or {})}

    def look_up(self, name: str, values: Any) -> Template:
        rendered = current.get()
        if rendered is not None:
            rendered.files.setdefault(name, False)
        template = super().look_up(name, values)
        if rendered is not None:
            rendered.files[name] = True
        return template


class Sandbox:
    """Compiles what users write; knows no file outside `letters` (None: no templates at all).

    `by_parliament` are filters that get a value and the letter's parliament, `by_language` those
    that print a cell's value in the letter's language. `slug` is known
    everywhere; `safe` is not: a cell is text. `looked_up` holds the templates of the last body,
    also of one that failed, and those among them that are missing.
    """

    looked_up: tuple[str, ...] = ()

    def __init__(
        self,
        letters: Path | None = None,
        by_parliament: Mapping[str, Callable[[str, Any], object]] | None = None,
        by_language: LanguageFilters | None = None,
    ) -> None:
        self._loader = Loader(letters) if letters else None
        self._by_language = by_language
        self._body = self._environment(by_parliament, autoescape=True, finalize=put_aside)
        self._plain = self._environment(by_parliament, autoescape=False, finalize=print_plain)
        self._names = self._environment(by_parliament, autoescape=False, finalize=print_part)

    def _environment(
        self, by_parliament: Mapping[str, Callable[[str, Any], object]] | None, **options: Any
    ) -> SandboxEnvironment:
        environment = self._make(
            loader=self._loader,
            undefined=_Undefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            optimized=False,  # what a constant comes to is worked out within a letter's limits
            **options,
        )
        for unsafe in _UNSAFE:
            environment.filters.pop(unsafe, None)
        environment.globals.pop("lipsum", None)
        environment.filters["join"] = join
        # named, lest a package that happens to be installed decide what files are called
        environment.filters["slug"] = partial(slugify, backend="text-unidecode")
        install_by_value(environment)
        if self._by_language:
            self._by_language.install(environment)
        for name, function in (by_parliament or {}).items():
            environment.filters[name] = _with_parliament(function)
        environment.filters = ExtensionFilters(environment.filters)
        return environment

    def _make(self, **options: Any) -> SandboxEnvironment:
        return SandboxEnvironment(**options)

    def check_body(self, name: str) -> None:
        """Compile the body template `name`; raises SandboxError with the line."""
        with faults(name):
            self._body.get_template(name)

    def merge_body(self, name: str, variables: Mapping[str, object], note: str = "") -> Merged:
        """Render the body template `name`; its cells are in slots.

        `note` is the template of what this letter alone says, if it is there: it is rendered
        first, and the body sees it as `personal`, in place of the variable of that name.

        Raises:
            SandboxError: with file, line and the nearest known name.
        """
        values = PlaceholderValues()
        own: Rendered | None = None
        token = current.set(values)
        try:
            with faults(name, variables):
                own = self._note(note, variables) if note else None
                if own is not None:
                    variables = {**variables, "personal": own}
                text = self._body.get_template(name).render(variables)
        finally:
            current.reset(token)
            self.looked_up = tuple(values.files)
        return Merged(text, tuple(map(str, values.values)), values.found(), str(own or ""))

    def _note(self, name: str, variables: Mapping[str, object]) -> Rendered | None:
        try:
            template = self._body.get_template(name)
        except TemplateNotFound as error:
            if error.name == name:
                return None
            raise
        return Rendered(template.render(variables).strip("\n"))

    def source_hash(self, name: str) -> str:
        """Return the SHA-256 (hex) of a template that was used, as it was read."""
        return self._loader.hashes[name] if self._loader else ""

    @property
    def has_added_filters(self) -> bool:
        """Whether a filter of a package was loaded for a template or an expression."""
        kinds = (self._body.filters, self._plain.filters, self._names.filters)
        return any(isinstance(one, ExtensionFilters) and one.has_loaded for one in kinds)

    def added_filters(self, name: str) -> tuple[str, ...]:
        """Return the packages, with versions, whose filters a template that was used names."""
        return self._body.added_filters.get(name, ())

    def compile_text(self, source: str, where: Where) -> Callable[[Mapping[str, object]], str]:
        """Compile text with `{{ }}` in it (a mapping, a file name, front matter).

        The function that comes back takes the variables and returns plain text; both this and
        that raise SandboxError.
        """
        with faults(where):
            template = self._plain.from_string(source)
            if not any(mark in source for mark in _MARKS):
                text = template.render()
                return lambda _: text
        return _renderer(template, where)

    def compile_name(self, source: str, where: Where) -> Callable[[Mapping[str, object]], str]:
        """Compile a file name as `compile_text` does; a `/` that a value holds is printed as `_`.

        Raises:
            SandboxError: it cannot be compiled; so does the function that comes back.
        """
        names = self._names
        with faults(where):
            tree = OwnText().visit(names.parse(source))
            code = names.compile(tree)
            template = names.template_class.from_code(names, code, names.make_globals(None))
        return _renderer(template, where)

    def id_bounds(self, source: str) -> IdBounds | None:
        """Return what is around the id in each file name; None where names do not tell."""
        return find_id_bounds(OwnText().visit(self._names.parse(source)))

    def names_in(self, source: str) -> frozenset[str]:
        """Return the variables that text with `{{ }}` looks up; it must compile."""
        names = find_undeclared_variables(self._plain.parse(source))
        return frozenset(names) - frozenset(self._plain.globals)

    def find_comparisons(self, source: str) -> tuple[Comparison, ...]:
        """Return what a bare expression compares with texts; it must compile."""
        tree = Parser(self._plain, source, state="variable").parse_expression()
        return tuple(find_comparisons(tree))

    def compile_condition(
        self, source: str, where: Where
    ) -> Callable[[Mapping[str, object]], bool]:
        """Compile a bare expression (`-w`); the function that comes back says whether it holds."""
        return self._compile_expression(source, where, bool)

    def compile_value(self, source: str, where: Where) -> Callable[[Mapping[str, object]], object]:
        """Compile a bare expression (`--sort`); the function that comes back returns its value.

        What the value holds is read within the function, so that a missing name is told there.
        """
        return self._compile_expression(source, where, plain_value)

    def _compile_expression(
        self, source: str, where: Where, read: Callable[[Any], T]
    ) -> Callable[[Mapping[str, object]], T]:
        with faults(where):
            expression = self._plain.compile_expression(source, undefined_to_none=False)

        def evaluate(variables: Mapping[str, object]) -> T:
            with faults(where, variables):
                return read(expression(variables))

        return evaluate


def _renderer(template: Template, where: Where) -> Callable[[Mapping[str, object]], str]:
    def render(variables: Mapping[str, object]) -> str:
        with faults(where, variables):
            return template.render(variables)

    return render


def plain_value(value: Any) -> object:
    """Return the value of an expression as numbers, text and tuples of these."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return tuple(plain_value(one) for one in value)
    return "" if value is None else str(value)
