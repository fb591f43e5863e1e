"""What `{{ }}` prints in a body, put aside: a slot stands in the text, so Markdown sees no cell.

The values and files of the render in progress live in a context variable, since Jinja gives a
`finalize` function nothing but the value.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined
from markupsafe import Markup

FIRST_SLOT = 0xF0000  # Supplementary Private Use Area-A: no text of a template may use it
SLOTS = 0xFFFE  # its size (The Unicode Standard, 23.5); more values than that are refused


@dataclass(frozen=True, slots=True)
class Merged:
    """A rendered body: `text` with one slot character for each value that was printed.

    `values[i]` stands at every occurrence of `chr(FIRST_SLOT + i)`; `files` are the templates
    that were used, relative to the letters folder, in the order of their first use.
    """

    text: str
    values: tuple[str, ...]
    files: tuple[str, ...]


class Values:
    """Values of the render in progress, and the templates it asked for."""

    __slots__ = ("files", "values")

    def __init__(self) -> None:
        self.values: list[str] = []
        self.files: dict[str, bool] = {}  # asked for, and whether they are there

    def slot(self, value: str) -> Markup:
        if len(self.values) >= SLOTS:
            raise SecurityError(f"a letter prints at most {SLOTS} values")
        self.values.append(value)
        return Markup(chr(FIRST_SLOT + len(self.values) - 1))  # noqa: S704  a slot, not markup

    def found(self) -> tuple[str, ...]:
        """Return the templates that were used: not those that may be missing, and are."""
        return tuple(name for name, there in self.files.items() if there)


current: ContextVar[Values | None] = ContextVar("lettermerge_values", default=None)


def put_aside(value: object) -> object:
    """Jinja's finalize for bodies: text becomes a slot; what a macro made already holds slots."""
    values = current.get()
    if values is None or isinstance(value, Markup | Undefined):
        return value
    return values.slot("" if value is None else str(value))
