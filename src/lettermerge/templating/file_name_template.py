"""Compile file names, in which only the template's own `/` makes folders.

A `/` or a backslash in what a cell or a profile says becomes `_`. Constants in an expression are
the template's own text, too: `{{ parliament.id ~ "/" ~ recipient.id }}` names a folder as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context, Undefined
from jinja2.visitor import NodeTransformer

from .cell_placeholders import print_plain

_FLAT = str.maketrans("/\\", "__")


@pass_context
def print_part(context: Context, value: object) -> object:
    """Jinja's finalize for file names: text that makes no folder."""
    printed = print_plain(context, value)
    return printed if isinstance(printed, Undefined) else str(printed).translate(_FLAT)


class OwnText(NodeTransformer):
    """Turns the constants that an output prints into text of the template.

    The parts of a `~` or a sum of texts are printed one after the other, and `a if b else c` as
    the statement `if`: what is printed is the same.
    """

    def visit_Output(self, node: nodes.Output, *_: Any, **__: Any) -> list[nodes.Stmt]:  # noqa: N802 - as in Jinja2
        """Return the statements that print what `node` prints."""
        return [made for part in node.nodes for made in _print(part)]


def _print(node: nodes.Expr) -> list[nodes.Stmt]:
    line = node.lineno
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        node = nodes.TemplateData(node.value, lineno=line)
    elif isinstance(node, nodes.Concat):
        return [made for operand in node.nodes for made in _print(operand)]
    elif isinstance(node, nodes.Add) and _is_text(node):
        return [*_print(node.left), *_print(node.right)]
    elif isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        chosen, other = _print(node.expr1), _print(node.expr2)
        return [nodes.If(node.test, chosen, [], other, lineno=line)]
    return [nodes.Output([node], lineno=line)]


def _is_text(node: nodes.Expr) -> bool:
    """Say whether a sum can be nothing but text, since a part of it is a constant text."""
    if isinstance(node, nodes.Add):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, nodes.Concat) or (
        isinstance(node, nodes.Const) and isinstance(node.value, str)
    )


@dataclass(frozen=True, slots=True)
class IdBounds:
    """What every name has on both sides of the recipient's id, one character each.

    `before` is `/` where the id begins the last part of a path, `after` is `.` where it ends the
    name. One of the two is so.
    """

    before: str
    after: str


class _Value(Enum):
    """What a name prints beside constants."""

    ID = "recipient.id"
    PARLIAMENT = "parliament.id"
    OTHER = ""


_FIRM = frozenset("-_")  # characters that a file name keeps wherever they are


def find_id_bounds(tree: nodes.Template) -> IdBounds | None:
    """Return what is around the id in the names that a tree of `OwnText` prints.

    None where the id may be missing or within other text, or where the folders print anything but
    constants and `parliament.id`: then no name is known without its recipient.
    """
    parts: list[list[str | _Value]] = [[]]
    for statement in tree.body:
        if not isinstance(statement, nodes.Output):
            return None
        for node in statement.nodes:
            if isinstance(node, nodes.TemplateData):
                first, *others = node.data.split("/")
                parts[-1] += [first] if first else []
                parts += ([one] if one else [] for one in others)
            else:
                parts[-1].append(_value_of(node))
    *folders, last = parts
    if _Value.ID not in last or {_Value.ID, _Value.OTHER} & {
        one for part in folders for one in part
    }:
        return None
    place = last.index(_Value.ID)
    head, tail = last[:place], last[place + 1 :]
    before = _end_of(head[-1])[-1:] if head else "/"
    after = _end_of(tail[0])[:1] if tail else "."
    if before == "/" and (not tail or after in _FIRM):
        return IdBounds(before, after)
    return IdBounds(before, after) if not tail and before in _FIRM else None


def _end_of(part: str | _Value) -> str:
    return part if isinstance(part, str) else ""


def _value_of(node: nodes.Expr) -> _Value:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        name = f"{node.node.name}.{node.attr}"
        return next((one for one in _Value if one.value == name), _Value.OTHER)
    return _Value.OTHER
