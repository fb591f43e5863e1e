"""Define the exception tree and the exit codes, which are a stable interface.

    LettermergeError
    ├── UsageError             2  the command line is wrong
    ├── SettingsError          3  lettermerge.toml, a theme or a profile is unusable
    ├── RosterError            3  a roster is unusable as a whole
    ├── TemplateError          4  the letter's template is unusable as a whole
    ├── LetterError            5  one letter cannot be made; the others can
    ├── SigningError           6  an identity or a signature is refused
    ├── MissingEngineError     7  something that the machine lacks
    └── OutputError            8  the output is locked, altered, or not fit to be dispatched

Imports nothing of ours at run time: every other module may raise these.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from .diagnostics import Diagnostic


class ExitCode(IntEnum):
    """What the command's exit status means; documented from here, never renumbered."""

    DONE = 0, "all done"
    BUG = 1, "a fault of lettermerge itself; the traceback is kept"
    USAGE = 2, "the command line is wrong"
    DATA = 3, "settings or roster unusable; nothing was written"
    TEMPLATE = 4, "the template is unusable; nothing was written"
    LETTERS = 5, "some letters failed; the others are written"
    SIGNATURE = 6, "signing or verification failed, or letters wait for an approval"
    MACHINE = 7, "the machine lacks something: Pango, HarfBuzz-subset, a font"
    OUTPUT = 8, "the output is locked, altered since it was written, or not fit to be dispatched"
    INTERRUPTED = 130, "interrupted; what was written is whole"

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


#: Which code wins where several apply.
PRECEDENCE: tuple[ExitCode, ...] = (
    ExitCode.INTERRUPTED,
    ExitCode.BUG,
    ExitCode.MACHINE,
    ExitCode.SIGNATURE,
    ExitCode.OUTPUT,
    ExitCode.LETTERS,
)


def prevailing(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the exit code that wins where several apply; DONE for none."""
    found = set(codes)
    return next((code for code in PRECEDENCE if code in found), ExitCode.DONE)


class LettermergeError(Exception):
    """What lettermerge refuses to do, and what to do about it.

    `message` says what is wrong, `hint` the next action. `faults` holds the diagnostics behind
    it, all of them where there are several (in a roster, in the settings), so that they can be
    fixed in one go.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(
        self, message: str, *, hint: str = "", faults: tuple[Diagnostic, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.faults = faults

    @classmethod
    def from_fault(cls, fault: Diagnostic, about: object = "") -> Self:
        """Return one diagnostic as an error; `about` is the file that the message begins with."""
        head = f"{about}: " if about else ""
        return cls(f"{head}{fault.message}", hint=fault.hint, faults=(fault,))

    @classmethod
    def from_faults(cls, what: str, faults: Iterable[Diagnostic]) -> Self:
        """Return all errors of a file, or of `what` else, as one."""
        found = tuple(faults)
        number = sum(1 for fault in found if fault.severity == "error")
        count, hint = ("an error", "fix it") if number == 1 else ("errors", "fix each of these")
        return cls(f"{what} has {count}", hint=hint, faults=found)


class UsageError(LettermergeError):
    """The command line is wrong: an unknown recipient, options that exclude each other."""

    exit_code = ExitCode.USAGE


class SettingsError(LettermergeError):
    """lettermerge.toml, a theme or a parliament profile is unusable."""

    exit_code = ExitCode.DATA


class RosterError(LettermergeError):
    """A roster is unusable as a whole: unreadable, a column missing, ids that repeat."""

    exit_code = ExitCode.DATA


class TemplateError(LettermergeError):
    """The template is unusable as a whole: a syntax error, a missing include, an unknown key."""

    exit_code = ExitCode.TEMPLATE


class LetterError(LettermergeError):
    """One letter cannot be made; the others can."""

    exit_code = ExitCode.LETTERS


class SigningError(LettermergeError):
    """An identity is refused, or a letter cannot be signed."""

    exit_code = ExitCode.SIGNATURE


class MissingEngineError(LettermergeError):
    """The machine lacks something; the hint says how to install it."""

    exit_code = ExitCode.MACHINE


class OutputError(LettermergeError):
    """The output folder is locked, or a file in it was altered since it was written."""

    exit_code = ExitCode.OUTPUT


def extra_hint(extra: str) -> str:
    """Return how to install an extra into this environment, from where lettermerge itself is from.

    Installers record that folder (PEP 610, `direct_url.json`); it is on no package index.
    """
    import json
    from importlib import metadata
    from importlib.util import find_spec
    from pathlib import Path
    from urllib.parse import unquote, urlsplit

    try:
        found = json.loads(metadata.distribution("lettermerge").read_text("direct_url.json") or "")
        folder = Path(unquote(urlsplit(found["url"]).path))
        is_editable = bool(found.get("dir_info", {}).get("editable"))
    except (metadata.PackageNotFoundError, ValueError, KeyError):
        folder, is_editable = Path(), False
    is_there = (folder / "pyproject.toml").is_file() and folder.is_absolute()
    source = f"{folder if is_there else '.'}[{extra}]"
    pip = f"{sys.executable} -m pip install"
    if find_spec("pip") is None:
        pip = f"uv pip install --python {sys.executable}"
    where = "" if is_there else ", in the folder that you cloned"
    return f"run `{pip} {'-e ' * is_editable}'{source}'`{where}"
