"""Compile file names, in which only the template's own `/` makes folders.

A `/` or a backslash in what a cell or a profile says becomes `_`. Constants in an expression are
the template's own text, too: `{{ parliament.id ~ "/" ~ recipient.id }}` names a folder as well.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context, Undefined
from jinja2.visitor import NodeTransformer

from .placeholders import print_plain

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
