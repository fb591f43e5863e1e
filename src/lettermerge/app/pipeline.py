"""One letter, from addressee to sealed bytes; and the group of letters that a batch asks for.

Reads like the README's arrow line: recipients and protocol make an audience (audience.py); here
each letter is composed, written and sealed. No disk, no clock: what is impure is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import Settings
from ..config.theme import Theme
from ..diagnostics import Diagnostic, Failure
from ..errors import LetterError, LettermergeError
from ..layout.page_style import PageStyle, page_style
from ..letter.compose import Composed, Words
from ..letter.document import Asset, Document
from ..output.job import Job, Rendered, RenderGroup
from ..protocol.languages import format_date, labels
from ..workers.limits import Limits, one_letter
from ..writers.written import ReservedField, SignatureSpace, Written
from .addressing import Letter
from .project import Project, open_project

if TYPE_CHECKING:
    from ..signing.identity.model import Identity


@dataclass(frozen=True, slots=True)
class Signer:
    """Who seals the letters of a run, and when (`signed_at` has a zone)."""

    identity: Identity
    signed_at: datetime

    @property
    def label(self) -> str:
        """How manifests name the signer; a throw-away identity is told apart."""
        identity = self.identity
        return f"demo:{identity.fingerprint}" if identity.demo else identity.fingerprint


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process needs to render letters of a project: handed to each worker once."""

    folder: Path
    settings: Settings
    signer: Signer | None = None


def compose(project: Project, letter: Letter, signer: Signer | None = None) -> Composed:
    """Merge one letter into its document.

    Raises:
        LetterError: the template fails for this addressee; its faults carry file, line and hint.
    """
    profile = project.profiles[letter.parliament]
    template = next(t for t in project.templates.values() if t.name == letter.template)
    words = _words(project, letter, signer)
    return project.composer.compose(template, letter.addressee, profile, words)


def _words(project: Project, letter: Letter, signer: Signer | None) -> Words:
    profile = project.profiles[letter.parliament]
    own = labels(letter.language)
    date = format_date(project.settings.letter.date, letter.language, profile)
    sealed = ""
    if signer and project.settings.signing.visible_line:
        day = format_date(signer.signed_at.date(), letter.language, profile)
        sealed = f"Digitally signed by {signer.identity.name} on {day}"
    return Words(letter.language, date, own.page, own.enclosure, own.enclosures, own.cc, sealed)


def style_of(project: Project, letter: Letter) -> PageStyle:
    """Return the page style of a letter: its theme on the parliament's paper."""
    return project.styles[project.profiles[letter.parliament].paper]


def write(
    documents: Iterable[Document],
    style: PageStyle,
    kind: str,
    space: SignatureSpace | None = None,
    reserved: tuple[ReservedField, ...] = (),
) -> Iterator[Written | Failure]:
    """Write documents of one style as `kind` ("pdf" or "docx"), one result for each, in order.

    `space` and `reserved` are the room that PDFs leave for signatures, now and later.

    Raises:
        MissingEngineError: the machine lacks what the format needs.
    """
    if kind == "pdf":
        from ..writers import pdf

        return pdf.write(documents, style, space, reserved)
    from ..writers import docx

    return docx.write(documents, style)


def write_one(
    document: Document, style: PageStyle, kind: str, clocks: Limits | None
) -> Written | Failure:
    """Write one document within the limits of a letter; `clocks` is what `limited` gave."""
    try:
        with one_letter(clocks):
            return next(write((document,), style, kind))
    except LetterError as error:
        return failure_of(error)


def find_faults(document: Document, kind: str) -> tuple[Diagnostic, ...]:
    """Return what keeps a document from being written as `kind`, as far as its words tell."""
    if kind == "pdf":
        from ..writers.pdf import pdf_faults as pdf_faults

        return tuple(pdf_faults.find_faults(document))
    from ..writers.docx import docx_faults as faults

    return tuple(faults.find_faults(document))


def judge_images(images: Mapping[str, Asset], kind: str) -> dict[str, Diagnostic]:
    """Return, by name, what is wrong with the images that `kind` cannot print.

    Raises:
        MissingEngineError: the machine lacks what the format needs.
    """
    if kind == "pdf":
        from ..writers.pdf import image_check as pdf_images

        return pdf_images.judge_images(images, page_style(Theme(), "a4"))
    from ..writers.docx import pictures

    return pictures.judge_images(images)


def renderer(setup: Setup) -> RenderGroup:
    """Open the project in this process and return what renders groups of its letters."""
    project = open_project(setup.folder, setup.settings)
    seal = _Seal(project, setup.signer) if setup.signer else None
    reserved = tuple(one.reserved for one in project.cosigners)

    def render(jobs: Sequence[Job]) -> Iterator[tuple[Job, Rendered | Failure | None]]:
        letters: dict[str, Letter] = {job.id: job.payload for job in jobs}
        made: dict[str, Document | Failure] = {}
        for job in jobs:
            if job.id not in made:
                yield job, None  # so that what a template uses up is laid to its own letter
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
            written = next(streams[job.format])
            yield job, _finish(written, job.format, style, seal)

    return render


class _Seal:
    """Signs what was written, as the settings ask."""

    def __init__(self, project: Project, signer: Signer) -> None:
        from ..signing.pdf.sign import Sealing, signature_space

        self.signer = signer
        self.sealing = Sealing.from_settings(project.settings.signing)
        self.space = signature_space(signer.identity, self.sealing, signer.signed_at)

    def __call__(self, written: Written, kind: str) -> bytes:
        identity = self.signer.identity
        if kind == "docx":
            from ..signing.docx.sign import sign_docx

            return sign_docx(written.content, identity, self.signer.signed_at)
        from ..signing.pdf.sign import seal_pdf

        if written.hole is None:
            raise AssertionError("the PDF writer left no room for a signature")
        return seal_pdf(written.content, written.hole, identity, self.sealing)


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


def _finish(
    written: Written | Failure, kind: str, style: PageStyle, seal: _Seal | None
) -> Rendered | Failure:
    """Seal what was written; a signing failure fails the letter, it is never left unsigned."""
    if isinstance(written, Failure):
        return written
    content = written.content
    if seal:
        try:
            content = seal(written, kind)
        except LettermergeError as error:
            return failure_of(error, "signing.failed")
    return Rendered(
        content,
        written.pages,
        style.paper.name,
        written.route if kind == "pdf" else "",
        seal.signer.label if seal else "",
    )


def failure_of(error: LettermergeError, code: str = "letter.failed") -> Failure:
    """Return an exception of ours as the failure of one letter."""
    faults = tuple(fault for fault in error.faults if isinstance(fault, Diagnostic))
    return Failure(faults or (Diagnostic(code, error.message, hint=error.hint),))


def unsealed(settings: Settings) -> Settings:
    """Return settings under which nothing is sealed (previews, `--no-sign`)."""
    return replace(settings, signing=replace(settings.signing, identity="none"))
