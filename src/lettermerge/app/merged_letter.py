"""Make one letter for a program: its addressee, and its pages as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..diagnostics import Diagnostic
from ..letter.document import Document
from ..protocol.addressee import Addressee, Addressees
from ..workers.letter_limits import Limits, limited, one_letter
from .pipeline import compose, make_letter, make_pages, style_of
from .project import Project
from .rosters.addressing import Letter


@dataclass(frozen=True)
class MergedLetter:
    """One letter of a project, to be looked at or used as it is; `MailMerge.letter` returns it.

    `diagnostics` are what was said of its row. Each method makes the letter anew, from the files as
    they were when the project was opened. The letters are unsigned, and nothing records them:
    letters that are dispatched are made by `MailMerge.render`.

    >>> letter = merge.letter("uk-body")                        # doctest: +SKIP
    >>> letter.addressee.salutation                             # doctest: +SKIP
    'Dear Clerk of the House,'
    >>> Path("letter.pdf").write_bytes(letter.pdf())            # doctest: +SKIP
    """

    project: Project
    source: Letter
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def id(self) -> str:
        """The id of the recipient, or that of a joint letter."""
        return self.source.id

    @property
    def language(self) -> str:
        """The BCP 47 tag of the language that the letter is in."""
        return self.source.language

    @cached_property
    def addressee(self) -> Addressee:
        """How the recipient is written to: `salutation`, `close`, `address_block` and the rest.

        Of a joint letter it is the first person, with the lines of the whole letter.
        """
        return self.source.addressee

    @property
    def addressees(self) -> Addressees:
        """All persons of a joint letter, in the order of precedence; the one of another letter."""
        return self.source.addressees

    @cached_property
    def document(self) -> Document:
        """The letter as a tree of blocks, which all formats are printed from.

        Raises:
            LetterError: the template fails for this recipient; its faults carry file and line.
        """
        with limited(Limits()) as clocks, one_letter(clocks):
            return compose(self.project, self.source).document

    def pdf(self) -> bytes:
        """Return the letter as PDF (PDF/A-3a, PDF/UA-1).

        Raises:
            LetterError: it cannot be made; its faults say why.
            MissingEngineError: Pango or HarfBuzz-subset is not installed.
        """
        return make_letter(self.project, self.source, "pdf").content

    def docx(self) -> bytes:
        """Return the letter as DOCX, with the words and page breaks of the PDF.

        Raises:
            LetterError: it cannot be made; its faults say why.
        """
        return make_letter(self.project, self.source, "docx").content

    def html(self) -> str:
        """Return the letter as one HTML page, style and images included."""
        return self._pages("html")[0].decode("utf-8")

    def png(self, scale: float = 2.0) -> tuple[bytes, ...]:
        """Return a picture of each page; `scale` 1.0 is 72 dots an inch.

        Raises:
            LetterError: it cannot be made; its faults say why.
            MissingEngineError: Pango or HarfBuzz-subset is not installed.
        """
        return self._pages("png", scale)

    def _pages(self, kind: str, scale: float = 1.0) -> tuple[bytes, ...]:
        document = self.document
        with limited(Limits()) as clocks, one_letter(clocks):
            return make_pages(document, style_of(self.project, self.source), kind, scale)

    def _repr_png_(self) -> bytes:
        """Show the first page where notebooks show values."""
        return self.png(1.0)[0]
