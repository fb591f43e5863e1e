"""Read a roster by the reader of an installed package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...diagnostics import Diagnostic, Where
from ...extensions import Extension, ExtensionError
from .delimited_text import Record, TableError
from .value_text import Bounds, text_of

_BLOCK = 4096  # rows


def read_by_extension(reader: Extension, path: Path, file: str) -> Iterator[Record]:
    """Yield the headings as row 0 and the rows from 1, as the package's function gives them.

    The function takes the path and yields rows: first the headings, then the cells of each row
    (text, numbers, dates, None).

    Raises:
        TableError: it cannot be loaded, it fails, or there is more than a roster has.
    """
    bounds, block = Bounds(file), list[list[str]]()
    try:
        for number, row in enumerate(reader.load()(path)):
            cells = ["" if cell is None else text_of(cell) for cell in row]
            block.append(cells)
            if len(block) == _BLOCK:
                bounds.add_rows(block)
                block = []
            yield number, cells
        bounds.add_rows(block)
    except (TableError, GeneratorExit):
        raise
    except ExtensionError as error:
        raise TableError(_at(error, file)) from None
    except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
        raise TableError(_at(reader.fail("the roster cannot be read", error), file)) from None


def _at(error: ExtensionError, file: str) -> Diagnostic:
    return Diagnostic("roster.reader-failed", error.message, Where(file), error.hint)
