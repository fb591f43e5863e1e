"""Write a run's files below a number of its own in an object store, whole or not at all.

They are made on this machine. An object `whole` is written after all others: without it what is
below the number is what a killed run left, which the next one removes. A lease keeps runs apart.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from pathlib import Path

from ..config.store_address import StoreAddress
from ..errors import OutputError
from ..output.bucket import Bucket, open_bucket
from ..output.lease import Lease, take_lease
from ..output.manifest_journal import utc_now
from ..output.store_faults import StoreFault
from ..output.transfer_folder import find_spool

MARK = "whole"
_NUMBER = re.compile(r"([0-9]{4,})/(.*)", re.DOTALL)


class NumberedObjects:
    """A run's files while they are made; `name` is its number, `path` where they will be."""

    def __init__(self, above: StoreAddress, name: str, bucket: Bucket, lease: Lease) -> None:
        self.path = above / name
        self.name = name
        self._bucket, self._lease = bucket, lease
        self._here = Path(tempfile.mkdtemp(dir=find_spool(str(above))))

    @contextmanager
    def open(self, name: str) -> Iterator[BufferedIOBase]:
        """Open a new file for writing."""
        with (self._here / name).open("xb") as stream:
            yield stream

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file."""
        (self._here / name).write_bytes(content)

    def keep(self) -> None:
        """Upload all files, then say that they are there."""
        for file in sorted(self._here.iterdir()):
            self._bucket.upload(f"{self.name}/{file.name}", file)
        self._lease.require()
        self._bucket.create(f"{self.name}/{MARK}", b"")

    def close(self) -> None:
        """Remove the files from this machine."""
        shutil.rmtree(self._here, ignore_errors=True)


@contextmanager
def numbered_objects(above: StoreAddress) -> Iterator[NumberedObjects]:
    """Begin the next number below an address; its files are there with `keep`.

    Raises:
        OutputError: another run writes there, or the store does not answer.
    """
    try:
        bucket = open_bucket(above)
        with take_lease(bucket, utc_now().isoformat(timespec="seconds")) as lease:
            folder = NumberedObjects(above, f"{_sweep(bucket) + 1:04}", bucket, lease)
            try:
                yield folder
            finally:
                folder.close()
                with suppress(StoreFault):
                    lease.end()
    except StoreFault as error:
        raise OutputError.from_fault(error.diagnostic(above)) from None


def has_objects(folder: StoreAddress) -> bool:
    """Return whether the files of a run are there, all of them.

    Raises:
        OutputError: the store does not answer.
    """
    try:
        return open_bucket(folder).find(MARK) is not None
    except StoreFault as error:
        raise OutputError.from_fault(error.diagnostic(folder)) from None


def _sweep(bucket: Bucket) -> int:
    """Remove what killed runs left; return the highest number."""
    found: dict[str, list[str]] = {}
    for one in bucket.list():
        if match := _NUMBER.fullmatch(one.key):
            found.setdefault(match[1], []).append(match[2])
    for number, names in found.items():
        if MARK not in names:
            bucket.delete(f"{number}/{name}" for name in names)
    return max((int(number) for number, names in found.items() if MARK in names), default=0)
