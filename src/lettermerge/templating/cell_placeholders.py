"""Put aside what `{{ }}` prints in a body: a placeholder is in the text, so Markdown sees no cell.

Only what a template itself has rendered (`Rendered`) is text for Markdown, however it is joined
with cells. The render in progress lives in a context variable: Jinja has no other place for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import Environment, pass_context, pass_environment
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context, Undefined
from markupsafe import Markup

from ..typed_cell import TypedCell

FIRST_SLOT = 0xF0000  # Supplementary Private Use Area-A: no text of a template may use it
SLOTS = 0xFFFE  # its size (The Unicode Standard, 23.5); more values than that are refused


@dataclass(frozen=True, slots=True)
class Merged:
    """A rendered body: `text` with one slot character for each value that was printed.

    `values[i]` is at every occurrence of `chr(FIRST_SLOT + i)`; `files` are the templates
    that were used, relative to the letters folder, in the order of their first use. `note` is the
    text of the letter's own note, its values in slots.
    """

    text: str
    values: tuple[str, ...]
    files: tuple[str, ...]
    note: str = ""


class PlaceholderValues:
    """Values of the render in progress, and the templates it asked for."""

    __slots__ = ("files", "values")

    def __init__(self) -> None:
        self.values: list[str] = []
        self.files: dict[str, bool] = {}  # asked for, and whether they are there

    def slot(self, value: str) -> Rendered:
        if len(self.values) >= SLOTS:
            raise SecurityError(f"a letter prints at most {SLOTS} values")
        self.values.append(value)
        return Rendered(chr(FIRST_SLOT + len(self.values) - 1))

    def found(self) -> tuple[str, ...]:
        """Return the templates that were used: not those that may be missing, and are."""
        return tuple(name for name, there in self.files.items() if there)


current: ContextVar[PlaceholderValues | None] = ContextVar("lettermerge_values", default=None)


class Unprintable(TemplateRuntimeError):
    """A value that has no text of its own: a list, a function without its parentheses."""


class Rendered(Markup):
    """What a template made (a macro, a block, `{% set %}`): its text, and slots for all values.

    Whatever is added, joined or formatted into it is put aside first; Markup does so for HTML.
    """

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> Rendered:
        values = current.get()
        if isinstance(s, Rendered):
            return s
        if values is None:
            return cls(text_of(s))
        return values.slot(s if isinstance(s, TypedCell) else text_of(s))


def read_placeholders(text: Rendered) -> str:
    """Return the cell that a text of one placeholder stands for, else the text with all of them.

    What is not in a body has no placeholders, and is its text.
    """
    values = current.get()
    if values is None:
        return str(text)
    cells = values.values
    parts = [cells[ord(char) - FIRST_SLOT] if ord(char) >= FIRST_SLOT else char for char in text]
    return parts[0] if len(parts) == 1 else "".join(parts)


def text_of(value: object) -> str:
    """Return a value as a letter prints it, "" for None; raises Unprintable."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, Markup) and not isinstance(value, Rendered):
        return value.unescape()
    if isinstance(value, str | int | float | Decimal | date | Undefined):
        return str(value)
    raise Unprintable(f"a value of several parts ({type(value).__name__}) is no text")


@pass_context  # which also keeps Jinja from printing constants when it compiles
def put_aside(_: Context, value: object) -> object:
    """Jinja's finalize for bodies: text becomes a slot; what a macro made already holds slots."""
    return value if isinstance(value, Undefined) else Rendered.escape(value)


@pass_context
def print_plain(_: Context, value: object) -> object:
    """Jinja's finalize for names and mappings."""
    return value if isinstance(value, Undefined) else text_of(value)


def concatenate(parts: Iterable[object]) -> str:
    """Join texts, as `~` does; where one of them is Rendered, so is the whole."""
    found: list[Any] = list(parts)
    if any(isinstance(part, Rendered) for part in found):
        return Rendered("").join(found)
    return "".join(map(text_of, found))


@pass_environment
def join(
    environment: Environment,
    value: Iterable[object],
    d: str = "",
    attribute: str | int | None = None,
) -> str:
    """Jinja's filter of that name, for which a cell beside a macro's text stays a cell."""
    get = make_attrgetter(environment, attribute) if attribute is not None else None
    parts = [get(one) if get else one for one in value]
    between = [d] * len(parts)
    return concatenate([piece for pair in zip(between, parts, strict=True) for piece in pair][1:])
