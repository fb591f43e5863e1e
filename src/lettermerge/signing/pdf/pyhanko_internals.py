"""Give what signing needs from inside pyHanko plain names; tests/contracts names each."""

from __future__ import annotations

import re
from binascii import unhexlify
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class Revision(IncrementalPdfFileWriter):
    """An incremental update that neither touches metadata nor draws random file identifiers."""

    def _update_meta(self) -> None:
        """Leave XMP and document information as they are: they are the archival profile's."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        """Keep the identifier, so that the same inputs give the same bytes."""
        if "/ID" in prev.trailer:
            return prev.trailer["/ID"]
        fresh: Any = IncrementalPdfFileWriter._handle_id
        return fresh(prev)


def section_trailers(reader: Any) -> list[Any]:
    """Return the trailer of each section of a file, the last section's first."""
    trailers: list[Any] = reader.trailer._trailer_revisions
    return trailers


_HEX_STRING = re.compile(rb"<((?:[0-9A-Fa-f]{2})*)>")
_read_by_digit = generic.read_hex_string_from_stream


def read_hex_string(stream: Any) -> Any:
    """Read a string of hex digits at once; pyHanko, which reads any other, goes digit by digit.

    A signature is thousands of digits, most of them padding, and is read a few times a revision.
    """
    if isinstance(stream, BytesIO):
        found = _HEX_STRING.match(stream.getvalue(), stream.tell())
        if found:
            stream.seek(found.end())
            return generic.pdf_string(unhexlify(found[1]))
    return _read_by_digit(stream)


generic.read_hex_string_from_stream = read_hex_string
