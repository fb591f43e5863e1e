"""Prepare and run a batch: read, plan, render, and write the rows that failed.

Everything is validated before the first letter is written: each selected letter is composed once
here, which is also how its fingerprint knows the files that it is made of.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...config.output_formats import OWN_FORMATS
from ...config.settings import RosterSettings, Settings
from ...diagnostics import Diagnostic
from ...errors import OutputError, SettingsError, SigningError, UsageError
from ...output.commit import record_inputs
from ...output.file_names import find_collisions
from ...output.manifest import Manifest, forget_manifest
from ...output.orphans import Tidied
from ...output.orphans import tidy as move_orphans
from ...output.plan import Action, Plan
from ...output.planner import make_plan
from ...output.store import Store
from ...output.store_opening import open_store
from ...recipients import choose_mapping, read_instead
from ...workers.parallel_map import parallel_map
from ..approval.approval_requirement import (
    find_unasked,
    read_requirement,
    refuse_unasked,
)
from ..dispatch.renamed_recipients import warn_of_renamed
from ..fingerprint import Fingerprints
from ..letter_selection import ALL, choose_letters, select_held, tell_empty
from ..mail.doubtful_mailboxes import warn_of_addresses
from ..project import Project, open_project
from ..rosters.addressed_letters import count_rows
from ..rosters.addressing import AddressedRosters
from ..signing.sealing import Signer
from .batch_model import Prepared, Request, Result
from .failed_rows import failed_rows, own_errors, write_errors
from .first_letters import warm_up
from .job_list import Jobs, make_jobs
from .plan_execution import RunOptions, finish_steps, run_in_steps
from .remote_project import prepare_remote_project
from .render_chunk import ProjectSetup, Renderer, open_renderer, render_in
from .repaired_rows import find_repairs, find_unrepaired, told_repairs
from .request_rows import address_request
from .row_input_hash import RowInputs
from .unchanged_rows import Recording
from .unselected_file_names import find_unselected_jobs

if TYPE_CHECKING:
    from ...workers.fork_server import ForkServer


def prepare(
    request: Request,
    processes: int = 1,
    *,
    withholds: bool | None = None,
    reuse: bool = False,
    fork_server: ForkServer | None = None,
) -> Prepared:
    """Read, address and compose all that is asked for, by so many processes; write nothing.

    Letters that lack approvals are left out where it `withholds` them (None: where an identity
    that is no demo seals the letters). With `reuse`, rows of which all files are recorded, and that
    could read nothing else since, are neither addressed nor composed again, where the whole roster
    is asked for and letters need no approval. A `fork_server` is warmed up meanwhile.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole.
        UsageError: a name or an expression that selects nothing it could mean.
    """
    selection = request.selection.within(request.settings)
    request = replace(request, selection=selection)
    project = open_project(request.project, request.settings)
    _require_cosigners(project, request.signer)
    requirement = read_requirement(project, request.signer, request.now, withholds)
    style = *project.look_at_settings(), *project.look_at_style(), *find_unasked(project)
    original = choose_mapping(request.settings.recipients, request.roster)
    rosters = _rosters(request, original)
    inputs = RowInputs(project, Fingerprints(project, request.signer))
    audience = address_request(
        request, project, rosters, inputs, processes, reuse=reuse and not requirement
    )
    chosen = choose_letters(project, audience.addressed, selection, request.directory)
    none = tell_empty(project, audience.addressed, selection, chosen, request.directory)
    wanted = tuple(one for one in chosen if not one.hold) if audience.held else chosen
    if fork_server:
        warm_up(fork_server, project, wanted, request.signer)
    recording = Recording(inputs, dict(audience.told))
    jobs, failed = make_jobs(
        project, wanted, request.signer, processes, requirement=requirement, recording=recording
    )
    near = partial(find_unselected_jobs, project, rosters, audience, jobs, processes)
    if request.roster and any(source.is_rejects for source in audience.sources):
        jobs.repairs = find_repairs(project, original, jobs.letters)
    rejected = (*(() if selection.names else audience.rejected), *failed)
    held = select_held(audience, selection, chosen)
    selected = count_rows(wanted) + len(held) + (len(rejected) - len(failed))
    waiting, withheld = tuple(jobs.waiting), bool(requirement and requirement.withholds)
    return Prepared(
        request, project, audience, jobs,
        rejected=rejected,
        held=held,
        unselected=audience.rows - selected,
        style=(*none, *style, *_tell_recipients(request, rosters, audience, jobs, recording)),
        unrepaired=_tell_repairs(request, audience, jobs),
        waiting=waiting if withheld else (),
        unapproved=() if withheld else waiting,
        approvals=requirement.approvals if requirement else None,
        unselected_jobs=near() if selection != ALL else (),
        processes=processes,
    )  # fmt: skip


def _tell_repairs(
    request: Request, audience: AddressedRosters, jobs: Jobs
) -> tuple[Diagnostic, ...]:
    """Return what differs between rows repaired in errors.csv and the rosters."""
    if request.roster and any(source.is_rejects for source in audience.sources):
        return tuple(told_repairs(jobs.repairs))
    return find_unrepaired(request.directory, audience)


def _tell_recipients(
    request: Request,
    rosters: Sequence[RosterSettings],
    audience: AddressedRosters,
    jobs: Jobs,
    recording: Recording,
) -> tuple[Diagnostic, ...]:
    """Warn of recipients whom no e-mail reaches, or who may have got letters under former ids."""
    settings = request.settings
    doubtful = warn_of_addresses(jobs, recording, rosters, settings)
    if request.roster:  # a part of the lists says nothing of who has left them
        return doubtful
    ids = {*audience.ids, *audience.joint_ids}
    return (*doubtful, *warn_of_renamed(request.project, settings, jobs.letters, ids))


def _require_cosigners(project: Project, signer: Signer | None) -> None:
    """Ask that all who are announced can sign after the first signer."""
    if not project.cosigners or not signer:
        return
    from ...signing.pdf.reserved_fields import refuse_signer

    if faults := tuple(refuse_signer(project.cosigners, signer.identity, signer.signed_at)):
        raise SettingsError("lettermerge.toml has errors", hint="fix each of these", faults=faults)


def requested_rosters(request: Request) -> tuple[RosterSettings, ...]:
    """Return the rosters of a request: the settings' own, or the file that stands in for them."""
    return _rosters(request, choose_mapping(request.settings.recipients, request.roster))


def _rosters(request: Request, fits: RosterSettings) -> tuple[RosterSettings, ...]:
    """Return the rosters of a request: with `--roster`, that file under the mapping it fits."""
    if not request.roster:
        return request.settings.recipients
    if not Path(request.roster).is_file():
        raise UsageError(f"there is no file {request.roster}", hint="check --roster")
    return (read_instead(fits, str(Path(request.roster).resolve())),)


def plan_of(prepared: Prepared, folder: Store, manifest: Manifest) -> Plan:
    """Return what a run would do."""
    audience = prepared.audience
    ids, joint_of = audience.letter_ids, audience.joint_of
    if prepared.request.roster:  # a part of the rosters says nothing of who has left them
        ids = {*ids, *(id_ for id_, _ in manifest if id_ not in joint_of)}
    judge_map = partial(parallel_map, processes=prepared.processes)
    options = replace(prepared.request.plan, judge_map=judge_map)
    plan = make_plan(prepared.jobs, ids, manifest, folder, options)
    if prepared.unselected_jobs:
        jobs = (*prepared.jobs, *prepared.unselected_jobs)
        plan = replace(plan, faults=tuple(find_collisions(jobs)))
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
    with open_store(prepared.request.directory) as folder, folder.open_manifest() as manifest:
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
    with open_store(prepared.request.directory) as store, store.open_manifest() as manifest:
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
    with open_store(prepared.request.directory) as store:
        if not store.has_manifest():  # nothing was ever written here
            return look(prepared), Tidied()
        with store.hold() as journal, store.open_manifest() as manifest:
            plan = plan_of(prepared, store, manifest)
            tidied = move_orphans(plan.orphans, manifest, store, journal)
    return replace(plan, orphans=tidied.left), tidied


def engines_of(settings: Settings) -> tuple[str, ...]:
    """Return the modules that a worker needs and that take long to import.

    How the pages of a DOCX end is decided by those of a PDF (`writers/copyfit_decision.py`).
    """
    signing = settings.signing.identity != "none"
    formats = [one for one in settings.output.formats if one in OWN_FORMATS]
    pages = ("lettermerge.writers.pdf.writer",) if formats else ()
    return (
        "lettermerge.app.batch.render_chunk",
        *pages,
        *(("lettermerge.writers.docx.writer",) if "docx" in formats else ()),
        *(f"lettermerge.signing.{kind}.sign" for kind in formats if signing),
    )


def render(prepared: Prepared, options: RunOptions) -> Result:
    """Write what is to be written, and the rows that failed into errors.csv.

    Raises as `render_in_steps` does.
    """
    return finish_steps(render_in_steps(prepared, options))


def render_in_steps(prepared: Prepared, options: RunOptions) -> Generator[None, None, Result]:
    """Do as `render`, yield after each file, and return the result.

    The rows that failed are not written where the last step is not taken.

    Raises:
        OutputError: another run holds the folder.
        RosterError: file names collide; nothing was written.
        SigningError: letters that lack approvals would be sealed.
        SettingsError: letters were approved here, and the settings ask for no approval.
    """
    request = prepared.request
    if prepared.unapproved and request.signer and not request.signer.identity.demo:
        raise SigningError("letters wait for approval", hint="prepare the run with them withheld")
    if request.signer and not request.signer.identity.demo:
        refuse_unasked(prepared.project)
    setup = ProjectSetup(request.project, request.settings, request.signer)
    with open_store(request.directory) as folder, folder.hold() as journal:
        with folder.open_manifest() as manifest:
            plan = plan_of(prepared, folder, manifest)
            if prepared.jobs.recorded and _lacks_recorded(plan):
                prepared = prepare(request, prepared.processes)
                plan = plan_of(prepared, folder, manifest)
            if not plan.faults:
                record_inputs(plan, manifest, journal)
        forget_manifest()
        options = replace(options, failed=bool(prepared.rejected))
        remote = prepare_remote_project(setup)
        here = not options.workers and options.cluster is None
        make = partial(render_in, prepared.project) if here else open_renderer
        renderer = Renderer(make, setup, engines_of(request.settings), remote)
        outcome = yield from run_in_steps(plan, renderer, journal, options)
        rejected = (*prepared.rejected, *failed_rows(prepared.jobs, outcome))
        try:
            kept = own_errors(prepared, outcome)
            errors = write_errors(prepared, rejected, folder, kept)
        except OutputError as error:  # the disk is full: the rest of the outcome is still told
            errors = ()
            outcome = replace(outcome, stopped=outcome.stopped or next(iter(error.faults), None))
    return Result(outcome, rejected, errors, prepared.waiting)


def _lacks_recorded(plan: Plan) -> bool:
    """Return whether the file of a recorded row has gone since the rows were read."""
    return any(one.job.payload.is_recorded for one in plan.select(Action.WRITE))
