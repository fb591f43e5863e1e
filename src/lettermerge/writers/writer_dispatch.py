"""Write documents in the format of an installed package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..config.output_formats import known_formats
from ..diagnostics import Failure
from ..errors import LettermergeError, UsageError
from ..extensions import WRITERS, Extension, find_extension
from ..layout.page_style import PageStyle
from ..letter.document import Document
from .writer_interface import Written


def writer_package(kind: str) -> Extension:
    """Return the package that writes a format.

    Raises:
        UsageError: there is none.
    """
    found = find_extension(WRITERS, kind)
    if found is None:
        raise UsageError(
            f"`{kind}` is not a format", hint=f"write -f {' or -f '.join(known_formats())}"
        )
    return found


def write(
    documents: Iterable[Document], style: PageStyle, kind: str
) -> Iterator[Written | Failure]:
    """Yield each document as the package's function writes it: `write(document, style) -> bytes`.

    One letter's failure does not end its group. The number of pages is unknown.

    Raises:
        ExtensionError: the package cannot be loaded.
        UsageError: no package writes the format.
    """
    package = writer_package(kind)
    function = package.load()
    for document in documents:
        try:
            content = function(document, style)
            if not isinstance(content, bytes):
                raise TypeError(f"it returned {type(content).__name__}, not bytes")
        except LettermergeError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
            failed = package.fail(f"no {kind} could be written", error)
            yield Failure(failed.faults)
            continue
        yield Written(content, None)
