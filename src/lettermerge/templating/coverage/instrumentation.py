"""Mark the branches in Jinja's tree of a template.

A condition gets a filter around it, and a body one before what it holds, that prints nothing and
passes on what it gets: what a letter says is the same with the marks and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, nodes

from .branch_record import Branch, Inclusion, Watch
from .tag_parser import Tag, TagChain, TemplateTags, read_tags

MET, REACHED, ASKED = "is met", "is reached", "is asked for"  # filters no template can name
_ANY = r"[^/.]+"  # what a value may be in the name of a file
_KEYWORDS: dict[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Extends: "extends",
    nodes.Import: "import",
    nodes.FromImport: "from",
}


@dataclass(frozen=True, slots=True)
class BranchPlace:
    """The file that a template's text stands in, and how many of its lines stand above it."""

    file: str
    above: int = 0


class Marker:
    """Marks one template: walks its tree in the order of the text, so that tags and nodes pair."""

    def __init__(self, environment: Environment, watch: Watch, place: BranchPlace) -> None:
        self.environment, self.watch, self.place = environment, watch, place
        self.tags = TemplateTags()
        self.count = 0

    def mark(self, tree: nodes.Template, source: str) -> None:
        """Mark the branches of `tree`, which was parsed from `source`."""
        self.tags = read_tags(self.environment, source)
        if len(self.tags.inline) != sum(1 for _ in tree.find_all(nodes.CondExpr)):
            self.tags.inline.clear()  # rather no text than another's
        self._walk(tree)

    def _walk(self, node: nodes.Node) -> None:
        match node:
            case nodes.If():
                self._mark_if(node)
            case nodes.For():
                self._mark_for(node)
            case nodes.CondExpr():
                self._mark_inline(node)
            case nodes.Macro() | nodes.CallBlock() | nodes.Block():
                self._mark_body(node)
            case nodes.Include() | nodes.Extends() | nodes.Import() | nodes.FromImport():
                self._mark_inclusion(node)
            case nodes.FilterBlock():
                self._walk_all((node.filter, *node.body))
            case _:
                self._walk_all(node.iter_child_nodes())

    def _walk_all(self, found: Iterable[nodes.Node]) -> None:
        for node in tuple(found):
            self._walk(node)

    def _mark_if(self, node: nodes.If) -> None:
        chain = self.tags.chains["if"].pop(0)
        links = [node, *node.elif_]
        tags = [chain.tag, *chain.elifs]
        numbers = []
        for link, tag in zip(links, tags, strict=True):
            numbers.append(self._add(tag, tag.text))
            self._walk(link.test)
            self._walk_all(link.body)
        none = (
            f"none of {chain.tag.text} and its elif" if chain.elifs else f"{chain.tag.text} not met"
        )
        otherwise = self._add_else(chain, none)
        self._walk_all(node.else_)
        for link, number in zip(links, numbers, strict=True):
            link.test = self._filter(
                link.test, MET, number, otherwise if link is links[-1] else None
            )

    def _mark_for(self, node: nodes.For) -> None:
        chain = self.tags.chains["for"].pop(0)
        with_items = self._add(chain.tag, f"{chain.tag.text} with items")
        self._walk_all((node.target, node.iter, *([node.test] if node.test else []), *node.body))
        without = self._add_else(chain, f"{chain.tag.text} without items")
        self._walk_all(node.else_)
        node.body.insert(0, self._statement(with_items, node.lineno))
        node.else_.insert(0, self._statement(without, node.lineno))

    def _mark_inline(self, node: nodes.CondExpr) -> None:
        fixed = self._is_constant(node)  # Jinja works it out when it compiles: there is no branch
        self._walk(node.expr1)
        tag = self.tags.inline.pop(0) if self.tags.inline else Tag(node.lineno, "condition")
        yes = -1 if fixed else self._add(tag, f"{tag.text}: met")
        self._walk(node.test)
        no = -1 if fixed else self._add(tag, f"{tag.text}: not met")
        if node.expr2 is not None:
            self._walk(node.expr2)
        if not fixed:
            node.test = self._filter(node.test, MET, yes, no)

    def _mark_body(self, node: nodes.Macro | nodes.CallBlock | nodes.Block) -> None:
        if isinstance(node, nodes.Block):
            keyword, said = "block", "printed"
        elif isinstance(node, nodes.Macro):
            keyword, said = "macro", "called"
        else:
            keyword, said = "call", "printed"
        tag = self.tags.others[keyword].pop(0)
        number = self._add(tag, f"{tag.text} {said}")
        if not isinstance(node, nodes.Block):
            self._walk_all(node.defaults)
        if isinstance(node, nodes.CallBlock):
            self._walk(node.call)
        self._walk_all(node.body)
        if not (isinstance(node, nodes.Block) and node.required):  # which has to stay empty
            node.body.insert(0, self._statement(number, node.lineno))

    def _mark_inclusion(
        self, node: nodes.Include | nodes.Extends | nodes.Import | nodes.FromImport
    ) -> None:
        tag = self.tags.others[_KEYWORDS[type(node)]].pop(0)
        fixed, pattern = self._is_constant(node.template), _pattern(node.template)
        self._walk(node.template)
        if fixed:
            return
        self.count += 1
        branch = Branch(self.place.file, self._line(tag), self.count, tag.text)
        optional = isinstance(node, nodes.Include) and node.ignore_missing
        known = "" if pattern == _ANY else pattern
        number = self.watch.add_inclusion(Inclusion(branch, known, optional))
        node.template = self._filter(node.template, ASKED, number)

    def _add(self, tag: Tag, text: str) -> int:
        self.count += 1
        return self.watch.add(Branch(self.place.file, self._line(tag), self.count, text))

    def _add_else(self, chain: TagChain, implied: str) -> int:
        if chain.otherwise is None:
            return self._add(chain.tag, implied)
        text = f"{chain.otherwise.text} of {chain.tag.text} in line {self._line(chain.tag)}"
        return self._add(chain.otherwise, text)

    def _line(self, tag: Tag) -> int:
        return tag.line + self.place.above

    def _is_constant(self, node: nodes.Expr) -> bool:
        try:
            node.as_const(nodes.EvalContext(self.environment, self.place.file))
        except nodes.Impossible:
            return False
        return True

    def _filter(self, node: Any, name: str, *arguments: int | None) -> nodes.Filter:
        line = node.lineno
        constants = [nodes.Const(one, lineno=line) for one in arguments]
        made = nodes.Filter(node, name, constants, [], None, None, lineno=line)
        return made.set_environment(self.environment)  # type: ignore[return-value]

    def _statement(self, number: int, line: int) -> nodes.ExprStmt:
        """Return what does no more than say that the body around it is run."""
        mark = self._filter(nodes.Const(number, lineno=line), REACHED)
        return nodes.ExprStmt(mark, lineno=line)


def _pattern(node: nodes.Expr) -> str:
    """Return a regular expression of the file names that an expression may come to."""
    match node:
        case nodes.Const():
            return re.escape(str(node.value))
        case nodes.Concat():
            return "".join(map(_pattern, node.nodes))
        case nodes.Add():
            return _pattern(node.left) + _pattern(node.right)
        case nodes.CondExpr():
            either = [node.expr1, *([node.expr2] if node.expr2 else [])]
            return f"(?:{'|'.join(map(_pattern, either))})"
        case nodes.Tuple() | nodes.List():
            return f"(?:{'|'.join(map(_pattern, node.items))})"
        case _:
            return _ANY
