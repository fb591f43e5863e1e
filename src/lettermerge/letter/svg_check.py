"""Judge an SVG before it is drawn: how many elements it comes to when all references are followed.

Thirty `use` elements, each of which shows the one before twice, are a thousand million shapes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_ELEMENTS = 100_000  # references followed
DEEPEST = 100  # elements and references inside one another
_URL = re.compile(r"url\(\s*[\"']?#([^\"')]+)")


@dataclass(slots=True)
class _Node:
    """An element, the ids that it refers to, and what was worked out of both."""

    children: list[_Node] = field(default_factory=list)
    refers: list[str] = field(default_factory=list)
    elements: int = 0
    depth: int = 0
    open: bool = False


class _TooMany(Exception):
    """A drawing that is not to be drawn; the text says why."""


def drawing_fault(content: bytes) -> str:
    """Say why an SVG is not drawn, "" if it may be."""
    try:
        root, by_id = _parse(content)
        _measure(root, by_id)
    except _TooMany as error:
        return str(error)
    except expat.ExpatError as error:
        return f"is not well-formed XML: {error}"
    return ""


def _parse(content: bytes) -> tuple[_Node, Mapping[str, _Node]]:
    top = _Node()
    opened = [top]
    by_id: dict[str, _Node] = {}
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise _TooMany(f"has more than {MOST_ELEMENTS:,} elements")
        if len(opened) > DEEPEST:
            raise _TooMany(f"has more than {DEEPEST} elements inside one another")
        node = _Node()
        opened[-1].children.append(node)
        opened.append(node)
        for key, value in attributes.items():
            if key == "id":
                by_id.setdefault(value, node)
            elif key.rpartition(":")[2] == "href":  # a link (`a`) shows nothing
                if value.startswith("#") and name.rpartition(":")[2] != "a":
                    node.refers.append(value[1:])
            elif "url(" in value:
                node.refers += _URL.findall(value)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: opened.pop()
    parser.Parse(content, True)
    return top, by_id


def _measure(root: _Node, by_id: Mapping[str, _Node]) -> None:
    """Work out elements and depth of every node, what it refers to included.

    Raises:
        _TooMany: there are too many, or an element shows itself.
    """
    waiting = [(root, False)]
    while waiting:
        node, seen = waiting.pop()
        if node.elements:
            continue
        inner = [*node.children, *(by_id[one] for one in node.refers if one in by_id)]
        if not seen:
            if node.open:
                raise _TooMany("has an element that shows itself")
            node.open = True
            waiting.append((node, True))
            waiting += [(one, False) for one in inner if not one.elements]
            continue
        if any(not one.elements for one in inner):
            raise _TooMany("has an element that shows itself")
        node.open = False
        node.elements = 1 + sum(one.elements for one in inner)
        node.depth = 1 + max((one.depth for one in inner), default=0)
        if node.elements > MOST_ELEMENTS:
            raise _TooMany(f"comes to more than {MOST_ELEMENTS:,} elements with all references")
        if node.depth > 2 * DEEPEST:
            raise _TooMany(f"refers to elements more than {2 * DEEPEST} times over")
