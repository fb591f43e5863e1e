"""Jobs of one chunk into parts on disk: what a worker does, and the run's own process without one.

Whatever a renderer does wrong ends with a message about one letter: an exception is blamed on the
letter that it had begun, and the others are rendered again without it.
"""

from __future__ import annotations

import hashlib
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..diagnostics import Diagnostic, Failure
from ..errors import LettermergeError
from ..output.disk import fault_of, is_full
from ..output.files import Folder, Part
from ..output.job import Job, Rendered, RenderGroup
from ..templating import TooMuch, require_within


class BegunJob(NamedTuple):
    """The renderer works on this job from now on."""

    place: int


class Made(NamedTuple):
    """A part was written, not synced yet; `rendered` has lost its content."""

    place: int
    part: Part
    sha256: str
    size: int
    rendered: Rendered


class Unmade(NamedTuple):
    """A job failed; `bug` is a traceback where the fault is ours."""

    place: int
    diagnostics: tuple[Diagnostic, ...]
    bug: str = ""


Message = BegunJob | Made | Unmade


def make_files(
    render: RenderGroup,
    jobs: Sequence[Job],
    places: Sequence[int],
    folder: Folder,
    rearm: Callable[[], None],
) -> Iterator[Message]:
    """Render jobs of one group and write each; `places[i]` names `jobs[i]` in the messages.

    `rearm` is called when a letter's clocks must start again. Every job gets a Made or an Unmade
    unless the caller stops asking.
    """
    left = dict(zip(places, jobs, strict=True))
    batches = [list(left)]
    while batches:
        batch = [place for place in batches.pop() if place in left]
        if not batch:
            continue
        group = _Group(render, {place: left[place] for place in batch}, folder, rearm)
        for message in group.make():
            if not isinstance(message, BegunJob):
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
                    yield BegunJob(place)
                elif place in self._jobs:
                    del self._jobs[place]
                    yield self._finish(place, job, result)
        except LettermergeError as error:
            yield from self._blame(_tell(error))
        except TooMuch as error:
            yield from self._blame(too_slow(str(error)))
        except MemoryError:
            yield from self._blame(too_large())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one letter's
            yield from self._stumble(error)
        else:
            bug = "" if not self._jobs else "the renderer ended without a result for every job"
            for place in self._jobs:
                yield Unmade(place, _unexpected(RuntimeError(bug)), bug)

    def _stumble(self, error: Exception) -> Iterator[Message]:
        """Tell of an exception that nobody expected, or of a disk on which engines had no room."""
        if isinstance(error, OSError) and is_full(error):
            fault = fault_of(error, error.filename or tempfile.gettempdir())
            for place in self._jobs:
                yield Unmade(place, (fault,))
        else:
            text = "".join(traceback.format_exception(error))
            yield from self._blame(_unexpected(error), text)

    def _finish(self, place: int, job: Job, result: Rendered | Failure) -> Message:
        if isinstance(result, Failure):
            return Unmade(place, result.diagnostics)
        try:
            part = self._folder.write_part(job.path, result.content)
        except OSError as error:
            return Unmade(place, (fault_of(error, job.path),))
        rendered = Rendered(
            b"",
            result.pages,
            result.paper,
            result.route,
            result.signer,
            result.diagnostics,
        )
        digest = hashlib.sha256(result.content).hexdigest()
        return Made(place, part, digest, len(result.content), rendered)

    def _blame(self, faults: tuple[Diagnostic, ...], bug: str = "") -> Iterator[Message]:
        """Fail the letter that was begun, or the only one there is; otherwise nobody is known."""
        ids = {job.id for job in self._jobs.values()}
        blamed = self._begun if self._begun in ids else next(iter(ids)) if len(ids) == 1 else ""
        if not blamed:
            self.unknown_fault = True
            return
        for place, job in self._jobs.items():
            if job.id == blamed:
                yield Unmade(place, faults, bug)


def too_slow(reason: str) -> tuple[Diagnostic, ...]:
    """Return what to say of a letter that used up its time."""
    return (
        Diagnostic(
            "letter.too-slow",
            f"the letter was given up: {reason}",
            hint="look for an endless loop in the template, or a very large cell in this row",
        ),
    )


def too_large() -> tuple[Diagnostic, ...]:
    """Return what to say of a letter that used up its memory."""
    return (
        Diagnostic(
            "letter.too-large",
            "the letter was given up: it needs more memory than one letter may use",
            hint="look for a very large cell in this row, or a multiplication in the template",
        ),
    )


def _tell(error: LettermergeError) -> tuple[Diagnostic, ...]:
    faults = tuple(fault for fault in error.faults if isinstance(fault, Diagnostic))
    return faults or (Diagnostic("letter.failed", error.message, hint=error.hint),)


def _unexpected(error: Exception) -> tuple[Diagnostic, ...]:
    return (
        Diagnostic(
            "bug",
            f"a fault of lettermerge itself: {type(error).__name__}: {error}",
            hint="please report it with the traceback",
        ),
    )
