"""Judge the texts that the cells of an XLSX share, before the quick reader makes room for them.

One text may be shown by a million cells, and the table may announce texts that it does not have.
"""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise

from .prescan_result import LARGEST_VOLUME, Scan
from .spreadsheet_archive import parse_part

_PART = "xl/sharedstrings.xml"
#: The root element with its attributes; no value of one holds `<` (XML 1.0, 2.3).
_ROOT = re.compile(rb"<(?:[^\s<>/:]+:)?sst(?=\s)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
_COUNT = re.compile(rb"[cC]ount\s*=\s*[\"'](\d+)")
_TEXT_ENDS = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")


def require_counts(archive: zipfile.ZipFile) -> None:
    """Raise ValueError if a table of texts announces more than can be in it.

    The reader makes room for as many (`count` and `uniqueCount`, ECMA-376 part 1, 18.4.9) at once.
    """
    for part in _parts(archive):
        data = archive.read(part)
        for root in _ROOT.finditer(data):
            for count in _COUNT.findall(root[0]):
                if len(count) > 10 or int(count) > max(len(data), 1 << 20):
                    shown = count[:20].decode("ascii")
                    raise ValueError(f"it announces {shown} texts, which it cannot hold")


def count_shared(archive: zipfile.ZipFile, sheet: str, scan: Scan) -> None:
    """Add to `scan` how many bytes of shared texts the cells of a sheet show.

    They are counted one by one only where the longest text for every cell would be too many.

    Raises:
        ValueError: they are more than may be read.
    """
    parts = _parts(archive)
    if not scan.shared or not parts:
        return
    ends = [0, *(found.end() for found in _TEXT_ENDS.finditer(archive.read(parts[0])))]
    lengths = [end - begin for begin, end in pairwise(ends)]
    if max(lengths, default=0) * scan.shared > LARGEST_VOLUME:
        parse_part(archive, sheet, _Shown(lengths, scan))


def _parts(archive: zipfile.ZipFile) -> list[str]:
    """Return the parts that the reader may take for the table: it ignores case, and which slash."""
    return [name for name in archive.namelist() if name.replace("\\", "/").casefold() == _PART]


class _Shown:
    """A sheet, for the lengths of the shared texts that its cells show."""

    def __init__(self, lengths: list[int], scan: Scan) -> None:
        self.lengths = lengths
        self.scan = scan
        self.number: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.number = "" if attributes.get("t") == "s" else None

    def end(self, tag: str) -> None:
        if tag == "c" and self.number and self.number.strip().isdigit():
            place = int(self.number)
            self.scan.hold(self.lengths[place] if place < len(self.lengths) else 0)

    def text(self, data: str) -> None:
        if self.number is not None:
            self.number += data
