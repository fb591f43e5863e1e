"""Choose the letters that may be dispatched: finished files that are up to date and unaltered.

Whatever goes into the post is a file as the manifest records it, checked against its hash; all
others are left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from shlex import quote
from typing import Any

from ...config.output_formats import Format
from ...config.store_address import Place
from ...diagnostics import Diagnostic, Row, Severity, Where
from ...errors import ExitCode, OutputError, RosterError, SettingsError, prevailing
from ...output.file_system_calls import fault_of
from ...output.manifest import Manifest, Record
from ...output.plan import Action, Plan, Reason, Task
from ...output.store_opening import open_store
from ...protocol.addressee import Addressee, Addressees
from ...recipients.holds import HeldRow
from ..approval.approval_requirement import refuse_unasked
from ..batch.batch import plan_of, prepare
from ..batch.batch_model import Prepared, Request
from ..rosters.addressing import Letter

FORMAT: Format = "pdf"  #: what is printed, posted and handed over
_FORGED = "move it away, find out who wrote it, then run `lettermerge render`"
_MISSING = {Reason.NEW, Reason.MISSING, Reason.FOREIGN}


@dataclass(frozen=True, slots=True)
class FinishedLetter:
    """A letter whose file is as it was made, and is what would be made today.

    `path` is below the output folder; `signer` and `cosigners` are as in the manifest ("" and none
    for an unsigned file); `paper` is `a4` or `letter`; `members` are the ids of a joint letter.
    """

    letter: Letter
    path: str
    sha256: str
    size: int
    pages: int
    paper: str
    signer: str = ""
    cosigners: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.letter.id

    @property
    def name(self) -> str:
        """What messages and lists call the addressee."""
        return self.letter.name

    @property
    def row(self) -> Row:
        return self.letter.row

    @property
    def addressee(self) -> Addressee:
        """The first addressee with protocol applied; unpacked each time that it is asked for."""
        return self.letter.addressee

    @property
    def addressees(self) -> Addressees:
        """All addressees of a joint letter, or the one of another."""
        return self.letter.addressees

    @property
    def is_demo(self) -> bool:
        """Whether a demo identity signed it."""
        return self.signer.startswith("demo:")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A letter that is not dispatched. `asked` says whether the command line asked for it."""

    id: str
    name: str
    diagnostic: Diagnostic
    asked: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values; `row` is the row as a spreadsheet shows it."""
        where = self.diagnostic.where
        return {
            "id": self.id,
            "name": self.name,
            "file": where.file or None,
            "row": where.row,
            "reason": self.diagnostic.code.removeprefix("dispatch."),
            "message": self.diagnostic.message,
            "asked": self.asked,
        }


@dataclass(frozen=True, slots=True)
class FinishedLetters:
    """What may be dispatched, in the rosters' order, and what may not, with the reason of each.

    `doubts` are about letters that may be dispatched.
    """

    prepared: Prepared
    letters: tuple[FinishedLetter, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Diagnostic, ...] = ()

    @property
    def demo(self) -> int:
        """How many of the letters a demo identity signed."""
        return sum(1 for one in self.letters if one.is_demo)

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Why letters are left out: errors for those that were asked for; then the doubts."""
        return self.told((*(one.diagnostic for one in self.left_out), *self.doubts))

    def told(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """Return what is said of the letters: warnings that the settings accept are notes."""
        return self.prepared.request.settings.warnings.applied(found)

    @property
    def exit_code(self) -> ExitCode:
        """SIGNATURE where a letter waits for approval, OUTPUT where another one is left out."""
        return prevailing(one.diagnostic.exit_code for one in self.left_out if one.asked)

    def read(self, one: FinishedLetter) -> bytes:
        """Return the bytes of a finished file, checked against the recorded hash.

        Raises:
            OutputError: it was altered or removed meanwhile, or cannot be read.
        """
        return read_checked(self.prepared.request, one)


def find_finished(request: Request, processes: int = 1) -> FinishedLetters:
    """Return the letters of a request that may be dispatched; nothing is written.

    Every file is read and compared with its recorded hash. The request's formats are narrowed to
    PDF.

    Raises:
        SettingsError: the settings make no PDF; letters were approved here, and they ask for no
            approval any more.
        SettingsError, RosterError, TemplateError: unusable as a whole, as for a run.
        UsageError: a name or an expression that selects nothing it could mean.
    """
    prepared = prepare(_as_pdf(request), processes, withholds=True)
    refuse_unasked(prepared.project)
    with open_store(request.directory) as folder, folder.open_manifest() as manifest:
        plan = plan_of(prepared, folder, manifest)
        if plan.faults:
            raise RosterError.from_faults("the list of files", plan.faults)
        letters = tuple(_finished(prepared, manifest, plan))
    letters, forged = _check_seals(prepared, letters)
    return FinishedLetters(prepared, letters, (*forged, *_left_out(prepared, plan)))


def _check_seals(
    prepared: Prepared, letters: tuple[FinishedLetter, ...]
) -> tuple[tuple[FinishedLetter, ...], tuple[LeftOut, ...]]:
    """Part the letters whose signatures hold from those that are left out, where it matters."""
    if prepared.approvals is None:
        return letters, ()
    faults = {one.id: _refuse_seal(prepared.request.directory, one) for one in letters}
    left = tuple(LeftOut(one.id, one.name, fault) for one in letters if (fault := faults[one.id]))
    return tuple(one for one in letters if faults[one.id] is None), left


def _refuse_seal(directory: Place, letter: FinishedLetter) -> Diagnostic | None:
    """Return why the signature of a finished file does not hold, None where it does.

    A manifest is signed by nobody: a file that somebody wrote into the output folder, with a line
    in the manifest beside it, must not pass for a sealed letter. An unsigned letter, for paper, has
    no signature that could hold.
    """
    from ...signing.identity.trust import Believed
    from ...signing.verify import verify_content

    if not letter.signer:
        return None
    try:
        with open_store(directory) as store:
            content = store.read(letter.path)
    except OSError as error:
        return _seal_fault(letter, f"it cannot be read: {error.strerror}")
    if sha256(content).hexdigest() != letter.sha256:
        return _seal_fault(letter, "it was altered meanwhile")
    verdict = verify_content(content, letter.path, Believed(()))
    if not verdict.holds:
        return _seal_fault(letter, verdict.all_reasons[0])
    wanted = letter.signer.removeprefix("demo:")
    if wanted not in {one.fingerprint for one in verdict.signatures}:
        return _seal_fault(letter, "the manifest names another signer than the file has")
    return None


def _seal_fault(letter: FinishedLetter, reason: str) -> Diagnostic:
    message = f"the signature of {letter.path} does not hold: {reason}"
    where = letter.row.at()
    return Diagnostic("dispatch.seal", message, where, _FORGED, exit_code=ExitCode.SIGNATURE)


def read_checked(request: Request, one: FinishedLetter) -> bytes:
    """Return the bytes of a finished file; raises OutputError as `FinishedLetters.read` does."""
    try:
        with open_store(request.directory) as store:
            content = store.read(one.path)
    except OSError as error:
        fault = fault_of(error, one.path)
        raise OutputError(
            f"{one.path} cannot be read: {error.strerror}", hint=fault.hint, faults=(fault,)
        ) from error
    if sha256(content).hexdigest() != one.sha256:
        raise OutputError(
            f"{one.path} was altered while it was being dispatched",
            hint="run the same command again: `lettermerge status` tells what is up to date",
        )
    return content


def _as_pdf(request: Request) -> Request:
    """Return a request for PDFs only."""
    settings = request.settings
    if FORMAT not in (*settings.output.formats, *request.plan.made):
        raise SettingsError(
            "the settings make no PDF, and only PDFs are dispatched",
            hint='add "pdf" to output.formats, then run `lettermerge render`',
        )
    made = request.plan.made or settings.output.formats
    output = replace(settings.output, formats=(FORMAT,))
    return replace(
        request,
        settings=replace(settings, output=output),
        plan=replace(request.plan, made=made),
    )


def _finished(prepared: Prepared, manifest: Manifest, plan: Plan) -> Iterator[FinishedLetter]:
    profiles = prepared.project.profiles
    for task in plan.select(Action.KEEP):
        job, letter = task.job, task.job.payload
        record = _record_of(task, manifest)
        yield FinishedLetter(
            letter=letter,
            path=job.path,
            sha256=record.sha256,
            size=record.size,
            pages=record.pages or 0,
            paper=profiles[letter.parliament].paper,
            signer=record.signer,
            cosigners=record.cosigners,
            members=job.members,
        )


def _record_of(task: Task, manifest: Manifest) -> Record:
    """Return the version that the plan found at the path of a file that is kept."""
    if task.change.record is not None:
        return task.change.record
    history = manifest.find(task.job.id, task.job.format)
    assert history is not None  # only what the manifest knows is kept
    return history.latest


def _left_out(prepared: Prepared, plan: Plan) -> Iterator[LeftOut]:
    """Yield what is left out: by the plan, for want of approvals, failed, on hold, orphaned."""
    for task in plan.tasks:
        if task.action is not Action.KEEP:
            yield LeftOut(task.job.id, task.job.label, _fault_of(task))
    for waiting in prepared.waiting:
        yield LeftOut(waiting.id, waiting.letter.name, waiting.diagnostic())
    for one in prepared.rejected:
        told = next((d for d in one.diagnostics if d.severity is Severity.ERROR), None)
        reason = f": {told.message}" if told else ""
        message = f"no letter can be made of this row{reason}"
        hint = "fix the row, run `lettermerge render`, then this command again"
        fault = _fault("failed", message, one.row.at(), hint)
        yield LeftOut(one.id, "", fault)
    yield from _held(prepared.held, asked=bool(prepared.request.selection.names))
    for orphan in (one for one in plan.orphans if one.format == FORMAT):
        message = f"the file is left out: {orphan.reason}"
        hint = "`lettermerge status --tidy` moves such files out of the way"
        fault = _fault("orphaned", message, Where(orphan.path), hint, asked=False)
        yield LeftOut(orphan.id, "", fault, asked=False)


def _held(rows: Iterable[HeldRow], *, asked: bool) -> Iterator[LeftOut]:
    """Yield the rows on hold; they were asked for only where they were named."""
    for one in rows:
        where = one.row.at("hold")
        message = f"the letter is on hold: {one.reason}"
        fault = _fault("on-hold", message, where, "empty the cell to send it", asked=asked)
        yield LeftOut(one.id, one.name, fault, asked=asked)


def _fault_of(task: Task) -> Diagnostic:
    """Return why the file of a task is not dispatched."""
    job, reasons = task.job, {*task.reasons}
    render = f"run `lettermerge render {quote(job.id)}`, then this command again"
    if task.action is Action.REFUSE and not reasons & {Reason.COSIGNED, Reason.PAIRED}:
        message = f"{job.path} was altered since it was written"
        if Reason.FOREIGN in reasons:
            message = f"the file at {job.path} was not written by this program"
        hint = "move it elsewhere and render again, or replace it by `lettermerge render --force`"
        return _fault("altered", message, job.where, hint)
    if task.action is Action.REFUSE:
        message = f"{job.path} is out of date, and somebody has signed the letter since"
        hint = (
            f"`lettermerge render {quote(job.id)} --force` makes it again, without that signature"
        )
        return _fault("out-of-date", message, job.where, hint)
    if reasons & _MISSING:
        return _fault("missing", f"there is no {job.path} yet", job.where, render)
    if task.action is Action.MOVE:
        message = f"the file is still called {task.change.previous or job.path}"
        return _fault("out-of-date", message, job.where, render)
    why = ", ".join(reason.value for reason in task.reasons)
    return _fault("out-of-date", f"{job.path} is out of date ({why})", job.where, render)


def _fault(kind: str, message: str, where: Where, hint: str, *, asked: bool = True) -> Diagnostic:
    severity = Severity.ERROR if asked else Severity.WARNING
    return Diagnostic(f"dispatch.{kind}", message, where, hint, severity, ExitCode.OUTPUT)
