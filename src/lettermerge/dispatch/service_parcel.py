"""Write a parcel for a print-and-post service: PDFs, the service's list, options and counts.

Everything is in a folder, and again in one ZIP. One letter at a time is in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from ..recipients.table_writer import csv_line
from .run_folder import RunFolder
from .service_fields import FieldValue, HandedLetter, ServiceJob, fill_fields

DESCRIPTION = "parcel.json"
UNKNOWN_PAGES = (
    "The service's rules of pages (address position, margins, clear zones) were not read: "
    "look at its proof before anything is posted."
)
Read = Callable[[HandedLetter], bytes]


def price_classes(job: ServiceJob, letters: Iterable[HandedLetter]) -> list[dict[str, Any]]:
    """Return letters and pages by what prices depend on: destination and sheets.

    The destination is `home` or `abroad`, or a country's code for a service without a home.
    """
    counts: dict[tuple[str, int], list[int]] = {}
    for one in letters:
        country = one.address.country
        place = "home" if job.is_home(country) else "abroad"
        key = (place if job.service.home else country, job.sheets(one.pages))
        count = counts.setdefault(key, [0, 0])
        count[0] += 1
        count[1] += one.pages
    return [
        {"destination": place, "sheets": sheets, "letters": letters_, "pages": pages}
        for (place, sheets), (letters_, pages) in sorted(counts.items())
    ]


def describe_parcel(job: ServiceJob, letters: Sequence[HandedLetter]) -> dict[str, Any]:
    """Return what parcel.json says."""
    service = job.service
    return {
        "service": service.id,
        "name": service.name,
        "list": service.list_file,
        "letters": len(letters),
        "pages": sum(one.pages for one in letters),
        "sheets": sum(job.sheets(one.pages) for one in letters),
        "options": dict(job.options),
        "price_classes": price_classes(job, letters),
        "page_rules": "known" if service.pages_known else "unknown",
        "note": "" if service.pages_known else UNKNOWN_PAGES,
        "sources": list(service.sources),
    }


def write_parcel(
    job: ServiceJob, letters: Sequence[HandedLetter], read: Read, folder: RunFolder
) -> tuple[str, ...]:
    """Write a parcel into a folder; return the names of its files, the ZIP last.

    `read` returns the bytes of a finished letter, checked against its hash.
    """
    service = job.service
    archive_name = f"{service.id}.zip"
    described = json.dumps(describe_parcel(job, letters), ensure_ascii=False, indent=2) + "\n"
    with folder.open(archive_name) as stream, ZipFile(stream, "w") as archive:
        with folder.open(service.list_file) as listed:
            for piece in list_pieces(job, letters):
                listed.write(piece)
        with _opened(archive, service.list_file) as write:
            for piece in list_pieces(job, letters):
                write(piece)
        folder.write(DESCRIPTION, described.encode())
        with _opened(archive, DESCRIPTION) as write:
            write(described.encode())
        for one in letters:
            content = read(one)
            folder.write(one.file, content)
            archive.writestr(_entry(one.file, ZIP_STORED), content)
    return (service.list_file, DESCRIPTION, *(one.file for one in letters), archive_name)


def list_pieces(job: ServiceJob, letters: Iterable[HandedLetter]) -> Iterator[bytes]:
    """Yield the service's list, a row or an object for each letter."""
    rows = (fill_fields(job, one) for one in letters)
    if job.service.list_format == "json":
        yield b"["
        for number, row in enumerate(rows):
            text = json.dumps(_nested(row), ensure_ascii=False)
            yield f"{',' * bool(number)}\n{text}".encode()
        yield b"\n]\n"
        return
    yield csv_line([one.name for one in job.service.fields])
    for row in rows:
        yield csv_line([_word(value) for value in row.values()])


def _nested(row: dict[str, FieldValue]) -> dict[str, Any]:
    """Return fields as an object without empty ones: `to.name` is `name` of the object `to`."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if value == "":
            continue
        *above, last = name.split(".")
        place = found
        for one in above:
            place = place.setdefault(one, {})
        place[last] = value
    return found


def _word(value: FieldValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@contextmanager
def _opened(archive: ZipFile, name: str) -> Iterator[Callable[[bytes], Any]]:
    with archive.open(_entry(name, ZIP_DEFLATED), "w", force_zip64=True) as part:
        yield part.write


def _entry(name: str, kind: int) -> ZipInfo:
    """Return an entry of an archive without a clock."""
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = kind
    entry.external_attr = 0o644 << 16
    return entry
