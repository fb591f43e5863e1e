"""Find rows whose letters need no composing: all that they could read is what was recorded.

What was said of such a row when it was last addressed is recorded with its files, and said again.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...diagnostics import Diagnostic, Row, Severity
from ...output.job import DECIDES, Inputs
from ...output.manifest import Manifest, Record
from ...output.store import Store
from ...recipients import Recipient
from ..fingerprint import engines_of
from ..rosters.up_to_date_addressee import Found, RecordedAddressee, RecordedFile
from .row_input_hash import RowInputs


class Recording(NamedTuple):
    """What is recorded with the files of rows: hashes of what they could read, and what was said.

    `told` is by id.
    """

    inputs: RowInputs
    told: dict[str, tuple[Diagnostic, ...]]


class RecordedRows:
    """The rows of which a store has all files, as its manifest tells."""

    def __init__(
        self, inputs: RowInputs, formats: Sequence[str], known: tuple[Store, Manifest] | None
    ) -> None:
        """Without `known` nothing is recorded, and rows are hashed, no more."""
        self.inputs = inputs
        self._formats = formats
        self._known = known
        self._causes: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}

    def hash(self, recipient: Recipient) -> bytes:
        """Return eight bytes that tell what a letter to one row could read; none where unknown."""
        return self.inputs.hash(recipient)

    def find(self, recipient: Recipient, inputs: bytes) -> Found | None:
        """Return whom a letter goes to, its row's hash and what is said of it; None where unknown.

        `inputs` is the hash of all that the row could read.
        """
        if self._known is None or not inputs or recipient.hold:
            return None
        store, manifest = self._known
        id_ = recipient.id
        if id_ in manifest.cosigned or id_ in manifest.repaired:
            return None
        try:
            return self._find(recipient, inputs.hex(), store, manifest)
        except (ValueError, KeyError):  # somebody has written into the manifest
            return None

    def _find(
        self, recipient: Recipient, inputs: str, store: Store, manifest: Manifest
    ) -> Found | None:
        found = [_only(manifest, recipient.id, one) for one in self._formats]
        records = [one for one in found if one and one.inputs and one.inputs.hash == inputs]
        names = {one.path.removesuffix(f".{one.format}") for one in records}
        if len(records) < len(found) or len(names) != 1:
            return None
        if not all(_is_there(store, one.path) for one in records):
            return None
        first = records[0]
        assert first.inputs is not None
        files = tuple(map(self._file, records))
        addressee = RecordedAddressee(recipient.id, first.inputs, names.pop(), files)
        version = bytes.fromhex(first.fingerprint["recipient"])
        return addressee, version, tuple(_told(first.inputs, recipient.row))

    def _file(self, record: Record) -> RecordedFile:
        causes = {name: one for name, one in record.fingerprint.items() if name not in _OWN}
        causes["engines"] = engines_of(record.format)
        same = causes["engines"] == record.fingerprint.get("engines")
        shared = self._causes.setdefault(tuple(causes.items()), causes)
        sha256 = bytes.fromhex(record.sha256) if same else b""
        return RecordedFile(int(record.fingerprint[DECIDES], 16), shared, sha256)


#: Hashes of a letter's own; its other causes are those of many.
_OWN = frozenset((DECIDES, "recipient"))


def _only(manifest: Manifest, id_: str, format_: str) -> Record | None:
    """Return the last version of a file that never had another name, where it was done."""
    history = manifest.find(id_, format_)
    if history is None or history.done is not history.latest:
        return None
    record = history.latest
    if any(one.path != record.path for one in history.records):
        return None
    return record if {DECIDES, "recipient"} <= record.fingerprint.keys() else None


def _is_there(store: Store, path: str) -> bool:
    found = store.stat(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def texts_of(found: Sequence[Diagnostic], row: Row) -> tuple[tuple[str, ...], ...] | None:
    """Return what was said of a row as texts; None where it is of another place."""
    texts = []
    for one in found:
        place = one.where
        plain = Diagnostic(one.code, one.message, place, one.hint, one.severity)
        if (place.file, place.row, place.line) != (row.file, row.number, None) or one != plain:
            return None
        value = () if place.value is None else (place.value,)
        texts.append((one.code, one.severity.value, one.message, one.hint, place.column, *value))
    return tuple(texts)


def _told(inputs: Inputs, row: Row) -> Iterator[Diagnostic]:
    """Yield what was said of a row, at the place where it is now."""
    for code, severity, message, hint, column, *value in inputs.told:
        where = row.at(column, value[0] if value else None)
        yield Diagnostic(code, message, where, hint, Severity(severity))
