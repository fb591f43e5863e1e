"""Limit how large a text one step of a template may make, and keep what limit a letter has met.

A letter's limits stop what takes too long, but at each letter anew; this refuses at once what only
a slip of the keyboard asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import BuiltinMethodType
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEscapeFormatter, SandboxedFormatter
from markupsafe import Markup

from ..diagnostics import Where
from .jinja_internals import Environment

LARGEST_TEXT = 100_000  # characters that one multiplication may make
LARGEST_WIDTH = 1_000  # characters to fill a text up to, digits behind a point

#: A conversion of printf-style formatting: its width and its precision, as digits or `*`.
_CONVERSION = re.compile(r"%%|%(?:\([^)]*\))?[-#0 +]*(\*|\d*)(?:\.(\*|\d*))?")
_FILLING = frozenset(("center", "ljust", "rjust", "zfill", "expandtabs"))  # methods of a text
_FILLING_FILTERS = ("center", "indent")


class TooWideError(SecurityError):
    """A width or a precision that no letter needs."""

    hint = f"a width or a precision is at most {LARGEST_WIDTH:,}"

    def __init__(self, width: int) -> None:
        super().__init__(f"text is to be filled up to {width:,} characters")


class BoundedEnvironment(Environment):
    """Jinja's immutable sandbox, with a bound for what one step makes."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters["format"] = _format
        self.filters |= {name: _bounded(FILTERS[name]) for name in _FILLING_FILTERS}

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in Jinja2
        """Call what a template calls, unless it is a text's method that fills it up too far."""
        if isinstance(__obj, BuiltinMethodType) and __obj.__name__ in _FILLING:
            _require_narrow(_numbers((*args, *kwargs.values())))
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" and not (abs(left) <= 10**6 and abs(right) <= 100):
            raise SecurityError("the power is too large")
        if operator == "%" and isinstance(left, str):
            _require_narrow(_widths(left, right))
        for one, other in ((left, right), (right, left)) if operator == "*" else ():
            repeats = isinstance(other, int) and hasattr(one, "__len__")
            if repeats and len(one) * other > LARGEST_TEXT:
                raise SecurityError(f"a product of more than {LARGEST_TEXT} characters")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return what stands in for `str.format` and `format_map`, as Jinja has it; else None."""
        if super().wrap_str_format(value) is None:
            return None
        text = value.__self__
        formatter: SandboxedFormatter = (
            _NarrowEscaping(self, escape=text.escape) if isinstance(text, Markup) else _Narrow(self)
        )

        def apply(*args: Any, **kwargs: Any) -> str:
            if value.__name__ == "format_map":
                (kwargs,) = args
                args = ()
            return type(text)(formatter.vformat(text, args, kwargs))  # type: ignore[no-any-return]

        return apply


class _Narrow(SandboxedFormatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        _require_narrow(map(int, re.findall(r"\d+", format_spec)))
        return super().format_field(value, format_spec)


class _NarrowEscaping(_Narrow, SandboxedEscapeFormatter):
    pass


def _format(value: object, *args: Any, **kwargs: Any) -> str:
    """Do what Jinja's filter of that name does, within bounds."""
    _require_narrow(_widths(str(value), kwargs or args))
    return FILTERS["format"](value, *args, **kwargs)  # type: ignore[no-any-return]


def _bounded(fill: Callable[..., str]) -> Callable[..., str]:
    def apply(value: Any, *args: Any, **kwargs: Any) -> str:
        _require_narrow(_numbers((*args, *kwargs.values())))
        return fill(value, *args, **kwargs)

    return apply


def _widths(text: str, values: Any) -> Iterator[int]:
    """Yield the widths and precisions of a printf-style text; those by `*` are in `values`."""
    for found in _CONVERSION.finditer(text):
        for width in filter(None, found.groups()):
            if width == "*":
                yield from _numbers(values if isinstance(values, tuple) else (values,))
            else:
                yield int(width)


def _numbers(values: tuple[Any, ...]) -> Iterator[int]:
    return (abs(value) for value in values if isinstance(value, int))


def _require_narrow(widths: Iterator[int]) -> None:
    for width in widths:
        if width > LARGEST_WIDTH:
            raise TooWideError(width)


class TooMuch(BaseException):
    """A letter that this process renders has used up its time.

    Not an Exception, so that no code which fences off a template's or an engine's errors takes it
    for one of them. An engine may swallow it all the same (WeasyPrint's `SVGImage.draw` catches
    BaseException, and what is raised in a callback of C code is lost) and go on with half of the
    work: so the first one is kept, and asked for afterwards (`require_within`). `where` is the
    line of a template that ran.
    """

    def __init__(self, reason: str, where: Where) -> None:
        super().__init__(reason)
        self.where = where


_met: list[TooMuch] = []  # of the letter in hand: at most one


def remember(error: TooMuch) -> TooMuch:
    """Keep the first limit that the letter in hand has met; return `error`."""
    if not _met:
        _met.append(error)
    return error


def forget() -> None:
    """Begin another letter."""
    _met.clear()


def require_within() -> None:
    """Raise TooMuch if the letter in hand has met a limit, even if nobody was told."""
    if _met:
        raise TooMuch(str(_met[0]), _met[0].where)
