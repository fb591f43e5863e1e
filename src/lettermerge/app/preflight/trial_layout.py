"""Find the letters of which a run could not make a file, without laying every letter out.

Characters are looked up for all letters. Images are judged once each, and one letter is laid out
for each paper, language and, where the theme has a style sheet, shape: others of it share the fate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from ...config.theme import Theme, has_rules
from ...diagnostics import Diagnostic, Failure, failure_of
from ...errors import LetterError, LettermergeError
from ...layout.page_style import PageStyle, page_style
from ...letter.compose import Composed
from ...letter.document import Asset, Document, PageBreak
from ...letter.document_shape import shape_of
from ...output.job import hash_of
from ...workers.letter_limits import Limits, limited, one_letter
from ...writers.writer_dispatch import write
from ..batch.job_list import at_row
from ..pipeline import compose, style_of, write_one
from ..project import Project
from ..rosters.addressing import Letter
from .missing_character_origin import name_missing

Faults = tuple[Diagnostic, ...]
_BUG = "bug"


class Kind(NamedTuple):
    """What a theme's rules may tell letters apart by: paper, language and (hashed) shape."""

    paper: str
    language: str
    shape: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is known of a composed letter before any is laid out.

    `faults` are by format, `images` the names of those that it prints.
    """

    kind: Kind
    images: tuple[str, ...]
    faults: Mapping[str, Faults] = field(default_factory=dict)


def inspect(project: Project, letter: Letter, composed: Composed) -> Inspected:
    """Look through one letter for what no writer could print."""
    document = composed.document
    shape = hash_of(repr(shape_of(document))) if has_rules(project.theme.css) else ""
    style = style_of(project, letter)
    faults: dict[str, Faults] = {
        kind: tuple(
            fault
            for found in find_faults(document, style, kind)
            for fault in name_missing(project, letter, composed, found)
        )
        for kind in project.settings.output.formats
    }
    own = {kind: found for kind, found in faults.items() if found}
    return Inspected(Kind(style.paper.name, letter.language, shape), composed.images, own)


class Failures:
    """Which files of which letters cannot be made, and why."""

    def __init__(self, formats: Sequence[str]) -> None:
        self.formats = tuple(formats)
        self._found: dict[str, dict[str, Faults]] = {}

    def add(self, letter: Letter, kind: str, faults: Iterable[Diagnostic]) -> None:
        """Enter why a letter's file of a format fails, with its row."""
        known = self._found.setdefault(letter.id, {})
        placed = (at_row(fault, letter) for fault in faults)
        known[kind] = tuple(dict.fromkeys((*known.get(kind, ()), *placed)))

    def has(self, letter: Letter, kind: str) -> bool:
        """Return whether a letter's file of a format is known to fail."""
        return kind in self._found.get(letter.id, ())

    def fails(self, letter: Letter) -> bool:
        """Return whether any file of a letter is known to fail."""
        return letter.id in self._found

    def leave_out(self, ids: Iterable[str]) -> None:
        """Forget the letters with these ids: they are not made."""
        for id_ in ids:
            self._found.pop(id_, None)

    def count(self, letters: int) -> dict[str, int]:
        """Return how many files of each format `letters` letters have."""
        return {
            kind: letters - sum(1 for one in self._found.values() if kind in one)
            for kind in self.formats
        }

    def __len__(self) -> int:
        """Return how many letters lack a file."""
        return len(self._found)

    def __iter__(self) -> Iterator[Diagnostic]:
        for faults in self._found.values():
            yield from dict.fromkeys(one for found in faults.values() for one in found)


def find_failures(
    project: Project, letters: Sequence[Letter], inspected: Sequence[Inspected]
) -> Failures:
    """Return which of `letters` (each with what `inspect` said of it) fail, and why.

    Raises:
        MissingEngineError: the machine lacks what a format needs.
    """
    failures = Failures(project.settings.output.formats)
    pairs = tuple(zip(letters, inspected, strict=True))
    unfit = _unfit_images(project, inspected)
    for letter, one in pairs:
        for kind in failures.formats:
            faults = [*one.faults.get(kind, ())]
            faults += [unfit[kind][name] for name in one.images if name in unfit[kind]]
            if faults:
                failures.add(letter, kind, faults)
    if "pdf" in failures.formats:
        _Trial(project, failures).look_at(pairs)
    return failures


def _unfit_images(
    project: Project, inspected: Iterable[Inspected]
) -> dict[str, dict[str, Diagnostic]]:
    """Return, by format and name, the images that a format cannot print."""
    names = tuple(dict.fromkeys(name for one in inspected for name in one.images))
    return {
        kind: judge_images({name: project.assets.load(name) for name in names}, kind)
        for kind in project.settings.output.formats
    }


class _Trial:
    """Lays out one letter of each kind as a PDF, and more where a rule fails later pages only."""

    def __init__(self, project: Project, failures: Failures) -> None:
        self._project = project
        self._failures = failures

    def look_at(self, pairs: Sequence[tuple[Letter, Inspected]]) -> None:
        groups: dict[Kind, list[Letter]] = {}
        for letter, one in pairs:
            if not self._failures.has(letter, "pdf"):
                groups.setdefault(one.kind, []).append(letter)
        whole: dict[Kind, list[Letter]] = {}
        for kind, letters in groups.items():
            faults = self._lay_out(letters[0])
            if faults:
                self._fail(letters, faults)
            elif kind.shape:
                whole.setdefault(kind._replace(shape=""), []).extend(letters)
        for letters in whole.values():
            if self._lay_out(letters[0], pages=3):
                for letter in letters:
                    self._fail((letter,), self._lay_out(letter))

    def _fail(self, letters: Iterable[Letter], faults: Faults) -> None:
        formats = self._failures.formats
        kinds: tuple[str, ...] = ("pdf",)
        if any(fault.code == _BUG for fault in faults):  # it ends a letter, not one of its files
            kinds = formats[formats.index("pdf") :]
        for letter in letters if faults else ():
            for kind in kinds:
                self._failures.add(letter, kind, faults)

    def _lay_out(self, letter: Letter, pages: int = 1) -> Faults:
        """Return why a letter cannot be laid out, its body repeated on more pages if wanted."""
        try:
            with limited(Limits()) as clocks, one_letter(clocks):
                document = compose(self._project, letter).document
                long = _lengthened(document, pages)
                result = next(write((long,), style_of(self._project, letter), "pdf"))
        except LetterError as error:
            return failure_of(error).diagnostics
        except LettermergeError:
            raise
        except Exception as error:  # noqa: BLE001 - it fails these letters in a run, too
            return (_bug(error),)
        return result.diagnostics if isinstance(result, Failure) else ()


def _bug(error: Exception) -> Diagnostic:
    return Diagnostic(
        _BUG,
        f"the letter cannot be laid out: {type(error).__name__}: {error}",
        hint="take the newest rules out of theme.css; please report it as a fault of lettermerge",
    )


def _lengthened(document: Document, pages: int) -> Document:
    """Return a document whose body is there once on each of so many pages."""
    body = document.body
    for _ in range(pages - 1):
        body = (*body, PageBreak(), *document.body)
    return replace(document, body=body)


def find_faults(document: Document, style: PageStyle, kind: str) -> tuple[Diagnostic, ...]:
    """Return what keeps a document from being written as `kind`, as far as its words tell."""
    if kind == "pdf":
        from ...writers.pdf import pdf_preflight

        return tuple(pdf_preflight.find_faults(document, style.families))
    if kind != "docx":
        return ()
    from ...writers.docx import docx_preflight

    return tuple(docx_preflight.find_faults(document, style))


def judge_images(images: Mapping[str, Asset], kind: str) -> dict[str, Diagnostic]:
    """Return, by name, what is wrong with the images that `kind` cannot print.

    Raises:
        MissingEngineError: the machine lacks what the format needs.
    """
    if kind == "pdf":
        from ...writers.pdf import image_trial

        with limited(Limits()) as clocks:
            write_pdf = partial(write_one, kind="pdf", clocks=clocks)
            return image_trial.judge_images(images, page_style(Theme(), "a4"), write_pdf)
    if kind != "docx":
        return {}
    from ...writers.docx import pictures

    return pictures.judge_images(images)
