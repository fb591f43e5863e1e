"""Find what an expression compares with texts: `parliament == 'uk'`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateAssertionError
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import (
    Compare,
    Const,
    Expr,
    Getattr,
    Getitem,
    List,
    Name,
    Node,
    Template,
    Tuple,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, by its dotted parts, with which texts; `equal` is False for `!=`."""

    parts: tuple[str, ...]
    texts: tuple[str, ...]
    equal: bool = True

    @property
    def name(self) -> str:
        """The parts as they are typed."""
        return ".".join(self.parts)


def find_comparisons(tree: Node) -> Iterator[Comparison]:
    """Yield each comparison of a variable, or of a part of one, with texts alone."""
    nodes = [tree] if isinstance(tree, Compare) else []
    for one in (*nodes, *tree.find_all(Compare)):
        yield from _of(one)


def _of(node: Compare) -> Iterator[Comparison]:
    if len(node.ops) != 1:
        return
    operator, sides = node.ops[0].op, (node.expr, node.ops[0].expr)
    if operator in ("eq", "ne"):
        sides = sides if _parts(sides[0]) else (sides[1], sides[0])
    elif operator not in ("in", "notin") or isinstance(sides[1], Const):
        return
    parts, texts = _parts(sides[0]), _texts(sides[1])
    if parts and texts:
        yield Comparison(parts, texts, operator in ("eq", "in"))


#: The part that is a text, of values that are none.
TEXT_OF = {"parliament": "parliament.id", "recipient": "recipient.name"}


def refuse_whole_values(tree: Template, name: str | None) -> None:
    """Refuse a comparison of a whole parliament or recipient with a text: it never holds.

    Raises:
        TemplateAssertionError: there is one of a name that the template does not set itself.
    """
    found = [one for one in find_comparisons(tree) if one.name in TEXT_OF]
    if not found or not {one.name for one in found} & find_undeclared_variables(tree):
        return
    one = found[0]
    line = next(node.lineno for node in tree.find_all(Compare) if one in _of(node))
    told = f"`{one.name}` is no text, so it never equals `{one.texts[0]}`"
    raise TemplateAssertionError(f"{told}: compare `{TEXT_OF[one.name]}`", line, name)


def _parts(node: Expr) -> tuple[str, ...]:
    match node:
        case Name():
            return (node.name,)
        case Getattr():
            above = _parts(node.node)
            return (*above, node.attr) if above else ()
        case Getitem(arg=Const(value=str() as key)):
            above = _parts(node.node)
            return (*above, key) if above else ()
    return ()


def _texts(node: Expr) -> tuple[str, ...]:
    items = node.items if isinstance(node, List | Tuple) else [node]
    values = tuple(one.value for one in items if isinstance(one, Const))
    return values if len(values) == len(items) and all(isinstance(v, str) for v in values) else ()
