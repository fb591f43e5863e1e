"""Read XML into records: the element that repeats is a row, its children are columns.

Parliaments publish their members so (the European Parliament's full list, the House of Commons of
Canada, the Senate of the United States). An element's number, from 1, is its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from ...diagnostics import Diagnostic, Where, did_you_mean
from .delimited_text import TableError
from .json_records import Objects, tabulate
from .spreadsheet_archive import feed_parser

LARGEST_FILE = 64 << 20  # bytes
LARGEST_DEPTH = 32  # elements inside one another
_DEEPEST_ROWS = 4  # how far below the top the rows may stand


@dataclass(slots=True)
class _Element:
    """An element; names carry no prefix, and attributes of other namespaces are left out."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[_Element] = field(default_factory=list)
    text: str = ""

    def by_tag(self) -> dict[str, list[_Element]]:
        """Return the children by their names, in the order of the first of each."""
        found: dict[str, list[_Element]] = {}
        for child in self.children:
            found.setdefault(child.tag, []).append(child)
        return found


def read_elements(path: Path, file: str, wanted: str = "") -> Objects:
    """Read an XML file whole: one row for each of the elements that repeat.

    Children and attributes give headings such as `Party` and `Party.Id`, an element that repeats
    inside a row `office.1`, `office.2` and `office.last`, or one cell of lines where it is text
    only. `wanted` names the element of a row where several repeat.

    Raises:
        TableError: too large, too deep, not XML, with entities, or without rows.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TableError(_refused(file, f"it is larger than {LARGEST_FILE >> 20} MiB"))
    try:
        root = _parse(path)
    except (expat.ExpatError, LookupError, ValueError) as error:  # of an encoding, the second
        line = getattr(error, "lineno", None)
        raise TableError(_refused(file, str(error).partition(": line")[0], line)) from None
    rows = []
    for element in _rows(root, file, wanted):
        flat: dict[str, str] = {}
        _flatten(element, "", flat)
        rows.append(flat)
    return Objects(tabulate(rows, file))


def _parse(path: Path) -> _Element:
    top = _Element("")
    open_elements = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > LARGEST_DEPTH:
            raise ValueError(f"more than {LARGEST_DEPTH} elements are inside one another")
        own = {key: value for key, value in attributes.items() if ":" not in key}
        own.pop("xmlns", None)
        element = _Element(name.rpartition(":")[2], own)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def text(data: str) -> None:
        open_elements[-1].text += data

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with path.open("rb") as source:
        feed_parser(parser, source)
    return top.children[0]


def _rows(root: _Element, file: str, wanted: str) -> list[_Element]:
    """Return the elements that are rows: most of one name, and of those the ones that say most."""
    groups = [group for group in _groups(root, 0) if not wanted or group[0].tag == wanted]
    if groups:
        return max(groups, key=lambda group: (len(group), _columns(group)))
    if not wanted:
        raise TableError(_refused(file, "no element in it has the columns of a row"))
    where = Where(file, column="sheet", value=wanted)
    hint = did_you_mean(wanted, [group[0].tag for group in _groups(root, 0)])
    message = f"there is no element `{wanted}` that could be a row"
    raise TableError(Diagnostic("roster.unknown-sheet", message, where, hint))


def _groups(element: _Element, depth: int) -> Iterator[list[_Element]]:
    """Yield elements of one name that hold values themselves, and look into those that do not."""
    for group in element.by_tag().values():
        if _columns(group):
            yield group
        elif depth < _DEEPEST_ROWS:
            for child in group:
                yield from _groups(child, depth + 1)


def _columns(group: list[_Element]) -> int:
    """Return how many values the fullest element of a group holds, not counting inner ones."""
    return max(
        len({one.tag for one in each.children if not one.children})
        if each.children
        else len(each.attributes)
        for each in group
    )


def _flatten(element: _Element, name: str, flat: dict[str, str]) -> None:
    inside = f"{name}." if name else ""
    for key, value in element.attributes.items():
        flat[inside + key] = value
    if name and not element.children:
        flat[name] = element.text.strip()
    for tag, group in element.by_tag().items():
        if len(group) == 1:
            _flatten(group[0], inside + tag, flat)
        elif not any(one.children or one.attributes for one in group):
            flat[inside + tag] = "\n".join(one.text.strip() for one in group)
        else:
            for number, one in enumerate(group, 1):
                _flatten(one, f"{inside}{tag}.{number}", flat)
            _flatten(group[-1], f"{inside}{tag}.last", flat)


def _refused(file: str, reason: str, line: int | None = None) -> Diagnostic:
    return Diagnostic(
        "roster.not-xml",
        f"cannot be read as XML: {reason}",
        Where(file, line=line),
        "save the roster again from its source, or as CSV",
    )
