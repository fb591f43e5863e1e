"""Hand finished letters over to a print-and-post service: choose, check, write, record.

Nothing is sent: what is made is a folder and a ZIP for the service's own page or program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ...config.store_address import Place
from ...diagnostics import Diagnostic, Severity, Where, number_of
from ...dispatch.dispatch_standing import HANDOFF
from ...dispatch.ledger import EventKind, LedgerEvent, local_day
from ...dispatch.print_service import OptionValue, PrintService
from ...dispatch.run_folder import numbered_folder
from ...dispatch.service_fields import HandedLetter, ServiceFault, ServiceJob, find_service_faults
from ...dispatch.service_parcel import UNKNOWN_PAGES, describe_parcel, write_parcel
from ...errors import ExitCode, OutputError, prevailing
from ...inspection.clear_zones import find_zone_faults
from ...layout.print_service_page import load_service_pages
from ...protocol.printed_address import take_apart
from ..batch.batch_model import Request
from ..dispatch.dispatch_record import event_of, ledger_of
from ..dispatch.dispatch_rules import choose_due, mark_dispatched, require_due
from ..dispatch.dispatchable_letters import FinishedLetter, FinishedLetters, find_finished
from ..dispatch.project_ledger import is_there
from ..preflight.print_service_check import HINT

FOLDER = "handoff"  #: below the output folder
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_ID = 60  # characters of an id in a file's name


@dataclass(frozen=True, slots=True)
class PreparedParcel:
    """What will be handed over, and why the service would refuse other letters."""

    finished: FinishedLetters
    job: ServiceJob
    letters: tuple[HandedLetter, ...]
    refused: tuple[Diagnostic, ...]
    handed_before: int
    again: bool = False

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Why letters are left out, and what is worth knowing of the others."""
        found = (*self.finished.diagnostics, *self.refused, *self._warnings())
        return self.finished.told(found)

    def _warnings(self) -> Iterator[Diagnostic]:
        if self.handed_before:
            letters = number_of(self.handed_before, "letter", "was", "were")
            yield _warning(
                "handed-before", f"{letters} handed over before, and would be posted again",
                "`lettermerge ledger show --history` says when",
            )  # fmt: skip
        if self.letters and not self.job.service.pages_known:
            yield _warning("unknown-pages", UNKNOWN_PAGES[:1].lower() + UNKNOWN_PAGES[1:-1], "")

    @property
    def exit_code(self) -> ExitCode:
        """OUTPUT where a letter that was asked for is left out, LETTERS where one is refused."""
        own = ExitCode.LETTERS if self.refused else ExitCode.DONE
        return prevailing((self.finished.exit_code, own))

    def describe(self) -> dict[str, Any]:
        """Return what parcel.json says."""
        return describe_parcel(self.job, self.letters)


@dataclass(frozen=True, slots=True)
class HandedParcel:
    """What was written: the run's folder, and the files in it."""

    folder: Place
    names: tuple[str, ...]


def prepare_parcel(
    request: Request,
    service: PrintService,
    options: Mapping[str, OptionValue],
    processes: int = 1,
    *,
    again: bool = False,
) -> PreparedParcel:
    """Find the letters, fill the service's fields and hold them to its rules; nothing is written.

    `again` takes what was handed over, to any service, or changed since it was sent, too.

    Raises:
        OutputError: a letter was signed by a demo identity, or the ledger is gone although letters
            were dispatched.
        SettingsError, RosterError, TemplateError: unusable as a whole.
        UsageError: a name or an expression that selects nothing it could mean.
    """
    due = choose_due(find_finished(request, processes), HANDOFF, again=again)
    finished = due.finished
    if finished.demo:
        letters = number_of(finished.demo, "letter", "was", "were")
        raise OutputError(
            f"{letters} signed by a DEMO identity: these are not for mailing",
            hint="set signing.identity to your own, or to none for paper, and render again",
        )
    sender = request.settings.sender
    block = (sender.name, *sender.address)
    job = ServiceJob(service, options, replace(take_apart(block, sender.country), name=sender.name))
    kept: list[HandedLetter] = []
    refused: list[Diagnostic] = []
    for one in finished.letters:
        letter = _handed(one, len(kept) + 1, sender.country)
        faults = (*find_service_faults(job, letter), *_zone_faults(finished, one, service))
        if faults:
            where = one.row.at()
            refused += [
                Diagnostic(
                    f"service.{fault.code}", fault.message,
                    replace(where, value=fault.value or None), fault.hint,
                )
                for fault in faults
            ]  # fmt: skip
        else:
            kept.append(letter)
    return PreparedParcel(finished, job, tuple(kept), tuple(refused), due.repeated, again)


def _zone_faults(
    finished: FinishedLetters, one: FinishedLetter, service: PrintService
) -> Iterator[ServiceFault]:
    """Yield what the service's page refuses of a letter's file, where its rules are known."""
    page = load_service_pages().get(service.id)
    if page is None or page.paper != one.paper:
        return
    hint = HINT
    if finished.prepared.request.settings.print.service != service.id:
        hint = f'write service = "{service.id}" in [print], then run `lettermerge render`'
    for code, message in find_zone_faults(finished.read(one), page, one.addressee.address_block):
        yield ServiceFault(code, message, hint)


def hand_over(prepared: PreparedParcel, now: datetime) -> HandedParcel:
    """Write the parcel into a numbered folder, and into the ledger who is in it.

    Raises:
        OutputError: a letter was altered meanwhile, another run hands over, or the disk takes no
            more; no file is left then.
    """
    finished, service = prepared.finished, prepared.job.service
    request = finished.prepared.request
    ledger = ledger_of(request)
    time = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    by_id = {one.id: one for one in finished.letters}
    with numbered_folder(request.directory / FOLDER / service.id) as folder:
        ledger.settle(
            EventKind.HANDED_OVER, partial(is_there, request.project, request.settings), time
        )
        require_due(finished, HANDOFF, again=prepared.again)
        names = write_parcel(
            prepared.job, prepared.letters, lambda one: finished.read(by_id[one.id]), folder
        )
        mark_dispatched(request)
        run = ledger.begin(_events(prepared, by_id, folder.path, now), time)
        folder.keep()
        ledger.confirm(run, time)
    return HandedParcel(folder.path, names)


def _events(
    prepared: PreparedParcel, by_id: Mapping[str, FinishedLetter], folder: Place, now: datetime
) -> Iterator[LedgerEvent]:
    for one in prepared.letters:
        kind, path = EventKind.HANDED_OVER, folder / one.file
        event = event_of(prepared.finished, by_id[one.id], kind, path)
        yield replace(event, channel=prepared.job.service.id, day=local_day(now).isoformat())


def _handed(one: FinishedLetter, position: int, sender_country: str) -> HandedLetter:
    addressee = one.addressee
    safe = _SAFE.sub("_", one.id)[:_LONGEST_ID].strip("._") or "letter"
    return HandedLetter(
        id=one.id,
        position=position,
        file=f"{position:05}-{safe}.pdf",
        sha256=one.sha256,
        pages=one.pages,
        size=one.size,
        paper=one.paper,
        block=addressee.address_block,
        address=take_apart(addressee.address_block, sender_country),
        family_name=addressee.family_name,
    )


def _warning(kind: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(f"dispatch.{kind}", message, Where(), hint, Severity.WARNING)
