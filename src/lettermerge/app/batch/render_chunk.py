"""Render the jobs of one chunk into parts on disk: in a worker, or in the run's own process.

Whatever a renderer does wrong ends with a failure of one letter: an exception is blamed on the
letter that it had begun, and the others are rendered again without it.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from ...config.settings import Settings
from ...diagnostics import Diagnostic, Failure, failure_of
from ...errors import LettermergeError, SettingsError
from ...letter.document import Document
from ...output.file_system_calls import Disk, fault_of, is_full
from ...output.job import Job
from ...output.output_folder import Folder
from ...templating import TooMuch, require_within
from ...workers.letter_limits import too_large, too_slow
from ...workers.service import BegunItem, DoneItem, Message, RemoteSetup, Service, Work
from ...writers.writer_dispatch import write
from ...writers.writer_interface import Written
from ..approval.approval_recheck import ApprovalCheck
from ..pipeline import compose, finish, style_of
from ..project import Project, open_project
from ..rosters.addressing import Letter
from ..signing.sealing import Seal, Signer

_PROBE = "cluster.jsonl"  # its part shows other machines the output folder

#: Renders jobs of one group. It yields `(job, Written | Failure)` once for each job, best in the
#: order given, and may yield `(job, None)` when it begins with a job: time and memory limits are
#: then counted, and a worker's death blamed, letter by letter. One letter's failure is a Failure,
#: not an exception. It must be lazy: a file is on disk before the next one is asked for.
RenderGroup = Callable[[Sequence[Job]], Iterator[tuple[Job, Written | Failure | None]]]


@dataclass(frozen=True, slots=True)
class Renderer:
    """How a process becomes able to render: `make(setup)` returns its `RenderGroup`.

    `make` is a function of a module (it travels by name) and is called once in each process;
    `setup` can be pickled. `preload` names modules that are worth importing once for all workers.
    `remote` becomes its `setup` on other machines.
    """

    make: Callable[[Any], RenderGroup]
    setup: Any = None
    preload: tuple[str, ...] = ()
    remote: RemoteSetup | None = None


@dataclass(frozen=True, slots=True)
class _Setup:
    make: Callable[[Any], RenderGroup]
    renderer: Any
    root: Path
    disk: Disk


def service_of(renderer: Renderer, folder: Folder) -> Service:
    """Return the service that renders into `folder`; its payloads are tuples of jobs."""
    setup = _Setup(renderer.make, renderer.setup, folder.root.resolve(), folder.disk)
    remote = renderer.remote
    afar = partial(_prepare_remote, remote, setup, folder) if remote else None
    return Service(_open, setup, renderer.preload, afar)


def _open(setup: _Setup) -> Work:
    return partial(render_chunk, setup.make(setup.renderer), Folder(setup.root, setup.disk))


def _prepare_remote(remote: RemoteSetup, setup: _Setup, folder: Folder) -> RemoteSetup:
    """Return how the service is set up on other machines, which must see the output folder."""
    token = secrets.token_bytes(16)
    part = folder.write_part(_PROBE, token)  # swept with all parts when the run ends
    bare = replace(setup, renderer=None)
    there = (bare, remote.settle, remote.setup, part, token)
    return replace(remote, setup=there, settle=_settle)


def _settle(files: Path, setup: Any, secret: Any) -> _Setup:
    """Return the setup on this machine.

    Raises:
        SettingsError: it does not see the folder that letters are written to, or cannot write.
    """
    bare, settle, inner, part, token = setup
    with Folder(bare.root, bare.disk) as folder:
        _require_folder(folder, part, token)
    return replace(cast(_Setup, bare), renderer=settle(files, inner, secret))


def _require_folder(folder: Folder, part: str, token: bytes) -> None:
    try:
        seen = folder.read(part)
    except OSError:
        seen = b""
    if seen != token:
        raise SettingsError(
            f"it does not see the folder {folder.root}, which letters are written to",
            hint="choose a folder that is at the same path on all machines: with -o, or for an "
            "object store with TMPDIR, where letters wait for their upload",
        )
    try:
        folder.discard(folder.write_part(_PROBE, token))
    except OSError as error:
        raise SettingsError(
            f"it cannot write to the folder {folder.root}: {error.strerror}",
            hint="give the user that the worker runs as the right to write there",
        ) from None


def render_chunk(
    render: RenderGroup,
    folder: Folder,
    places: Sequence[int],
    jobs: Sequence[Job],
    rearm: Callable[[], None],
) -> Iterator[Message]:
    """Render jobs of one group and write each; `places[i]` names `jobs[i]` in the messages.

    `rearm` is called when a letter's clocks must start again. Every job gets a DoneItem, with a
    Written or a Failure, unless the caller stops asking.
    """
    left = dict(zip(places, jobs, strict=True))
    batches = [list(left)]
    while batches:
        batch = [place for place in batches.pop() if place in left]
        if not batch:
            continue
        group = _Group(render, {place: left[place] for place in batch}, folder, rearm)
        for message in group.make():
            if isinstance(message, DoneItem):
                left.pop(message.place, None)
            yield message
        if group.unknown_fault:
            batches += _split_letters(batch, left)
        else:
            batches.append([place for place in batch if place in left])


def _split_letters(batch: list[int], left: dict[int, Job]) -> list[list[int]]:
    letters: dict[str, list[int]] = {}
    for place in batch:
        if place in left:
            letters.setdefault(left[place].id, []).append(place)
    return list(reversed(letters.values()))


class _Group:
    """One call of the renderer."""

    def __init__(
        self,
        render: RenderGroup,
        jobs: dict[int, Job],
        folder: Folder,
        rearm: Callable[[], None],
    ) -> None:
        self._render = render
        self._jobs = jobs
        self._folder = folder
        self._rearm = rearm
        self._places = {(job.id, job.format): place for place, job in jobs.items()}
        self._begun = ""  # the id of the letter that the renderer works on
        self.unknown_fault = False

    def make(self) -> Iterator[Message]:
        self._rearm()
        try:
            for job, result in self._render(tuple(self._jobs.values())):
                require_within()  # an engine may have swallowed what it was told
                self._rearm()
                place = self._places[job.id, job.format]
                if result is None:
                    self._begun = job.id
                    yield BegunItem(place)
                elif place in self._jobs:
                    del self._jobs[place]
                    yield self._finish(place, job, result)
        except LettermergeError as error:
            yield from self._blame(failure_of(error))
        except TooMuch as error:
            yield from self._blame(Failure((too_slow(str(error)),)))
        except MemoryError:
            yield from self._blame(Failure((too_large(),)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one letter's
            yield from self._handle_unexpected(error)
        else:
            bug = "" if not self._jobs else "the renderer ended without a result for every job"
            for place in self._jobs:
                yield DoneItem(place, _bug(RuntimeError(bug), bug))

    def _handle_unexpected(self, error: Exception) -> Iterator[Message]:
        """Tell of an exception that nobody expected, or of a disk on which engines had no room."""
        if isinstance(error, OSError) and is_full(error):
            fault = fault_of(error, error.filename or tempfile.gettempdir())
            for place in self._jobs:
                yield DoneItem(place, Failure((fault,)))
        else:
            text = "".join(traceback.format_exception(error))
            yield from self._blame(_bug(error, text))

    def _finish(self, place: int, job: Job, result: Written | Failure) -> Message:
        if isinstance(result, Failure):
            return DoneItem(place, result)
        try:
            part = self._folder.write_part(job.path, result.content)
        except OSError as error:
            return DoneItem(place, Failure((fault_of(error, job.path),)))
        digest = hashlib.sha256(result.content).hexdigest()
        size = len(result.content)
        return DoneItem(place, replace(result, content=b"", part=part, sha256=digest, size=size))

    def _blame(self, failure: Failure) -> Iterator[Message]:
        """Fail the letter that was begun, or the only one there is; otherwise nobody is known."""
        ids = {job.id for job in self._jobs.values()}
        blamed = self._begun if self._begun in ids else next(iter(ids)) if len(ids) == 1 else ""
        if not blamed:
            self.unknown_fault = True
            return
        for place, job in self._jobs.items():
            if job.id == blamed:
                yield DoneItem(place, failure)


def _bug(error: Exception, text: str) -> Failure:
    fault = Diagnostic(
        "bug",
        f"a fault of lettermerge itself: {type(error).__name__}: {error}",
        hint="please report it with the traceback",
    )
    return Failure((fault,), bug=text)


@dataclass(frozen=True, slots=True)
class ProjectSetup:
    """What a process needs to render letters of a project: handed to each worker once."""

    folder: Path
    settings: Settings
    signer: Signer | None = None


def open_renderer(setup: ProjectSetup) -> RenderGroup:
    """Open the project in this process and return what renders groups of its letters."""
    return render_in(open_project(setup.folder, setup.settings), setup)


def render_in(project: Project, setup: ProjectSetup) -> RenderGroup:
    """Return what renders groups of letters of a project that is open in this process."""
    seal = Seal(project, setup.signer) if setup.signer else None
    unapproved = ApprovalCheck(project, setup.signer)
    reserved = tuple(one.reserved for one in project.cosigners)

    def render(jobs: Sequence[Job]) -> Iterator[tuple[Job, Written | Failure | None]]:
        letters: dict[str, Letter] = {job.id: job.payload for job in jobs}
        made: dict[str, Document | Failure] = {}
        for job in jobs:
            if job.id not in made:
                yield job, None  # time and memory of a template are charged to its own letter
                made[job.id] = _try_compose(project, job.payload, setup.signer)
        style = style_of(project, next(iter(letters.values())))
        streams = {
            kind: write(
                _sound(jobs, made, kind),
                style,
                kind,
                seal.space if seal and kind == "pdf" else None,
                reserved,
            )
            for kind in {job.format for job in jobs}
        }
        for job in jobs:
            yield job, None
            document = made[job.id]
            if isinstance(document, Failure):
                yield job, document
                continue
            if (failure := unapproved(job, document)) is not None:
                next(streams[job.format])  # a writer gives one result for each document
                yield job, failure
                continue
            yield job, finish(next(streams[job.format]), job.format, style, seal)

    return render


def _try_compose(project: Project, letter: Letter, signer: Signer | None) -> Document | Failure:
    try:
        return compose(project, letter, signer).document
    except LettermergeError as error:
        return failure_of(error)


def _sound(
    jobs: Sequence[Job], made: Mapping[str, Document | Failure], kind: str
) -> Iterator[Document]:
    """Yield the documents that are wanted as `kind`, in the order of their jobs."""
    for job in jobs:
        document = made[job.id]
        if job.format == kind and isinstance(document, Document):
            yield document
