"""Give what signing needs from inside pyHanko plain names; tests/contracts names each."""

from __future__ import annotations

from typing import Any

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
