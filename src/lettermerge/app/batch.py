"""Prepare and run a batch: read, plan, render, and write the rows that failed.

Everything is validated before the first letter is written: each selected letter is composed once
here, which is also how its fingerprint knows the files that it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import RosterSettings, Settings
from ..config.starter_placeholders import find_placeholders
from ..diagnostics import Diagnostic, Failure, Row
from ..errors import OutputError, SettingsError, UsageError
from ..output.files import Folder
from ..output.lock import hold
from ..output.manifest import FILE_NAME, Manifest
from ..output.orphans import Tidied
from ..output.orphans import tidy as move_orphans
from ..output.plan import Action, Plan, PlanOptions
from ..output.planner import make_plan
from ..recipients import choose_mapping, read_instead, write_rejects
from ..recipients.holds import HeldRow
from .addressing import AddressedRosters, address_rosters
from .events import Outcome
from .job_list import Jobs, make_jobs
from .letter_rows import count_rows
from .letter_selection import Selection, choose_letters, select_held
from .pipeline import Signer
from .project import Project, open_project
from .remote_project import prepare_remote_project
from .render_chunk import ProjectSetup, Renderer, open_renderer
from .repaired_rows import find_repairs, find_unrepaired, told_repairs
from .run import RunOptions, run

if TYPE_CHECKING:
    from ..signing.identity.passphrase import Ask

_ALL = Selection()
_AS_NEEDED = PlanOptions()
_COMPLETE = "once the faults of this row are fixed, run the same command again: it makes the rest"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a run. `roster` stands in for the settings' own rosters ("" for none).

    `directory` is the output folder, absolute. `signer` is None for an unsigned run.
    """

    settings: Settings
    project: Path
    directory: Path
    selection: Selection = _ALL
    roster: str = ""
    signer: Signer | None = None
    plan: PlanOptions = _AS_NEEDED


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that was looked through: what will be written, and what cannot be.

    `rejected` are the rows of this run that make no letter, `held` those on hold;
    `unselected` counts rows left out. `style` is what was said of the settings and the theme's own
    style sheet; `unrepaired` names the cells of the rosters that differ from rows repaired in
    errors.csv.
    """

    request: Request
    project: Project
    audience: AddressedRosters
    jobs: Jobs = field(repr=False)
    rejected: tuple[Failure, ...]
    held: tuple[HeldRow, ...]
    unselected: int
    style: tuple[Diagnostic, ...]
    unrepaired: tuple[Diagnostic, ...] = ()

    @property
    def told_first(self) -> Iterator[Diagnostic]:
        """What is said before a run; of rows repaired in errors.csv it is said after it."""
        held = {*self.unrepaired} if self.jobs.repairs else set()
        return (one for one in self.diagnostics if one not in held)

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Every fault and warning, those of rows that failed included."""
        seen = set()
        for diagnostic in (
            *self.style,
            *self.audience.report,
            *(d for r in self.rejected for d in r.diagnostics),
            *self.unrepaired,
        ):
            if diagnostic not in seen:
                seen.add(diagnostic)
                yield diagnostic


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a run: the batch's outcome, and the rows that failed before or in it."""

    outcome: Outcome
    rejected: tuple[Failure, ...]
    errors: tuple[str, ...]


def prepare(request: Request, processes: int = 1) -> Prepared:
    """Read, address and compose all that is asked for, by so many processes; write nothing.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole.
        UsageError: a name or an expression that selects nothing it could mean.
    """
    project = open_project(request.project, request.settings)
    _require_cosigners(project, request.signer)
    style = (*find_placeholders(request.settings), *project.look_at_style())
    original = choose_mapping(request.settings.recipients, request.roster)
    rosters = _rosters(request, original)
    audience = address_rosters(project, rosters, processes=processes)
    selection = request.selection
    chosen = choose_letters(project, audience.addressed, selection)
    wanted = chosen
    if audience.held:
        wanted = tuple(one for one in chosen if not one.hold)
    jobs, failed = make_jobs(project, wanted, request.signer, processes)
    if request.roster and any(source.is_rejects for source in audience.sources):
        jobs.repairs = find_repairs(project, original, jobs.letters)
        unrepaired = tuple(told_repairs(jobs.repairs))
    else:
        unrepaired = find_unrepaired(request.directory, audience)
    rejected = (*(() if selection.names else audience.rejected), *failed)
    held = select_held(audience, selection, chosen)
    selected = count_rows(wanted) + len(held) + (len(rejected) - len(failed))
    left = audience.rows - selected
    return Prepared(request, project, audience, jobs, rejected, held, left, style, unrepaired)


def _require_cosigners(project: Project, signer: Signer | None) -> None:
    """Ask that all who are announced can sign after the first signer."""
    if not project.cosigners or not signer:
        return
    from ..signing.pdf.reserved_fields import refuse_signer

    if faults := tuple(refuse_signer(project.cosigners, signer.identity, signer.signed_at)):
        raise SettingsError("lettermerge.toml has errors", hint="fix each of these", faults=faults)


def _rosters(request: Request, fits: RosterSettings) -> tuple[RosterSettings, ...]:
    """Return the rosters of a request: with `--roster`, that file under the mapping it fits."""
    if not request.roster:
        return request.settings.recipients
    if not Path(request.roster).is_file():
        raise UsageError(f"there is no file {request.roster}", hint="check --roster")
    return (read_instead(fits, str(Path(request.roster).resolve())),)


def plan_of(prepared: Prepared, folder: Folder, manifest: Manifest) -> Plan:
    """Return what a run would do."""
    audience = prepared.audience
    ids, joint_of = audience.letter_ids, audience.joint_of
    if prepared.request.roster:  # a part of the rosters says nothing of who has left them
        ids = {*ids, *(id_ for id_, _ in manifest if id_ not in joint_of)}
    plan = make_plan(prepared.jobs, ids, manifest, folder, prepared.request.plan)
    held = audience.held_ids  # their files stay, in every format
    if not plan.orphans:
        return plan
    taken = {task.job.path for task in plan.select(Action.WRITE)}  # replaced by this very run
    orphans = tuple(
        replace(one, joint=joint_of.get(one.id, ""))
        for one in plan.orphans
        if one.id not in held and one.path not in taken
    )
    return replace(plan, orphans=orphans)


def look(prepared: Prepared) -> Plan:
    """Return the plan from disk, without a lock and without writing (`status`, `--dry-run`)."""
    directory = prepared.request.directory
    with Folder(directory) as folder, Manifest(directory) as manifest:
        return plan_of(prepared, folder, manifest)


def count_waiting(prepared: Prepared, plan: Plan) -> dict[str, int]:
    """Return by signatory how many PDFs that are up to date wait for their signature.

    Of those who sign finished PDFs, and for whom none waits, nothing is said. What is known is what
    the manifest records.
    """
    waiting: dict[str, int] = {}
    cosigners = prepared.project.cosigners
    if not cosigners:
        return waiting
    with Manifest(prepared.request.directory) as manifest:
        for task in plan.select(Action.KEEP):
            history = manifest.find(task.job.id, task.job.format)
            if task.job.format != "pdf" or history is None:
                continue
            signed = history.latest.cosigners
            for one in cosigners:
                if one.fingerprint not in signed:
                    waiting[one.name] = waiting.get(one.name, 0) + 1
    return waiting


def tidy(prepared: Prepared) -> tuple[Plan, Tidied]:
    """Move orphans out of the way; return the plan with those that are left, and what was moved.

    Raises:
        OutputError: another run holds the folder, or the disk takes no more.
    """
    directory = prepared.request.directory
    if not (directory / FILE_NAME).exists():  # nothing was ever written here
        return look(prepared), Tidied()
    with Folder(directory) as folder, hold(folder) as journal, Manifest(directory) as manifest:
        plan = plan_of(prepared, folder, manifest)
        tidied = move_orphans(plan.orphans, manifest, journal)
    return replace(plan, orphans=tidied.left), tidied


def engines_of(settings: Settings) -> tuple[str, ...]:
    """Return the modules that a worker needs and that take long to import."""
    signing = settings.signing.identity != "none"
    return (
        "lettermerge.app.render_chunk",
        *(f"lettermerge.writers.{kind}.writer" for kind in settings.output.formats),
        *(f"lettermerge.signing.{kind}.sign" for kind in settings.output.formats if signing),
    )


def render(prepared: Prepared, options: RunOptions) -> Result:
    """Write what is to be written, and the rows that failed into errors.csv.

    Raises:
        OutputError: another run holds the folder.
        RosterError: file names collide; nothing was written.
    """
    request = prepared.request
    setup = ProjectSetup(request.project, request.settings, request.signer)
    with Folder(request.directory) as folder, hold(folder) as journal:
        with Manifest(request.directory) as manifest:
            plan = plan_of(prepared, folder, manifest)
        options = replace(options, failed=bool(prepared.rejected))
        remote = prepare_remote_project(setup)
        renderer = Renderer(open_renderer, setup, engines_of(request.settings), remote)
        outcome = run(plan, renderer, journal, options)
        rejected = (*prepared.rejected, *_failed_rows(prepared.jobs, outcome))
        try:
            kept = _own_errors(prepared, outcome)
            errors = _write_errors(prepared, rejected, folder, kept)
        except OutputError as error:  # the disk is full: the rest of the outcome is still told
            errors = ()
            outcome = replace(outcome, stopped=outcome.stopped or next(iter(error.faults), None))
    return Result(outcome, rejected, errors)


def _failed_rows(jobs: Jobs, outcome: Outcome) -> Iterator[Failure]:
    """Yield a rejected row for each recipient of whom a file failed, or was left alone."""
    rows: dict[str, Row | None] = {}
    joint = {one.id: one for one in jobs.letters if one.others}
    faults: dict[str, dict[Diagnostic, None]] = {}
    for failure in outcome.failures:
        rows[failure.id] = failure.row
        faults.setdefault(failure.id, {}).update(dict.fromkeys(failure.diagnostics))
    for refusal in outcome.refusals:
        rows[refusal.job.id] = refusal.job.row
        faults.setdefault(refusal.job.id, {})[refusal.diagnostic] = None
    for pair in outcome.incomplete:
        if pair.id in faults:
            message = f"incomplete pair: {pair}"
            fault = Diagnostic("letter.incomplete", message, hint=_COMPLETE)
            faults[pair.id][fault] = None
    for id_, row in rows.items():
        if id_ in joint:
            members = zip(joint[id_].members, joint[id_].rows, strict=True)
            yield from (Failure(tuple(faults[id_]), one, member) for member, one in members)
        elif row is not None:
            yield Failure(tuple(faults[id_]), row, id_)


def _own_errors(prepared: Prepared, outcome: Outcome) -> str:
    """Return the name of the errors.csv that was the roster of a run which left rows of it undone.

    What was mended in it stands nowhere else, so it stays as it is ("" for no such file).
    """
    request = prepared.request
    if not request.roster or not (outcome.unreached or prepared.unselected):
        return ""
    roster = Path(request.roster).resolve()
    return roster.name if roster.parent == request.directory.resolve() else ""


def _write_errors(
    prepared: Prepared, rejected: Sequence[Failure], folder: Folder, kept: str
) -> tuple[str, ...]:
    """Write errors.csv for each roster with failed rows, remove those of before; return names.

    `kept` names one that stays as it is.
    """
    sources = prepared.audience.sources
    several = len(prepared.request.settings.recipients) > 1
    written = []
    for source in sources:
        name = f"errors-{source.stem.removeprefix('errors-')}.csv" if several else "errors.csv"
        rows = [one for one in rejected if one.row.file == source.file]
        if name == kept:
            written.append(name)
        elif rows:
            folder.write(name, write_rejects(source.headings, rows))
            written.append(name)
        elif folder.stat(name) is not None:
            folder.remove(name)
    return tuple(written)


def make_signer(settings: Settings, project: Path, ask: Ask | None, now: datetime) -> Signer | None:
    """Load the identity that the settings name; None where nothing is sealed.

    Raises:
        SigningError: the identity is refused, so that no letter is written before it is known.
    """
    if settings.signing.identity == "none":
        return None
    from ..signing.identity.identity_file import load_identity

    return Signer(load_identity(settings.signing, project, ask, now=now), now)
