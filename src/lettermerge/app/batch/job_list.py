"""List the jobs of a batch: compose every letter once, which finds its faults.

A run holds the jobs of all its rows, so they lie in columns, and each is made when it is asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, overload

from ...diagnostics import Diagnostic, Failure, failure_of
from ...errors import LettermergeError
from ...output.job import Brief, BriefJobs, Inputs, Job, Repair, hash_of
from ...templating import SandboxError
from ...workers.letter_limits import Limits, limited, one_letter
from ...workers.parallel_map import parallel_map
from ..approval.approval_requirement import ApprovalRequirement
from ..approval.approval_status import Approvals
from ..approval.waiting_letters import WaitingLetter, find_waiting_letter
from ..fingerprint import Fingerprints
from ..letter_file_names import LetterNames
from ..personal_notes import share_of
from ..pipeline import compose
from ..project import Project
from ..rosters.addressing import Letter
from ..rosters.up_to_date_addressee import RecordedAddressee
from ..signing.sealing import Signer
from .row_input_hash import RowInputs
from .unchanged_rows import Recording, texts_of

Causes = Mapping[str, str]


class Tried(NamedTuple):
    """What is learned of a letter by composing it.

    `name` is that of its files without the ending; `template` and `tree` are hashes of what it was
    made of and of the letter itself (see `Fingerprints`), `words` is the whole hash of which `tree`
    is the start, where approvals are asked for; `note` says how much of it its personal
    note is, "" without one. `covered` says whether the inputs of its row cover all that it read.
    """

    name: str
    template: str
    tree: int
    note: str = ""
    words: bytes = b""
    covered: bool = False


class Jobs(BriefJobs):
    """One job for each letter and format, letter by letter, in the order in which they came.

    `waiting` are the letters that lack approvals; whether these have jobs is up to `make_jobs`.
    `repairs` are those of letters whose rows differ from the roster's own, by id; `notes` say how
    much of a letter its personal note is, of those that have one, by id. `recorded` counts the
    letters that were not composed.
    """

    def __init__(
        self, project: Project, fingerprints: Fingerprints, recording: Recording | None = None
    ) -> None:
        self._project = project
        self._fingerprints = fingerprints
        self._recording = recording
        self._formats = project.settings.output.formats
        self._letters: list[Letter] = []
        self._names: list[str] = []
        self._documents = array("Q")  # one hash for each file
        self._covered = bytearray()  # whether a letter's inputs are to be recorded
        self._causes: list[tuple[Causes, ...]] = []
        self._shared: dict[tuple[int, ...], tuple[Causes, ...]] = {}
        self.repairs: Mapping[str, Repair] = {}
        self.notes: dict[str, str] = {}
        self.waiting: list[WaitingLetter] = []
        self._approvals: list[bytes] = []  # one hash for each file, where approvals are asked for
        self.recorded = 0
        self._job = lru_cache(maxsize=2048)(self._make)  # a run asks for those in hand repeatedly
        self._inputs = lru_cache(maxsize=16)(self._find_inputs)  # the same for all formats

    def add(self, letter: Letter, tried: Tried) -> None:
        """Enter a letter and what was learned of it."""
        self._letters.append(letter)
        self._names.append(tried.name)
        self._covered.append(tried.covered)
        if tried.note:
            self.notes[letter.id] = tried.note
        prints, parliament = self._fingerprints, letter.parliament
        self._documents.extend(
            int(prints.document(tried.tree, parliament, kind), 16) for kind in self._formats
        )
        if tried.words:
            self._approvals += self._approvals_of(letter, tried.words)
        causes = tuple(prints.causes(parliament, tried.template, kind) for kind in self._formats)
        self._causes.append(self._shared.setdefault(tuple(map(id, causes)), causes))

    def _approvals_of(self, letter: Letter, words: bytes) -> list[bytes]:
        approval, members = self._fingerprints.approval, letter.members if letter.is_joint else ()
        return [approval(words, letter.parliament, kind, members) for kind in self._formats]

    def judge(self, letter: Letter, tried: Tried, approvals: Approvals) -> WaitingLetter | None:
        """Return what a letter waits for, None where enough approvers have agreed to it."""
        hashes = self._approvals_of(letter, tried.words)
        files: dict[str, str] = dict(zip(self._formats, (one.hex() for one in hashes), strict=True))
        causes = self._fingerprints.causes(letter.parliament, tried.template, self._formats[0])
        return find_waiting_letter(approvals, letter, files, causes)

    def add_recorded(self, letter: Letter, recorded: RecordedAddressee) -> None:
        """Enter a letter of which everything is recorded."""
        self._letters.append(letter)
        self._names.append(recorded.file_name)
        self.recorded += 1
        self._covered.append(True)
        if recorded.note:
            self.notes[letter.id] = recorded.note
        self._documents.extend(one.document for one in recorded.files)
        causes = tuple(one.causes for one in recorded.files)
        self._causes.append(self._shared.setdefault(tuple(map(id, causes)), causes))

    def __len__(self) -> int:
        return len(self._letters) * len(self._formats)

    @overload
    def __getitem__(self, place: int) -> Job: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Job, ...]: ...
    def __getitem__(self, place: int | slice) -> Job | tuple[Job, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        return self._job(range(len(self))[place])

    def _make(self, place: int) -> Job:
        at, which = divmod(place, len(self._formats))
        letter = self._letters[at]
        kind = self._formats[which]
        expected = ""
        if isinstance(letter.packed, RecordedAddressee):
            expected = letter.packed.files[which].sha256.hex()
        return Job(
            id=letter.id,
            label=letter.name,
            format=kind,
            name=self._names[at],
            group=self._group(letter),
            payload=letter,
            recipient_hash=letter.digest,
            causes=self._causes[at][which],
            document=self._document(place, letter),
            row=letter.row,
            others=letter.others,
            members=letter.members if letter.is_joint else (),
            repair=self.repairs.get(letter.id),
            approval=self._approvals[place].hex() if self._approvals else "",
            inputs=self._inputs(at) if self._covered[at] else None,
            expected=expected,
        )

    def brief(self, place: int) -> Brief:
        at, which = divmod(place, len(self._formats))
        letter, name = self._letters[at], self._names[at]
        return Brief(
            letter.id, self._formats[which], name, self._group(letter), 1 + len(letter.others)
        )

    def _group(self, letter: Letter) -> tuple[str, ...]:
        return () if letter.is_recorded else group_of(self._project, letter)

    def _find_inputs(self, at: int) -> Inputs | None:
        """Return what a letter's row could read; None where it cannot be told of it alone."""
        letter = self._letters[at]
        told = self._recording.told.get(letter.id, ()) if self._recording else ()
        texts = texts_of(told, letter.row)
        if texts is None or not letter.inputs:
            return None
        note = self.notes.get(letter.id, "")
        return Inputs(letter.inputs, letter.name, letter.template, note, texts)

    def _document(self, place: int, letter: Letter) -> str:
        """Return the hash that decides; a joint letter is another one if its members are."""
        document = f"{self._documents[place]:016x}"
        return hash_of(document, *letter.members) if letter.is_joint else document

    @property
    def names(self) -> Sequence[str]:
        """The names of the letters' files without the ending, in the order of `letters`."""
        return self._names

    @property
    def letters(self) -> Sequence[Letter]:
        """The letters that can be made."""
        return self._letters


def group_of(project: Project, letter: Letter) -> tuple[str, ...]:
    """Return what letters have in common that are made together."""
    profile = project.profiles[letter.parliament]
    return profile.paper, profile.id, letter.language, letter.template


def make_jobs(  # noqa: PLR0913  all that decides about jobs
    project: Project,
    letters: Sequence[Letter],
    signer: Signer | None,
    processes: int = 1,
    *,
    requirement: ApprovalRequirement | None = None,
    recording: Recording | None = None,
) -> tuple[Jobs, tuple[Failure, ...]]:
    """Return one job for each letter and format, and the letters that cannot be composed.

    At most `processes` compose at once. A `requirement` says which approvals letters need: those
    that lack some are found. Letters that are recorded are not composed; with a `recording` the
    jobs say what the rows of the others could read.
    """
    trial = _Trial(project, Fingerprints(project, signer), recording and recording.inputs)
    jobs = Jobs(project, trial.fingerprints, recording)
    rejected: list[Failure] = []
    left = [one for one in letters if not one.is_recorded]
    composed = parallel_map(trial, left, processes)
    for letter in letters:
        if isinstance(letter.packed, RecordedAddressee):
            jobs.add_recorded(letter, letter.packed)
            continue
        tried = next(composed)
        if isinstance(tried, Failure):
            faults = tuple(at_row(fault, letter) for fault in tried.diagnostics)
            rejected += (
                Failure(faults, row, id_)
                for id_, row in zip(letter.members, letter.rows, strict=True)
            )
            continue
        waiting = jobs.judge(letter, tried, requirement.approvals) if requirement else None
        if waiting:
            jobs.waiting.append(waiting)
        if not (waiting and requirement and requirement.withholds):
            jobs.add(letter, tried)
    return jobs, tuple(rejected)


class _Trial:
    """Composes letters for what is learned of them.

    None is composed for its signer: the visible line holds today's date, which makes no letter out
    of date. Who signs is hashed beside the letter.
    """

    def __init__(
        self, project: Project, fingerprints: Fingerprints, inputs: RowInputs | None = None
    ) -> None:
        self.fingerprints = fingerprints
        self._inputs = inputs
        self._project = project
        self._names = LetterNames(project)

    def __call__(self, letters: Sequence[Letter]) -> list[Tried | Failure]:
        """Return for each what is learned of it, or why it cannot be made."""
        with limited(Limits()) as clocks:
            return [self._try(letter, clocks) for letter in letters]

    def _try(self, letter: Letter, clocks: Limits | None) -> Tried | Failure:
        try:
            with one_letter(clocks):
                composed = compose(self._project, letter)
            name = self._names.name(letter, clocks)
        except SandboxError as error:
            return Failure((error.fault,))
        except LettermergeError as error:
            return failure_of(error)
        covered = bool(letter.inputs and self._inputs and self._inputs.cover(letter.id, composed))
        prints, words = self.fingerprints, self.fingerprints.words(composed)
        asked = self._project.settings.approval.is_asked
        tree = int.from_bytes(words[:8], "big")
        told = share_of(composed)
        kept = words if asked else b""
        return Tried(name, prints.template(composed), tree, told, kept, covered)


def at_row(fault: Diagnostic, letter: Letter) -> Diagnostic:
    """Name the row beside the place in the template: both are needed to mend it."""
    if fault.where.row is not None:
        return fault
    place = f"{fault.where}: " if str(fault.where) else ""
    where = letter.row.at(fault.where.column, fault.where.value)
    return replace(fault, message=place + fault.message, where=where)
