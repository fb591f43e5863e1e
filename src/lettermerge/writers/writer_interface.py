"""Describe what every writer takes and gives beside the documents themselves.

A writer is `write(documents, style) -> Iterator[Written | Failure]`, one result for each document,
in order; that of PDFs takes the room for signatures as well. One document's failure does not end
its group.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal

from ..diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class SignatureSpace:
    """The room a PDF must leave for a signature, decided before it is written.

    `contents` is the number of bytes of DER that /Contents can hold (twice as many hex digits);
    `signed_at` (with a zone) becomes /M (ISO 32000-2, 12.8.1, table 255); `certify` asks for a
    DocMDP transform; `name` and `reason` become /Name and /Reason ("" leaves them out).
    """

    contents: int
    signed_at: datetime
    name: str
    reason: str = ""
    certify: Literal["no-changes", "fill-forms"] | None = None


@dataclass(frozen=True, slots=True)
class ReservedField:
    """An empty signature field, to be filled after the file is finished.

    `field` is its partial name (/T), without a full stop; `name` is who will sign (in /TU);
    `place` is the number of the signatory whose block it lies over, from 1.
    """

    field: str
    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a written PDF waits for its signature, in bytes from the start of the file.

    The /Contents value, `<` and `>` included, is `content[start:end]`. The /ByteRange array is
    final already: [0, start, end, len(content) - end].
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """One letter's file, from the writer to the manifest. Each stage fills in what it knows.

    - The writer: `content`; `pages` (None for DOCX); `hole`, where the signature goes in a PDF that
      was written with a `SignatureSpace`; `route`, "full", or "variable" where only what varies was
      laid out ("" for DOCX).
    - The pipeline: the signed `content`, `paper`, `signer` ("" for an unsigned file) and
      `warnings`, which fail nothing.
    - The process that puts it on disk: `part`, the temporary file below the output folder that
      holds the bytes, their `sha256` in hexadecimal and their number, `size`. `content` is empty
      then.
    """

    content: bytes
    pages: int | None = None
    hole: Hole | None = None
    route: Literal["", "full", "variable"] = ""
    paper: str = ""
    signer: str = ""
    warnings: tuple[Diagnostic, ...] = ()
    part: str = ""
    sha256: str = ""
    size: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the fields in their order: by name, as dataclasses do, takes three times as long.

        A run reads one of these for each file.
        """
        return Written, _fields_of(self)


_fields_of = attrgetter(*(one.name for one in fields(Written)))
