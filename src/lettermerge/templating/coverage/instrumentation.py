"""Mark the branches in Jinja's tree of a template, told apart by its tags as typed.

A condition gets a filter around it, and a body one before what it holds, that prints nothing and
passes on what it gets: what a letter says is the same with the marks and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, nodes

from .branch_record import Branch, Inclusion, Watch

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
    """The file that a template's text is in, and how many of its lines are above it."""

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


_OPENING, _CLOSING = {"(", "[", "{"}, {")", "]", "}"}
_BEFORE = {",", "=", ":"}  # an inline condition begins after these
_AFTER = {"name:ignore", "name:with", "name:without", "name:as", ",", ":"}
_CHAINS = ("if", "for")  # the tags that an else may belong to


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or an inline condition: its line, and its text without the space at its ends."""

    line: int
    text: str


@dataclass(slots=True)
class TagChain:
    """An `if` or `for` tag with what belongs to it."""

    tag: Tag
    elifs: list[Tag] = field(default_factory=list)
    otherwise: Tag | None = None


@dataclass(slots=True)
class TemplateTags:
    """The tags of a template that branches hang on; `others` are by keyword."""

    chains: dict[str, list[TagChain]] = field(
        default_factory=lambda: {name: [] for name in _CHAINS}
    )
    others: dict[str, list[Tag]] = field(default_factory=dict)
    inline: list[Tag] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Token:
    """A token of Jinja's lexer; `kind` is its type there."""

    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"name:{self.text}" if self.kind == "name" else self.text


def read_tags(environment: Environment, source: str) -> TemplateTags:
    """Return the tags of a template that compiles, as typed, in the order of the text.

    Jinja's tree, which is walked in the same order, knows lines only: several branches of one line
    could not be told apart by it.
    """
    found = TemplateTags()
    open_chains: list[TagChain] = []
    for kind, region in _regions(environment, source):
        words = [token for token in region if token.kind != "whitespace"]
        if kind == "block" and words:
            _enter(found, open_chains, words[0], Tag(words[0].line, f"{{% {_joined(region)} %}}"))
        found.inline += _inline(region, kind == "block")
    return found


def _regions(environment: Environment, source: str) -> Iterator[tuple[str, list[Token]]]:
    """Yield the tokens of each `{% %}` ("block") and `{{ }}` ("variable")."""
    region: list[Token] = []
    for line, kind, text in environment.lex(source):
        if kind in ("block_begin", "variable_begin"):
            region = []
        elif kind in ("block_end", "variable_end"):
            yield kind.partition("_")[0], region
        else:
            region.append(Token(line, kind, text))


def _enter(found: TemplateTags, open_chains: list[TagChain], word: Token, tag: Tag) -> None:
    keyword = word.text
    if keyword in _CHAINS:
        open_chains.append(TagChain(tag))
        found.chains[keyword].append(open_chains[-1])
    elif keyword == "elif":
        open_chains[-1].elifs.append(tag)
    elif keyword == "else":
        open_chains[-1].otherwise = tag
    elif keyword in ("endif", "endfor"):
        open_chains.pop()
    else:
        found.others.setdefault(keyword, []).append(tag)


def _inline(region: Sequence[Token], is_block: bool) -> Iterator[Tag]:
    """Yield the inline conditions of a region: each `if` that is no tag and no loop's filter."""
    words = [number for number, token in enumerate(region) if token.kind != "whitespace"]
    if is_block and words:
        keyword = region[words[0]].text
        first, filters = words[0] + 1, 1 if keyword == "for" else 0
    else:
        first, filters = 0, 0
    depth = 0
    for place, number in enumerate(words):
        token = region[number]
        depth += (str(token) in _OPENING) - (str(token) in _CLOSING)
        if number < first or str(token) != "name:if" or _is_attribute(region, words, place):
            continue
        if filters and not depth:
            filters, first = 0, number + 1
            continue
        start = _start(region, first, number)
        yield Tag(token.line, _joined(region[start : _end(region, number)]))


def _is_attribute(region: Sequence[Token], words: Sequence[int], place: int) -> bool:
    before = str(region[words[place - 1]]) if place else ""
    after = str(region[words[place + 1]]) if place + 1 < len(words) else ""
    return before == "." or after == "="


def _start(region: Sequence[Token], first: int, number: int) -> int:
    depth = 0
    for place in range(number - 1, first - 1, -1):
        kind = str(region[place])
        depth += (kind in _CLOSING) - (kind in _OPENING)
        if depth < 0 or (not depth and (kind in _BEFORE or kind == "name:else")):
            return place + 1
    return first


def _end(region: Sequence[Token], number: int) -> int:
    depth = 0
    for place in range(number + 1, len(region)):
        kind = str(region[place])
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth < 0 or (not depth and kind in _AFTER):
            return place
    return len(region)


def _joined(region: Sequence[Token]) -> str:
    return " ".join("".join(token.text for token in region).split())
