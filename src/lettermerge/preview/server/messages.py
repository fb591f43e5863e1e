"""What the page server asks of the process that renders, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...diagnostics import Where
from ...workers.limits import Limits
from .dependencies import Reads

#: Dots an inch at which pages are drawn: 96 is CSS's own, the others are for dense screens.
RESOLUTIONS = (72, 96, 144, 192, 288)
JSON = "application/json"
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Start:
    """The first message: the project, what opening it may use, and what time one letter may.

    The memory of `opening` is that of both. A process that has grown by `growth` bytes is replaced:
    layouts leave a little behind, and a day of edits adds up.
    """

    folder: Path
    opening: Limits
    letter: Limits
    growth: int


@dataclass(frozen=True, slots=True)
class AskList:
    """Every row, as JSON."""


@dataclass(frozen=True, slots=True)
class AskLetter:
    """All there is to say of one row, as JSON; the key "" means the first."""

    key: str
    resolution: int


@dataclass(frozen=True, slots=True)
class AskPage:
    """One page of a letter as PNG, from 1: the picture of `mark`, or the page as it is now."""

    key: str
    page: int
    resolution: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class AskFile:
    """A letter's PDF or DOCX."""

    key: str
    kind: Literal["pdf", "docx"]


@dataclass(frozen=True, slots=True)
class AskInspection:
    """What is doubtful about a letter's finished pages, and where its window is, as JSON."""

    key: str


@dataclass(frozen=True, slots=True)
class AskComparison:
    """What differs between the letter `other` and the letter `key`, as JSON."""

    key: str
    other: str


Ask = AskList | AskLetter | AskPage | AskFile | AskInspection | AskComparison


@dataclass(frozen=True, slots=True)
class Begun:
    """A letter is begun; what comes before it was read from these files."""

    reads: Reads


@dataclass(frozen=True, slots=True)
class Slow:
    """The letter has used most of its time, and is at this line of a template."""

    where: Where


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes to the page. `status` is HTTP's; `name` is what a download is called.

    `reads` are the files that made it, where that is of interest to who watches them.
    """

    content: bytes
    media_type: str = JSON
    status: int = 200
    name: str = ""
    reads: Reads | None = None
