"""Define the messages between the page server and the process that renders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...diagnostics import Where
from ...workers.letter_limits import Limits
from .dependencies import Dependencies

#: Dots per inch at which pages are drawn: 96 is that of CSS, the higher ones suit dense screens.
RESOLUTIONS = (72, 96, 144, 192, 288)
JSON = "application/json"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class RenderSetup:
    """The first message: the project, and the limits for opening it and for one letter.

    The memory limit is that of `opening`. A process that has grown by `growth` bytes is replaced,
    because every layout leaks a little memory.
    """

    folder: Path
    opening: Limits
    letter: Limits
    growth: int


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Requests all rows, as JSON."""


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """Requests the letter of one row, with its diagnostics, as JSON; the key "" means the first."""

    key: str
    resolution: int


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Requests one page of a letter as PNG: that of `mark` if it is cached, else the current one.

    Pages count from 1.
    """

    key: str
    page: int
    resolution: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Requests a letter's PDF or DOCX."""

    key: str
    kind: Literal["pdf", "docx"]


@dataclass(frozen=True, slots=True)
class InspectionRequest:
    """Requests the faults of a letter's finished pages, and the envelope's window, as JSON."""

    key: str


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Requests the differences between the letters `other` and `key`, as JSON."""

    key: str
    other: str


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows the page shows: words of the search, a parliament, a dispatch state, "" for all.

    `count` is how many letters the page counts, so that a list that has changed is noticed.
    """

    search: str
    parliament: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class DispatchRequest:
    """Requests what would be made of the finished letters of the shown rows, or the file of it.

    As JSON: how many letters, and which are left out, and why. With `file`: a print file, or the
    drafts of e-mails.
    """

    kind: Literal["print", "drafts"]
    rows: RowFilter
    file: bool = False


RenderRequest = (
    ListRequest
    | LetterRequest
    | PageRequest
    | FileRequest
    | InspectionRequest
    | ComparisonRequest
    | DispatchRequest
)


@dataclass(frozen=True, slots=True)
class LetterStarted:
    """Reports that a letter is begun, and the files that were read so far."""

    dependencies: Dependencies


@dataclass(frozen=True, slots=True)
class SlowTemplate:
    """Reports that a letter has used most of its time, and the line of a template that runs."""

    where: Where


@dataclass(frozen=True, slots=True)
class RenderResponse:
    """The response to a request. `status` is that of HTTP, `name` the file name of a download.

    `dependencies` are the files that it was made from; None leaves those of the page as they are.
    """

    content: bytes
    media_type: str = JSON
    status: int = 200
    name: str = ""
    dependencies: Dependencies | None = None
