"""Define what lettermerge.toml says of dispatch: how letters are printed, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from ..diagnostics import Diagnostic, Where
from .value_rules import STRICT, Config, ValueBounds

Sheets = Literal["first", "later", "last", "not-last", "each"]
_Across = Annotated[float, ValueBounds(ge=0, le=216)]
_Down = Annotated[float, ValueBounds(ge=0, le=297)]


@dataclass(frozen=True, slots=True)
class PrintMark:
    """A mark for a folding machine or a print house: a line, or a word.

    `x` and `y` are where it begins, in millimetres from the top left of the sheet; of a word it is
    the beginning of its base line. A line goes right, or down where it is `vertical`. `on` says on
    which sheets of a letter it is; `size` (of a word) is in points.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    x: _Across
    y: _Down
    length: Annotated[float, ValueBounds(ge=0, le=297)] = 0.0
    thickness: Annotated[float, ValueBounds(gt=0, le=20)] = 0.5
    vertical: bool = False
    word: str = ""
    size: Annotated[float, ValueBounds(gt=0, le=72)] = 6.0
    colour: Annotated[str, ValueBounds(pattern=r"^#[0-9a-fA-F]{6}$")] = "#000000"
    on: Sheets = "each"


@dataclass(frozen=True, slots=True)
class PrintTrays:
    """Names of the paper that the first sheets of letters, and all others, are printed on.

    With both, the two are printed as files of their own.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    first: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """How `print` prints; `sort` and `separators` are expressions as `-w` has them.

    `envelope` is the size of printed envelopes; "" is DL for letters on A4, #10 for US Letter.
    `service` lays letters out for the pages of a print-and-post service.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    duplex: bool = False
    sort: str = ""
    separators: str = "parliament.name"
    marks: tuple[PrintMark, ...] = ()
    trays: PrintTrays = PrintTrays()
    envelope: Literal["", "dl", "c5", "c6", "10", "monarch"] = ""
    service: Literal["", "notify"] = ""


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The folder of ledger.jsonl; "" is the output folder of the settings."""

    __pydantic_config__: ClassVar[Config] = STRICT
    directory: str = ""


PRINT, LEDGER = PrintSettings(), LedgerSettings()  #: the defaults


def check_print(settings: PrintSettings, file: str) -> Iterator[Diagnostic]:
    """Yield marks that print nothing, or two things, and trays of which one is not named."""
    for number, one in enumerate(settings.marks, 1):
        if bool(one.word) == bool(one.length):
            what = "both a line and a word" if one.word else "neither a line nor a word"
            yield Diagnostic(
                "settings.print-mark",
                f"`print.marks.{number}` is {what}",
                Where(file, column=f"print.marks.{number}"),
                "give it a length (a line), or a word",
            )
    trays = settings.trays
    if bool(trays.first) != bool(trays.later):
        lacking = "later" if trays.first else "first"
        yield Diagnostic(
            "settings.print-tray",
            f"`print.trays.{lacking}` is missing",
            Where(file, column=f"print.trays.{lacking}"),
            "name both papers, or delete [print.trays]",
        )
    elif trays.first and trays.first.casefold() == trays.later.casefold():
        yield Diagnostic(
            "settings.print-tray",
            "the first and the later sheets have the same paper",
            Where(file, column="print.trays.later", value=trays.later),
            "give the two other names, or delete [print.trays]",
        )
