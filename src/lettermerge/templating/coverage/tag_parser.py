"""Parse a template's tags as typed, which Jinja's tree does not keep.

The tree knows lines only, so several branches of one line could not be told apart. Tags and inline
conditions are listed in the order of the text, which is the order in which the tree is walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment

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
    """Return the tags of a template that compiles."""
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
