"""Make one letter: address, compose, write, sign. The stages, in order, on one screen.

Each stage takes one value and returns one value. No disk, no clock: what is impure is an argument.
A batch makes groups of letters by the same stages (render_chunk.py) and places them (run.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..config.settings import Settings
from ..diagnostics import Failure, failure_of
from ..errors import LetterError, LettermergeError
from ..layout.page_style import PageStyle
from ..letter.compose import Composed, LetterWords
from ..letter.document import Document
from ..protocol.languages import format_date, labels
from ..recipients import Recipient
from ..workers.limits import Limits, one_letter
from ..writers.written import ReservedField, SignatureSpace, Written
from .addressing import Letter, address_letter
from .personal_notes import note_template
from .project import Project

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


def make_letter(
    project: Project, recipient: Recipient, kind: str, signer: Signer | None = None
) -> Written:
    """Make one file ("pdf" or "docx") of one recipient's letter; signed where there is a signer.

    Raises:
        LetterError: the letter cannot be made; its faults say why.
        SigningError: it cannot be signed.
    """
    letter, found = address_letter(project, recipient)
    if letter is None:
        raise LetterError("the row makes no letter", hint="see its faults", faults=found)
    seal = Seal(project, signer) if signer else None
    document = compose(project, letter, signer).document
    style = style_of(project, letter)
    reserved = tuple(one.reserved for one in project.cosigners)
    (written,) = write((document,), style, kind, seal.space if seal else None, reserved)
    finished = finish(written, kind, style, seal)
    if isinstance(finished, Failure):
        raise LetterError(
            "the letter cannot be made", hint="see its faults", faults=finished.diagnostics
        )
    return finished


def compose(project: Project, letter: Letter, signer: Signer | None = None) -> Composed:
    """Merge one letter into its document.

    Raises:
        LetterError: the template fails for this addressee; its faults carry file, line and hint.
    """
    profile = project.profiles[letter.parliament]
    template = next(t for t in project.templates.values() if t.name == letter.template)
    words = _words(project, letter, signer)
    return project.composer.compose(template, letter.addressees, profile, words)


def _words(project: Project, letter: Letter, signer: Signer | None) -> LetterWords:
    profile = project.profiles[letter.parliament]
    own = labels(letter.language)
    date = format_date(project.settings.letter.date, letter.language, profile)
    sealed = ""
    if signer and project.settings.signing.visible_line:
        day = format_date(signer.signed_at.date(), letter.language, profile)
        sealed = own.sealed.format(name=signer.identity.name, date=day)
    return LetterWords(
        letter.language,
        date,
        own.page,
        own.enclosure,
        own.enclosures,
        own.cc,
        sealed,
        note_template(project.folder, letter.id),
        (own.our_ref, own.your_ref),
        own.subject,
        own.emblem,
        own.signature,
    )


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


class Seal:
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


def finish(
    written: Written | Failure, kind: str, style: PageStyle, seal: Seal | None
) -> Written | Failure:
    """Seal what was written; a signing failure fails the letter, it is never left unsigned."""
    if isinstance(written, Failure):
        return written
    if not seal:
        return replace(written, paper=style.paper.name)
    try:
        content = seal(written, kind)
    except LettermergeError as error:
        return failure_of(error, "signing.failed")
    return replace(
        written, content=content, paper=style.paper.name, signer=seal.signer.label, hole=None
    )


def unsealed(settings: Settings) -> Settings:
    """Return settings under which nothing is sealed (previews, `--no-sign`)."""
    return replace(settings, signing=replace(settings.signing, identity="none"))
