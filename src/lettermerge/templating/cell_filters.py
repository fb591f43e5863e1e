"""Set up the filters that print a cell by its value: `date`, `number`, `join_and` and the like.

How a language writes them is given from outside. A cell may come as a placeholder; its value is
read then, and what a filter prints becomes a placeholder again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.exceptions import TemplateRuntimeError
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from markupsafe import Markup

from ..typed_cell import number_in, value_text
from .cell_placeholders import Rendered, concatenate, read_placeholders, text_of

#: Jinja's own filters of numbers, for which a cell is the value behind its text. The first two
#: also read texts that are numbers; the others take numbers alone.
READERS = ("float", "int")
BY_VALUE = (*READERS, "round", "abs")


class FilterUseError(TemplateRuntimeError):
    """A filter that a template uses wrongly, whatever the cell; `hint` says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class LanguageFilters:
    """What filters print in a language (a BCP 47 tag, the second argument of each).

    `printers` take a cell, the language, and the arguments of the template. `separators` takes a
    number of items, the language and the word (`and`, `or`), and returns what is printed before,
    between and behind them. `language` holds where no letter says another.
    """

    printers: Mapping[str, Callable[..., str]]
    separators: Callable[[int, str, str], Sequence[str]]
    language: str

    def install(self, environment: Environment) -> None:
        """Make the filters known to an environment."""
        for name, function in self.printers.items():
            environment.filters[name] = self._printer(function)
        environment.filters["join_and"] = self._join()

    def _printer(self, function: Callable[..., str]) -> Callable[..., str]:
        @pass_context
        def apply(context: Context, value: object, *args: object, **named: object) -> str:
            return function(cell_of(value), self.language_in(context), *args, **named)

        return apply

    def _join(self) -> Callable[..., str]:
        @pass_context
        def apply(context: Context, value: Iterable[object], word: str = "and") -> str:
            if isinstance(value, str):
                hint = "give it a list: [recipient.extra.one, recipient.extra.two] | join_and"
                raise FilterUseError("`join_and` joins the items of a list", hint)
            items = [item for item in value if text_of(item).strip()]
            between = self.separators(len(items), self.language_in(context), word)
            pieces: list[object] = [between[0]]
            for item, text in zip(items, between[1:], strict=True):
                pieces += [item, text]
            return concatenate([piece for piece in pieces if piece != ""])

        return apply

    def language_in(self, context: Context) -> str:
        """Return the letter's language, else the recipient's, else that of all letters."""
        for name in ("letter", "recipient"):
            language = getattr(context.get(name), "language", "")
            if language:
                return str(language)
        return self.language


def install_by_value(environment: Environment) -> None:
    """Make Jinja's own filters of numbers read a cell's value, not the text that it shows."""
    for name in BY_VALUE:
        environment.filters[name] = _by_value(FILTERS[name], reads=name in READERS)


def _by_value(function: Callable[..., Any], *, reads: bool) -> Callable[..., Any]:
    def apply(value: object, *args: Any, **named: Any) -> Any:
        cell = cell_of(value)
        if isinstance(cell, str):
            cell = value_text(cell) if reads else float(number_in(cell))
        return function(cell, *args, **named)

    return apply


def cell_of(value: object) -> object:
    """Return the cell that a value is, or that a template has put aside; other values as is."""
    if isinstance(value, Rendered):
        return read_placeholders(value)
    return value.unescape() if isinstance(value, Markup) else value
