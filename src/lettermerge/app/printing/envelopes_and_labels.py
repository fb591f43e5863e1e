"""Print envelopes and labels for finished letters: choose, fit, and write them whole or not at all.

A letter that is not fit to be dispatched has no envelope; an address that fits in no size of at
least 8 points is a fault of its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...config.settings import Sender
from ...config.store_address import Place
from ...diagnostics import Diagnostic, Severity, Where
from ...dispatch.address_sheets import (
    AddressSheets,
    PostalAddress,
    address_list,
    address_room,
    envelope_page,
    fit_sender,
    label_page,
    write_address_docx,
    write_address_pdf,
)
from ...dispatch.dispatch_standing import PRINT
from ...dispatch.run_folder import numbered_folder
from ...errors import ExitCode, SettingsError, UsageError, prevailing
from ...layout.address_fitting import FAMILIES, SMALLEST, SlotPage, fit_text
from ...layout.label_sheet import find_label_sheet
from ...layout.postal_envelope import load_postal_envelopes
from ...protocol.postal_lines import country_line
from ...protocol.printed_address import printed_destination
from ...writers.missing_characters import missing_in, name_character
from ..batch.batch_model import Request
from ..dispatch.dispatch_rules import leave_out_answered
from ..dispatch.dispatchable_letters import FinishedLetter, FinishedLetters, find_finished
from ..dispatch.letter_histories import read_histories
from .print_run import FOLDER
from .unshortened_addresses import Block, printed_block, unshortened_addresses

LIST = "addresses.csv"
#: The envelope of each paper where nothing says another one.
_USUAL = {"a4": "dl", "letter": "10"}


@dataclass(frozen=True)
class PreparedAddresses:
    """What will be printed: `files`, and the rows whose address does not fit."""

    finished: FinishedLetters
    files: tuple[AddressSheets, ...]
    unfit: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...] = ()

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Why letters are left out, and what is worth knowing of the others."""
        return self.finished.told((*self.finished.diagnostics, *self.unfit, *self.remarks))

    @cached_property
    def exit_code(self) -> ExitCode:
        """OUTPUT where a letter that was asked for is left out, else LETTERS where one is unfit."""
        own = ExitCode.LETTERS if self.unfit else ExitCode.DONE
        return prevailing((self.finished.exit_code, own))

    @property
    def addresses(self) -> int:
        return sum(len(one.addresses) for one in self.files)

    @property
    def pages(self) -> int:
        return sum(one.pages for one in self.files)


@dataclass(frozen=True, slots=True)
class PrintedAddresses:
    """What was written: the run's folder, and the files in it."""

    folder: Place
    names: tuple[str, ...]


def prepare_envelopes(request: Request, size: str = "", processes: int = 1) -> PreparedAddresses:
    """Find the letters and fit their addresses onto envelopes; nothing is written.

    `size` is an envelope's id; "" is that of the settings, else the usual one of each paper.

    Raises:
        UsageError: there is no such envelope, or as for a run.
        SettingsError: the return address does not fit, or as for a run.
        RosterError, TemplateError: unusable as a whole.
    """
    known = load_postal_envelopes()
    size = size or request.settings.print.envelope
    if size and size not in known:
        raise UsageError(f"`{size}` is not an envelope", hint=f"write one of {', '.join(known)}")
    finished = _find_letters(request, processes)
    whole = unshortened_addresses(finished, processes)
    by_size: dict[str, list[FinishedLetter]] = {}
    for letter in finished.letters:
        by_size.setdefault(size or _USUAL[letter.paper], []).append(letter)
    files, unfit = [], []
    for id_, letters in by_size.items():
        page = envelope_page(known[id_])
        fitting, faults = _fitting(letters, whole, page, f"a {known[id_].name} envelope")
        sender = request.settings.sender
        addresses = tuple(
            PostalAddress(one.id, one.name, block, _return_address(one, sender))
            for one, block in fitting
        )
        _require_senders(addresses, page, known[id_].name)
        unfit += faults
        if addresses:
            title = f"Envelopes ({known[id_].name})"
            files.append(AddressSheets(f"envelopes-{id_}", title, page, addresses))
    return PreparedAddresses(finished, tuple(files), tuple(unfit), tuple(_remarks(request)))


def _find_letters(request: Request, processes: int) -> FinishedLetters:
    """Return the finished letters but those that `print` leaves out for an answer."""
    finished = find_finished(request, processes)
    return leave_out_answered(finished, read_histories(finished), PRINT)


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """Which label sheet, how many of its places are used already, and whether edges are printed."""

    sheet: str
    skip: int = 0
    outline: bool = False


def prepare_labels(request: Request, wanted: LabelRequest, processes: int = 1) -> PreparedAddresses:
    """Find the letters and fit their addresses onto labels; nothing is written.

    Raises:
        UsageError: there is no such sheet, it has fewer labels than are to be skipped, or as for a
            run.
        SettingsError, RosterError, TemplateError: unusable as a whole.
    """
    sheet = find_label_sheet(wanted.sheet)
    page = label_page(sheet, outlined=wanted.outline)
    places = len(page.slots)
    if wanted.skip >= places:
        raise UsageError(
            f"--skip {wanted.skip} leaves no label of {sheet.title}, which has {places}",
            hint=f"give a number below {places}",
        )
    finished = _find_letters(request, processes)
    whole = unshortened_addresses(finished, processes)
    fitting, unfit = _fitting(finished.letters, whole, page, f"a label of {sheet.title}")
    addresses = tuple(PostalAddress(one.id, one.name, block) for one, block in fitting)
    name = f"labels-{'-'.join(wanted.sheet.casefold().split())}".replace("/", "-")
    title = f"Labels ({sheet.title})"
    files = (AddressSheets(name, title, page, addresses, wanted.skip),) if addresses else ()
    return PreparedAddresses(finished, files, tuple(unfit))


def print_addresses(prepared: PreparedAddresses) -> PrintedAddresses:
    """Write each file as PDF and DOCX, and the list of addresses, into a numbered folder.

    Raises:
        OutputError: another run prints, or the disk takes no more; no file is left then.
    """
    above = prepared.finished.prepared.request.directory / FOLDER
    names: list[str] = []
    with numbered_folder(above) as folder:
        for sheets in prepared.files:
            writers = (write_address_pdf, write_address_docx)
            for name, write in zip(sheets.files, writers, strict=True):
                with folder.open(name) as stream:
                    write(sheets, stream)
                names.append(name)
        folder.write(LIST, address_list(prepared.files))
        folder.keep()
    return PrintedAddresses(folder.path, (*names, LIST))


def _fitting(
    letters: Iterable[FinishedLetter], whole: Mapping[str, Block], page: SlotPage, on: str
) -> tuple[list[tuple[FinishedLetter, Block]], list[Diagnostic]]:
    """Return the letters whose addresses fit, with what is printed; a fault for each other one."""
    room = address_room(page)
    fitting, faults = [], []
    for one in letters:
        block = printed_block(one, whole, room)
        if missing := missing_in("".join(block), FAMILIES):
            faults.append(_unprintable(one, missing))
            continue
        if fit_text(block, room) is not None:
            fitting.append((one, block))
            continue
        lines = f"{len(block)} line" + "s" * (len(block) != 1)
        faults.append(
            Diagnostic(
                "dispatch.address-too-large",
                f"the address ({lines}) does not fit on {on} in {SMALLEST:g} points",
                one.row.at("address", block[0]),
                "shorten the address, or choose a larger size",
            )
        )
    return fitting, faults


def _unprintable(one: FinishedLetter, missing: tuple[str, ...]) -> Diagnostic:
    named = ", ".join(map(name_character, missing))
    return Diagnostic(
        "dispatch.address-characters",
        f"{FAMILIES[0].name}, which addresses are set in, has no {named}",
        one.row.at("address", one.addressee.address_block[0]),
        "write it in Latin, Greek or Cyrillic letters, which every post reads",
    )


def _return_address(one: FinishedLetter, sender: Sender) -> tuple[str, ...]:
    """Return the sender's lines, with the country where the letter crosses a border."""
    lines = (sender.name, *sender.address)
    country, _ = printed_destination(one.addressee.address_block, sender.country)
    if not sender.country or not sender.address or country == sender.country:
        return lines
    return (*lines, country_line(sender.country, country, one.letter.language))


def _require_senders(addresses: tuple[PostalAddress, ...], page: SlotPage, name: str) -> None:
    for lines in dict.fromkeys(one.sender for one in addresses):
        if missing := missing_in("".join(lines), FAMILIES):
            named = ", ".join(map(name_character, missing))
            raise SettingsError(
                f"{FAMILIES[0].name}, which addresses are set in, has no {named}",
                hint="write sender.name and sender.address without it",
            )
        if fit_sender(lines, page) is None:
            raise SettingsError(
                f"the return address ({' / '.join(lines)}) does not fit on a {name} envelope",
                hint="shorten sender.name and sender.address, or choose a larger envelope",
            )


def _remarks(request: Request) -> Iterator[Diagnostic]:
    if not request.settings.sender.address:
        yield Diagnostic(
            "dispatch.no-return-address",
            "sender.address is empty: envelopes have the sender's name alone",
            Where("lettermerge.toml", column="sender.address"),
            "add it, so that what cannot be delivered comes back",
            Severity.WARNING,
        )
