"""Count the pages of DOCX files with LibreOffice, where it is installed (only here).

One run lays out many, with a profile of its own in a temporary folder that is gone afterwards. The
faces that letters ask for are lent to it, so that it breaks lines as Word does on any machine.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar
from xml.sax.saxutils import escape

from ..diagnostics import Diagnostic, Severity, Where
from ..layout import fonts
from ..signing.identity.passphrase import public_environment
from .pdf_text import Sheet, count_pages

#: Seconds that one run may take: it starts in ten on a slow machine and needs a second a letter.
LONGEST_START, LONGEST_LETTER = 60.0, 5.0

#: fontconfig, with our faces in place of the one that DOCX files name; they have its metrics.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{faces}</dir><cachedir>{cache}</cachedir>
  <match target="pattern"><test name="family"><string>Times New Roman</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Tinos</string></edit></match>
</fontconfig>
"""


class OfficeError(Exception):
    """LibreOffice did not lay the documents out; the text says why, for a user."""


def find_office() -> str | None:
    """Return the program, None where there is none on PATH."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_to_pdf(program: str, documents: Sequence[bytes]) -> Iterator[bytes | None]:
    """Yield each DOCX as LibreOffice's PDF of it; None for one that it does not open.

    Raises:
        OfficeError: it cannot be started, ends with an error, or takes too long.
    """
    with TemporaryDirectory(prefix="lettermerge-") as name:
        folder = Path(name)
        paths = [folder / f"{number}.docx" for number in range(len(documents))]
        for path, content in zip(paths, documents, strict=True):
            path.write_bytes(content)
        _convert(program, paths, folder, LONGEST_START + LONGEST_LETTER * len(paths))
        for one in paths:
            made = one.with_suffix(".pdf")
            yield made.read_bytes() if made.is_file() else None


def count_docx_pages(program: str, documents: Sequence[bytes]) -> tuple[int | None, ...]:
    """Return how many pages each DOCX has in LibreOffice; None for one that it does not open.

    Raises:
        OfficeError: it cannot be started, ends with an error, or takes too long.
    """
    made = convert_to_pdf(program, documents)
    return tuple(None if one is None else count_pages(one) for one in made)


def convert_to_docx(program: str, document: Path) -> bytes | None:
    """Return a document of another kind as a DOCX; None where LibreOffice does not open it.

    Raises:
        OfficeError: it cannot be started, ends with an error, or takes too long.
    """
    with TemporaryDirectory(prefix="lettermerge-") as name:
        folder = Path(name)
        copy = folder / f"letter{document.suffix.lower()}"
        copy.write_bytes(document.read_bytes())
        _convert(program, [copy], folder, LONGEST_START, "docx")
        made = folder / "letter.docx"
        return made.read_bytes() if made.is_file() else None


def _convert(
    program: str, paths: Sequence[Path], folder: Path, limit: float, kind: str = "pdf"
) -> None:
    """Convert documents to files of another kind in `folder`, within `limit` seconds."""
    settings = folder / "fonts.conf"
    faces = escape(str(Path(fonts.__file__).parent))
    settings.write_text(_FONTS.format(faces=faces, cache=escape(str(folder / "cache"))), "utf-8")
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    try:
        office = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**public_environment(), "FONTCONFIG_FILE": str(settings)},
            start_new_session=True,  # soffice is a script: what it starts must end with it
        )
    except OSError as error:
        raise OfficeError(f"LibreOffice cannot be started: {error.strerror}") from None
    try:
        code = office.wait(limit)
    except subprocess.TimeoutExpired:
        raise OfficeError(f"LibreOffice took longer than {limit:.0f} s") from None
    finally:
        if office.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(office.pid, signal.SIGKILL)
            office.wait()
    if code:
        raise OfficeError(f"LibreOffice ended with code {code}")


#: Up to this many letters are laid out all; of more, one of each shape, and not more than this.
MOST = 24

T = TypeVar("T")
Shape = tuple[object, ...]


@dataclass(slots=True)
class DocxSample(Generic[T]):
    """Gathers letters as they pass by; of those beyond MOST only the first of a shape is kept.

    LibreOffice needs a good part of a second for each letter. Letters of one shape (as many lines
    on each page of the PDF) break alike, so one of them speaks for all.
    """

    first: list[tuple[T, bytes, int]] = field(default_factory=list)
    shapes: dict[Shape, tuple[T, bytes, int]] = field(default_factory=dict)
    seen: int = 0

    def add(self, letter: T, docx: bytes, paper: str, sheets: Sequence[Sheet]) -> None:
        """Take a letter's DOCX, and the pages of its PDF."""
        self.seen += 1
        one = (letter, docx, len(sheets))
        if self.seen <= MOST:
            self.first.append(one)
        elif self.first:
            self.first.clear()
        shape = (paper, *map(_lines, sheets))
        if len(self.shapes) < MOST:
            self.shapes.setdefault(shape, one)

    @property
    def chosen(self) -> list[tuple[T, bytes, int]]:
        """The letters to lay out: all of a few, one of each shape of many."""
        return self.first or list(self.shapes.values())

    def compare(self, program: str | None = None) -> Iterator[tuple[T | None, Diagnostic]]:
        """Yield each letter whose DOCX has other pages than its PDF, and what is said of it.

        What concerns no letter (there is no LibreOffice, or it fails) comes with None.
        """
        if not self.chosen:
            return
        program = program or find_office()
        if program is None:
            message = "the pages of DOCX letters were not counted: there is no LibreOffice here"
            hint = "install LibreOffice, if you want them compared with the PDFs"
            yield None, Diagnostic("page.docx-uncounted", message, Where(), hint, Severity.NOTE)
            return
        try:
            counts = count_docx_pages(program, [docx for _, docx, _ in self.chosen])
        except OfficeError as error:
            message = f"the pages of DOCX letters were not counted: {error}"
            hint = "see whether it opens one of the letters by hand"
            yield None, Diagnostic("page.docx-uncounted", message, Where(), hint, Severity.NOTE)
            return
        for (letter, _, pages), count in zip(self.chosen, counts, strict=True):
            if count != pages:
                yield letter, _other_count(pages, count)


def _other_count(pages: int, count: int | None) -> Diagnostic:
    if count is None:
        message = "LibreOffice does not open the DOCX"
        return Diagnostic("page.docx-broken", message, Where(), "report it", Severity.WARNING)
    message = f"PDF and DOCX differ in pages: {pages} in the PDF, {count} in LibreOffice"
    hint = "look at both; a theme.css that changes sizes or spaces has no hold on a DOCX"
    return Diagnostic("page.pages-differ", message, Where(), hint, Severity.WARNING)


def _lines(sheet: Sheet) -> int:
    """Return the number of lines on a page: of the heights at which words end."""
    return len({round(one.box.bottom) for one in sheet.words})
