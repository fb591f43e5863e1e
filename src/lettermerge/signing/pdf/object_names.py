"""Name the objects of a PDF: page content, metadata, an annotation, the structure tree.

For messages only: what a reason for no says of an object that was changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from .object_values import PdfName, Ref, State, Stream, references

_BY_KEY = {
    "/Contents": "the content",
    "/Annots": "an annotation",
    "/Resources": "a resource",
    "/Font": "a font",
    "/XObject": "a picture",
    "/ColorSpace": "a colour space",
    "/Metadata": "metadata",
    "/StructTreeRoot": "the structure tree",
    "/OutputIntents": "the output intent",
    "/AcroForm": "the form",
    "/Outlines": "the outline",
    "/Names": "the names",
    "/Dests": "the destinations",
    "/DSS": "validation data",
    "/Perms": "the permissions",
    "/OCProperties": "the layers",
}
_MOST_PAGES = 10_000


def name_object(state: State, number: int) -> str:
    """Return what an object is to the document, and its number."""
    return f"{_names(state).get(number, 'an unused object')} (object {number})"


def pages(state: State) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number and dictionary of each page, in order."""
    root = state.get(state.root) or {}
    waiting, seen = [root.get("/Pages")], set[int]()
    while waiting and len(seen) < _MOST_PAGES:
        ref = waiting.pop()
        node = state.resolve(ref)
        if not isinstance(ref, Ref) or not isinstance(node, dict) or ref.number in seen:
            continue
        seen.add(ref.number)
        kids = state.resolve(node.get("/Kids"))
        if isinstance(kids, list):
            waiting.extend(reversed(kids))
        else:
            yield ref.number, node


def _names(state: State) -> dict[int, str]:
    names = {state.root.number: "the catalog"}
    information = state.trailer.get("/Info")
    if isinstance(information, Ref):
        names[information.number] = "the document information"
    root = state.get(state.root) or {}
    if isinstance(root.get("/Metadata"), Ref):
        names[root["/Metadata"].number] = "metadata"
    found = list(enumerate(pages(state), 1))
    for count, (number, _) in found:
        names[number] = f"page {count}"
    for count, (_, page) in found:
        for key in ("/Contents", "/Annots", "/Resources"):
            _spread(state, page.get(key), f"{_BY_KEY[key]} of page {count}", names)
    if isinstance(root.get("/Pages"), Ref):
        _spread(state, root["/Pages"], "the page tree", names)
    for key in root:
        _spread(state, root[key], _BY_KEY.get(key, f"the catalog's {key}"), names)
    return names


def _spread(state: State, start: Any, name: str, names: dict[int, str]) -> None:
    """Name all that `start` leads to and that has no name yet, the nearest first."""
    waiting = deque([(start, name)])
    while waiting:
        value, label = waiting.popleft()
        if isinstance(value, Ref):
            if value.number in names or value.number not in state.numbers:
                continue
            value, ref = state.get(value), value
            label = names[ref.number] = _say(value, label)
        if isinstance(value, Stream):
            value = value.entries
        if isinstance(value, dict):
            below = [(one, _BY_KEY.get(key, label)) for key, one in value.items()]
            waiting.extend(pair for pair in below if any(references(pair[0])))
        elif isinstance(value, list):
            waiting.extend((one, label) for one in value if any(references(one)))


def _say(value: Any, label: str) -> str:
    if isinstance(value, dict):
        if value.get("/FT") is not None or value.get("/Subtype") == PdfName("/Widget"):
            return "a form field"
        if value.get("/Type") in (PdfName("/Sig"), PdfName("/DocTimeStamp")):
            return "a signature"
    return label
