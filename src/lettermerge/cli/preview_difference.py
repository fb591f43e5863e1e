"""Print the differences between two letters for `lettermerge preview --diff`.

`[-in the first-]` and `{+in the second+}`, as wdiff and git write it, in colour on a terminal;
equal lines are counted only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import number_of
from .console import Console, printable

if TYPE_CHECKING:
    from ..preview.compare.difference import Difference, LetterPart, Line
    from ..preview.compare.word_diff import Span

Piece = tuple[str, str]  # text, and a Rich style ("" for none)
Printed = tuple[str, Sequence[Piece]]  # the prefix of a line, and the line

_PLAIN = {"line", "paragraph", "item"}  # need no label

_STYLES = {"both": "", "first": "red", "second": "green"}
_GUTTERS = {"both": " ", "first": "-", "second": "+", "changed": "~"}
_SIGNS = {"both": ("", ""), "first": ("[-", "-]"), "second": ("{+", "+}")}


def show_difference(folder: Path, names: tuple[str, str], console: Console) -> int:
    """Compare the letters of two recipients and print the differences."""
    from ..app.project import open_project
    from ..app.signing.sealing import unsealed
    from ..config.settings import load_settings
    from ..preview.compare.difference import compare_recipients

    project = open_project(folder, unsealed(load_settings(folder)))
    difference = compare_recipients(project, *names)
    if console.json:
        console.document(as_document(difference))
        return 0
    console.diagnostics(difference.diagnostics)
    _print(lines(difference))
    return 0


def as_document(difference: Difference) -> dict[str, object]:
    """Return a difference as a JSON object."""
    from .console import as_json

    return {
        "first": difference.first,
        "second": difference.second,
        "differs": difference.differs,
        "parts": [
            {
                "part": part.name,
                "differs": part.differs,
                "lines": [
                    {
                        "in": line.where,
                        "what": line.kind,
                        "spans": [
                            {"in": span.where, "text": span.text, "marks": list(span.marks)}
                            for span in line.spans
                        ],
                    }
                    for line in part.lines
                ],
            }
            for part in difference.parts
        ],
        "diagnostics": [as_json(one) for one in difference.diagnostics],
    }


def lines(difference: Difference) -> Iterator[Printed]:
    """Yield the lines to print."""
    yield "", ((f"- {difference.first}", "red"),)
    yield "", ((f"+ {difference.second}", "green"),)
    for part in difference.parts:
        if part.differs:
            yield "", ()
            yield "", ((part.name, "bold"),)
            yield from _part(part)
    if not difference.differs:
        yield "", (("nothing differs", ""),)
        return
    same = [part.name for part in difference.parts if not part.differs]
    if same:
        yield "", ()
        yield "", ((f"the same: {', '.join(same)}", "dim"),)


def _part(part: LetterPart) -> Iterator[Printed]:
    for same, group in groupby(part.lines, lambda line: line.where == "both"):
        found = list(group)
        if same:
            yield "    ", ((f"({_counted(found)} the same)", "dim"),)
        else:
            yield from map(_line, found)


def _counted(found: Sequence[Line]) -> str:
    counts: dict[str, int] = {}
    for line in found:
        name = line.kind if line.kind in _PLAIN else "block"
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(number_of(n, name) for name, n in counts.items())


def _line(line: Line) -> Printed:
    pieces = [] if line.kind in _PLAIN else [(f"({line.kind}) ", "dim")]
    for where, spans in groupby(line.spans, lambda span: span.where):
        text = "".join(map(_marked, spans))
        pieces += _signed(text, where) if line.where == "changed" else [(text, _STYLES[where])]
    return f"{_GUTTERS[line.where]}   ", pieces


def _signed(text: str, where: str) -> Iterable[Piece]:
    """Return a text between the signs of its side; a leading space stays outside."""
    bare = text.lstrip(" ")
    before, after = _SIGNS[where]
    return [(text[: len(text) - len(bare)], ""), (before + bare + after, _STYLES[where])]


def _marked(span: Span) -> str:
    """Return a span's text as Markdown."""
    text = span.text.replace("\n", " / ")
    for mark in span.marks:
        bare = text.strip(" ")
        if not bare:
            continue
        sign = {"strong": "**", "emphasis": "*"}.get(mark)
        new = f"{sign}{bare}{sign}" if sign else f"[{bare}]({mark})"
        text = text.replace(bare, new, 1)
    return printable(text)


def _print(shown: Iterable[Printed]) -> None:
    """Print lines, in colour and wrapped if stdout is a terminal. NO_COLOR is honoured."""
    from rich.console import Console as Rich
    from rich.table import Table
    from rich.text import Text

    rich = Rich(highlight=False)
    for gutter, pieces in shown:
        text = Text.assemble(*pieces)
        if gutter and rich.is_terminal:
            grid = Table.grid()
            grid.add_column(width=len(gutter))
            grid.add_column()
            grid.add_row(Text(gutter), text)
            rich.print(grid)
        else:
            rich.print(Text(gutter) + text, soft_wrap=True)
