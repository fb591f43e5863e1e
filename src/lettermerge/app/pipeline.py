"""Make one addressed letter: compose, write, sign. The stages, in order, on one screen.

The whole way of a letter, and who walks it for all letters of a batch:

    read      app/rosters/addressing.py    rows of the rosters, by recipients/
    address   app/rosters/addressing.py    how each is written to, by protocol/
    compose   compose                      a template and an addressee into a Document, by letter/
    write     writers/writer_dispatch.py   Documents of one style into bytes, by format
    sign      finish                       by signing/, with the Seal of sealing.py
    place     app/batch/plan_execution.py  bytes at their names, by output/

`batch/batch.py` prepares and ends a run; `batch/render_chunk.py` calls compose, write and finish
for a group of letters, `make_letter` for one. Each stage takes one value and returns one value. No
disk, no clock: what is impure is an argument.
"""

from __future__ import annotations

from dataclasses import replace

from ..config.output_formats import OWN_FORMATS
from ..diagnostics import Failure, failure_of
from ..errors import LetterError, LettermergeError, SigningError
from ..layout.page_style import PageStyle
from ..letter.compose import Composed
from ..letter.composition_inputs import LetterWords
from ..letter.document import Document
from ..protocol.languages import format_date, labels
from ..protocol.localised_parliament_names import profile_in
from ..workers.letter_limits import Limits, limited, one_letter
from ..writers.writer_dispatch import write
from ..writers.writer_interface import Written
from .personal_notes import note_template
from .project import Project
from .rosters.addressing import Letter
from .signing.sealing import Seal, Signer


def make_letter(
    project: Project, letter: Letter, kind: str, signer: Signer | None = None
) -> Written:
    """Make one file ("pdf" or "docx") of an addressed letter; sealed where there is a signer.

    Raises:
        LetterError: the letter cannot be made; its faults say why.
        SigningError: it cannot be signed, or would need an approval.
        MissingEngineError: the machine lacks what the format needs.
    """
    if signer and project.approvers and not signer.identity.demo:
        told = "the settings ask for approvals, so that letters are sealed in runs alone"
        raise SigningError(told, hint="use `render`, which knows what is approved")
    seal = Seal(project, signer) if signer else None
    style = style_of(project, letter)
    reserved = tuple(one.reserved for one in project.cosigners)
    with limited(Limits()) as clocks, one_letter(clocks):
        document = compose(project, letter, signer).document
        (written,) = write((document,), style, kind, seal.space if seal else None, reserved)
    return require_made(finish(written, kind, style, seal))


def make_pages(
    document: Document, style: PageStyle, kind: str, scale: float = 1.0
) -> tuple[bytes, ...]:
    """Return a document as files of a kind: one "pdf", "docx" or "html", or a "png" for each page.

    They are unsigned. `scale` is that of a PNG: 1.0 is 72 dots an inch.

    Raises:
        LetterError: the letter cannot be laid out; its faults say why.
        MissingEngineError: the machine lacks what the format needs.
    """
    if kind == "html":
        from ..writers.html import to_html

        return (to_html(document, style).encode("utf-8"),)
    written = require_made(next(write((document,), style, "pdf" if kind == "png" else kind)))
    if kind != "png":
        return (written.content,)
    from ..writers.png import to_png

    return tuple(to_png(written.content, scale))


def require_made(made: Written | Failure) -> Written:
    """Return what was written.

    Raises:
        LetterError: it is a failure; its faults say why.
    """
    if isinstance(made, Failure):
        raise LetterError(
            "the letter cannot be made", hint="fix each of these", faults=made.diagnostics
        )
    return made


def compose(project: Project, letter: Letter, signer: Signer | None = None) -> Composed:
    """Merge one letter into its document.

    Raises:
        LetterError: the template fails for this addressee; its faults carry file, line and hint.
    """
    profile = project.profiles[letter.parliament]
    template = next(t for t in project.templates.values() if t.name == letter.template)
    words = _words(project, letter, signer)
    said = profile_in(profile, letter.language)
    return project.composer.compose(template, letter.addressees, said, words)


def _words(project: Project, letter: Letter, signer: Signer | None) -> LetterWords:
    profile = project.profiles[letter.parliament]
    own = labels(letter.language, profile)
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


def write_one(
    document: Document, style: PageStyle, kind: str, clocks: Limits | None
) -> Written | Failure:
    """Write one document within the limits of a letter; `clocks` is what `limited` gave."""
    try:
        with one_letter(clocks):
            return next(write((document,), style, kind))
    except LetterError as error:
        return failure_of(error)


def finish(
    written: Written | Failure, kind: str, style: PageStyle, seal: Seal | None
) -> Written | Failure:
    """Seal what was written; a signing failure fails the letter, it is never left unsigned."""
    if isinstance(written, Failure):
        return written
    if not seal or kind not in OWN_FORMATS:  # other formats hold no signature
        return replace(written, paper=style.paper.name)
    try:
        content = seal(written, kind)
    except LettermergeError as error:
        return failure_of(error, "signing.failed")
    return replace(
        written, content=content, paper=style.paper.name, signer=seal.signer.label, hole=None
    )
