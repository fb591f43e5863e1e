"""Make print files and drafts of the letters that the page shows, from the finished files.

The same letters as `lettermerge print` and `mail` would take, the same bytes. Nothing is written,
and the ledger records nothing: a download may never be printed or sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ...app.batch.batch_model import Request
from ...app.dispatch.dispatchable_letters import LeftOut
from ...app.letter_selection import Selection
from ...app.mail.mail_plan import MailPlan, plan_mail
from ...app.printing.print_run import PreparedPrint, PrintRequest, prepare_print
from ...app.signing.sealing import make_signer
from ...config.settings import load_settings
from ...diagnostics import Diagnostic, faults_of
from ...dispatch.job_ticket import FILE_NAME as TICKET
from ...dispatch.job_ticket import ticket_bytes
from ...dispatch.mail.draft_files import draft_path
from ...dispatch.print_plan import PrintOptions
from ...dispatch.print_writer import PrintWriter
from ...errors import LettermergeError
from ...output.plan import PlanOptions
from .diagnostic_responses import json_response, serialise_diagnostics
from .messages import DispatchRequest, RenderResponse
from .project_session import OpenProject

MOST_LETTERS = 1000  # in one download: it is made in memory
PDF, ZIP = "application/pdf", "application/zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of the files in a ZIP, so that equal letters give equal bytes


@dataclass(frozen=True, slots=True)
class LetterBundle:
    """A download: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PrintSelection:
    """The print files of chosen letters."""

    prepared: PreparedPrint

    @property
    def letters(self) -> int:
        return self.prepared.letters

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return self.prepared.finished.left_out

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What stops all: nothing does that is not raised."""
        return ()

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is said of the letters that are not left out."""
        left = {*self.prepared.finished.diagnostics}
        return tuple(one for one in self.prepared.diagnostics if one not in left)

    @property
    def sheets(self) -> int:
        return self.prepared.sheets

    def bundle(self) -> LetterBundle:
        """Return one print file as it is, several as a ZIP with the job ticket."""
        finished, files = self.prepared.finished, self.prepared.files
        by_id = {one.id: one for one in finished.letters}
        writer = PrintWriter(self.prepared.options, lambda one: finished.read(by_id[one.id]))
        made: dict[str, bytes] = {}
        for planned in files:
            stream = BytesIO()
            writer.write(planned, stream)
            made[planned.name] = stream.getvalue()
        if len(made) == 1:
            ((name, content),) = made.items()
            return LetterBundle(f"print-{name}", PDF, content)
        return LetterBundle("print.zip", ZIP, _zipped({**made, TICKET: ticket_bytes(files)}))


@dataclass(frozen=True, slots=True)
class DraftSelection:
    """The drafts of chosen letters."""

    plan: MailPlan

    @property
    def letters(self) -> int:
        return len(self.plan.emails)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return self.plan.left_out

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What stops all e-mails."""
        return self.plan.faults

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is said of the letters that are not left out."""
        return self.plan.remarks

    @property
    def sheets(self) -> int:
        return 0

    def bundle(self) -> LetterBundle:
        """Return a ZIP of EML files."""
        sign = self.plan.sign
        drafts = {
            str(PurePosixPath(draft_path(one.letter.path)).relative_to("mail")): self.plan.email(
                one
            ).draft(sign)
            for one in self.plan.emails
        }
        return LetterBundle("drafts.zip", ZIP, _zipped(drafts))


def select_for(
    kind: str, folder: Path, ids: Iterable[str], now: datetime | None = None
) -> PrintSelection | DraftSelection:
    """Return what `kind` (print or drafts) makes of the letters with these ids.

    Raises:
        LettermergeError: unusable as a whole, as for `lettermerge print` and `mail`; a passphrase
            that only a person knows cannot be asked for here.
    """
    settings = load_settings(folder)
    request = Request(
        settings=settings,
        project=folder,
        directory=settings.output.place(folder),
        selection=Selection(tuple(ids)),
        signer=make_signer(settings, folder, None, now or datetime.now(UTC), seals=False),
        plan=PlanOptions(made=settings.output.formats),
    )
    if kind == "drafts":
        return DraftSelection(plan_mail(request))
    own = settings.print
    options = PrintOptions(
        duplex=own.duplex, marks=own.marks, first=own.trays.first, later=own.trays.later
    )
    return PrintSelection(prepare_print(PrintRequest(request, options, own.sort)))


def describe(selection: PrintSelection | DraftSelection) -> dict[str, Any]:
    """Return how many letters there are, and which are left out, as values for JSON."""
    return {
        "letters": selection.letters,
        "sheets": selection.sheets,
        "warnings": [one.message for one in selection.warnings],
        "left_out": [
            {"name": one.name or one.id, "message": one.diagnostic.message}
            for one in selection.left_out
        ],
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return stream.getvalue()


COMMANDS = {"print": "lettermerge print", "drafts": "lettermerge mail"}


def respond_to_dispatch(
    opened: OpenProject, request: DispatchRequest, folder: Path
) -> RenderResponse:
    """Return what is asked for of the finished letters of the shown rows.

    The state of the JSON is `ready`, or `refused` with a title and diagnostics.
    """
    if opened.dispatch is None:
        faults = (opened.ledger_fault,) if opened.ledger_fault else ()
        return _refused("It is not known what was sent", faults, folder)
    ids = opened.index.select(request.rows, opened.project, opened.dispatch)
    if reason := _refusal(request, len(ids)):
        return _refused(reason, (), folder)
    try:
        return _made(select_for(request.kind, folder, ids), request, folder)
    except LettermergeError as error:
        return _refused(error.message, faults_of(error, "dispatch.refused"), folder)


def _refusal(request: DispatchRequest, count: int) -> str:
    """Return why nothing is made of so many letters; "" where something is."""
    if count != request.rows.count:
        return "The list has changed meanwhile: choose again"
    if count > MOST_LETTERS:
        return f"More than {MOST_LETTERS:,} letters: use `{COMMANDS[request.kind]}`"
    return ""


def _made(
    selection: PrintSelection | DraftSelection, request: DispatchRequest, folder: Path
) -> RenderResponse:
    if selection.faults:
        return _refused("No e-mail can be written", selection.faults, folder)
    if not request.file:
        return json_response({"state": "ready", **describe(selection)}, None)
    if not selection.letters:
        return _refused("No letter is left", (), folder)
    bundle = selection.bundle()
    return RenderResponse(bundle.content, bundle.media_type, name=bundle.name)


def _refused(title: str, faults: Sequence[Diagnostic], folder: Path) -> RenderResponse:
    diagnostics = serialise_diagnostics(faults, folder)
    return json_response({"state": "refused", "title": title, "diagnostics": diagnostics}, None)
