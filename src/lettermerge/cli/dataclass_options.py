"""Let commands take groups of options: a parameter that is a dataclass stands for its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_groups(command: Callable[..., int]) -> Callable[..., int]:
    """Return a command as Typer reads it: each group of options is replaced by its fields.

    Names are those of the fields, which are annotated as parameters of a command are.
    """
    parameters: list[Parameter] = []
    groups: dict[str, Any] = {}
    for one in signature(command, eval_str=True).parameters.values():
        if is_dataclass(one.annotation):
            groups[one.name] = one.annotation
            parameters += _fields(one.annotation)
        else:
            parameters.append(one.replace(kind=Parameter.KEYWORD_ONLY))

    def run(**values: Any) -> int:
        for name, group in groups.items():
            values[name] = group(**{one.name: values.pop(one.name) for one in fields(group)})
        return command(**values)

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


def _fields(group: Any) -> Iterator[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for one in fields(group):
        yield Parameter(
            one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=hints[one.name]
        )
