"""List the jobs of a batch: compose every letter once, which finds its faults.

A run holds the jobs of all its rows, so they lie in columns, and each is made when it is asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, overload

from ..config.settings import FILE_NAME
from ..diagnostics import Diagnostic, Failure, Where, failure_of
from ..errors import LetterError, LettermergeError
from ..output.file_names import make_name
from ..output.job import Job, Repair, hash_of
from ..templating import SandboxError
from ..workers.limits import EXPRESSION, Limits, limited, one_letter
from ..workers.parallel_map import parallel_map
from .addressing import Letter
from .fingerprint import Fingerprints
from .personal_notes import share_of
from .pipeline import Signer, compose
from .project import Project

Causes = Mapping[str, str]


class Tried(NamedTuple):
    """What is learned of a letter by composing it.

    `name` is that of its files without the ending; `template` and `tree` are hashes of what it was
    made of and of the letter itself (see `Fingerprints`); `note` says how much of it its personal
    note is, "" without one.
    """

    name: str
    template: str
    tree: int
    note: str = ""


class Jobs(Sequence[Job]):
    """One job for each letter and format, letter by letter, in the order in which they came.

    `repairs` are those of letters whose rows differ from the roster's own, by id; `notes` say how
    much of a letter its personal note is, of those that have one, by id.
    """

    def __init__(self, project: Project, fingerprints: Fingerprints) -> None:
        self._project = project
        self._fingerprints = fingerprints
        self._formats = project.settings.output.formats
        self._letters: list[Letter] = []
        self._names: list[str] = []
        self._documents = array("Q")  # one hash for each file
        self._causes: list[tuple[Causes, ...]] = []
        self._shared: dict[tuple[int, ...], tuple[Causes, ...]] = {}
        self.repairs: Mapping[str, Repair] = {}
        self.notes: dict[str, str] = {}
        self._job = lru_cache(maxsize=1024)(self._make)  # a run asks for those in hand repeatedly

    def add(self, letter: Letter, tried: Tried) -> None:
        """Enter a letter and what was learned of it."""
        self._letters.append(letter)
        self._names.append(tried.name)
        if tried.note:
            self.notes[letter.id] = tried.note
        prints, parliament = self._fingerprints, letter.parliament
        self._documents.extend(
            int(prints.document(tried.tree, parliament, kind), 16) for kind in self._formats
        )
        causes = tuple(prints.causes(parliament, tried.template, kind) for kind in self._formats)
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
        profile, kind = self._project.profiles[letter.parliament], self._formats[which]
        return Job(
            id=letter.id,
            label=letter.name,
            format=kind,
            name=self._names[at],
            group=(profile.paper, profile.id, letter.language, letter.template),
            payload=letter,
            recipient_hash=letter.digest,
            causes=self._causes[at][which],
            document=self._document(place, letter),
            row=letter.row,
            others=letter.others,
            members=letter.members if letter.is_joint else (),
            repair=self.repairs.get(letter.id),
        )

    def _document(self, place: int, letter: Letter) -> str:
        """Return the hash that decides; a joint letter is another one if its members are."""
        document = f"{self._documents[place]:016x}"
        return hash_of(document, *letter.members) if letter.is_joint else document

    @property
    def letters(self) -> Sequence[Letter]:
        """The letters that can be made."""
        return self._letters


def make_jobs(
    project: Project, letters: Sequence[Letter], signer: Signer | None, processes: int = 1
) -> tuple[Jobs, tuple[Failure, ...]]:
    """Return one job for each letter and format, and the letters that cannot be composed.

    At most `processes` compose at once.
    """
    trial = _Trial(project, Fingerprints(project, signer))
    jobs = Jobs(project, trial.fingerprints)
    rejected: list[Failure] = []
    for letter, tried in zip(letters, parallel_map(trial, letters, processes), strict=True):
        if isinstance(tried, Failure):
            faults = tuple(at_row(fault, letter) for fault in tried.diagnostics)
            rejected += (
                Failure(faults, row, id_)
                for id_, row in zip(letter.members, letter.rows, strict=True)
            )
            continue
        jobs.add(letter, tried)
    return jobs, tuple(rejected)


class _Trial:
    """Composes letters for what is learned of them.

    None is composed for its signer: the visible line holds today's date, which makes no letter out
    of date. Who signs is hashed beside the letter.
    """

    def __init__(self, project: Project, fingerprints: Fingerprints) -> None:
        self.fingerprints = fingerprints
        self._project = project
        text = project.settings.output.name
        where = Where(FILE_NAME, column="output.name", value=text)
        self._unnamed: LetterError | None = None
        self._name_of = project.sandbox.compile_name(text, where)

    def __call__(self, letters: Sequence[Letter]) -> list[Tried | Failure]:
        """Return for each what is learned of it, or why it cannot be made."""
        with limited(Limits()) as clocks:
            return [self._try(letter, clocks) for letter in letters]

    def _try(self, letter: Letter, clocks: Limits | None) -> Tried | Failure:
        to = letter.addressees
        variables = {
            "recipient": to.recipient,
            "recipients": to.recipients,
            "parliament": self._project.profiles[letter.parliament],
        }
        try:
            with one_letter(clocks):
                composed = compose(self._project, letter)
            name = self._name(variables, clocks)
        except SandboxError as error:
            return Failure((error.fault,))
        except LettermergeError as error:
            return failure_of(error)
        prints = self.fingerprints
        return Tried(name, prints.template(composed), prints.tree(composed), share_of(composed))

    def _name(self, variables: Mapping[str, object], clocks: Limits | None) -> str:
        """Return the name of a letter's files; once it has taken too much, it is not tried again.

        Raises:
            LetterError: it takes too much.
        """
        if self._unnamed:
            raise self._unnamed
        try:
            with one_letter(clocks and EXPRESSION, "the name of the file"):
                return make_name(self._name_of(variables))
        except LetterError as error:
            self._unnamed = _at_setting(error)
            raise self._unnamed from None


def _at_setting(error: LetterError) -> LetterError:
    """Return an error whose place is the setting that names files."""
    place = Where(FILE_NAME, column="output.name")
    faults = (replace(one, where=place) for one in error.faults)
    return LetterError(error.message, hint=error.hint, faults=tuple(faults))


def at_row(fault: Diagnostic, letter: Letter) -> Diagnostic:
    """Name the row beside the place in the template: both are needed to mend it."""
    if fault.where.row is not None:
        return fault
    place = f"{fault.where}: " if str(fault.where) else ""
    where = Where(letter.row.file, letter.row.number, fault.where.column, fault.where.value)
    return replace(fault, message=place + fault.message, where=where)
