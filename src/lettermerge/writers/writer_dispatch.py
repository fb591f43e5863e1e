"""Write documents in any format: choose its writer, here or in an installed package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..config.output_formats import known_formats
from ..diagnostics import Failure
from ..errors import LettermergeError, UsageError
from ..extensions import WRITERS, Extension, find_extension
from ..layout.page_style import PageStyle
from ..letter.document import Document
from .writer_interface import ReservedField, SignatureSpace, Written


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
    documents: Iterable[Document],
    style: PageStyle,
    kind: str,
    space: SignatureSpace | None = None,
    reserved: tuple[ReservedField, ...] = (),
) -> Iterator[Written | Failure]:
    """Write documents of one style as a format, one result for each, in order.

    `space` and `reserved` are the room that PDFs leave for signatures, now and later.

    Raises:
        MissingEngineError: the machine lacks what the format needs.
        ExtensionError: the package that writes it cannot be loaded.
        UsageError: nothing writes it.
    """
    if kind == "pdf":
        from . import pdf

        return pdf.write(documents, style, space, reserved)
    if kind == "docx":
        from . import docx

        return docx.write(documents, style)
    return _write_by_package(documents, style, kind)


def _write_by_package(
    documents: Iterable[Document], style: PageStyle, kind: str
) -> Iterator[Written | Failure]:
    """Yield each document as the package's function writes it: `write(document, style) -> bytes`.

    One letter's failure does not end its group. The number of pages is unknown.
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
