"""Hold what is recorded of a letter whose files are all up to date, in its addressee's place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, NoReturn, Protocol

from ...diagnostics import Diagnostic
from ...output.job import Inputs
from ...recipients import Recipient


class RecordedFile(NamedTuple):
    """What is recorded of one file: the hash that decides, and those of its causes.

    `sha256` is that of its bytes, empty where other engines have made them.
    """

    document: int
    causes: Mapping[str, str]
    sha256: bytes


class RecordedAddressee:
    """Whom a letter goes to that was neither addressed nor composed again.

    `name`, `template` and `note` are as recorded, `file_name` is without an ending; `files` has one
    for each format.
    """

    __slots__ = ("file_name", "files", "id", "name", "note", "template")

    def __init__(
        self, id_: str, inputs: Inputs, file_name: str, files: tuple[RecordedFile, ...]
    ) -> None:
        self.id, self.name, self.note = id_, inputs.name, inputs.note
        self.template, self.file_name, self.files = inputs.template, file_name, files

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the rows of the letter."""
        return (self.id,)

    @property
    def parliament(self) -> str:
        return ""

    def unpack(self) -> NoReturn:
        """Raise AssertionError: who needs the addressee must not ask for recorded rows."""
        raise AssertionError(f"{self.id} was not addressed")

    unpack_all = unpack


#: Whom a letter goes to, the hash of its row and what is said of it.
Found = tuple[RecordedAddressee, bytes, tuple[Diagnostic, ...]]


class KnownRows(Protocol):
    """Knows which rows need not be addressed."""

    def hash(self, recipient: Recipient) -> bytes:
        """Return eight bytes for all that a row could read; none where that is not known."""

    def find(self, recipient: Recipient, inputs: bytes) -> Found | None:
        """Return what is recorded of a row whose inputs have this hash; None where nothing is."""
