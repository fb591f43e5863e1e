"""Questions of the page into answers, from the project as its files are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from ...app.addressing import Letter
from ...app.pipeline import style_of, write
from ...diagnostics import Failure, failure_of
from ...errors import LettermergeError
from ...letter.document import Document
from ...protocol.addressee import Addressee
from ...recipients.packed_row import typed
from ...writers.png import PageImage, draw
from ..plain_text import passages
from ..single_letter import MARK
from .letter_inspection import comparison, inspection
from .messages import (
    KINDS,
    Answer,
    Ask,
    AskComparison,
    AskFile,
    AskInspection,
    AskLetter,
    AskList,
    AskPage,
    Begun,
)
from .recipient_index import shown
from .responses import to_data, to_json
from .session import Made, Opened, Session

_POINTS = 72  # of an inch
_QUICK = 1  # of zlib's levels: the picture travels no further than this machine


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The pages that were drawn last."""

    made: Made | None
    resolution: int
    pictures: tuple[PageImage, ...]
    marks: tuple[str, ...]

    def find(self, ask: AskPage) -> PageImage | None:
        """Return the picture that is asked for by its mark."""
        if ask.mark in self.marks[ask.page - 1 : ask.page] and ask.resolution == self.resolution:
            return self.pictures[ask.page - 1]
        return None


class Answers:
    """Answers for one project; `begin` is told before a letter is begun."""

    def __init__(self, session: Session, begin: Callable[[Begun], None]) -> None:
        self._session = session
        self._begin = begin
        self._drawn = _Drawn(None, 0, (), ())

    def __call__(self, ask: Ask) -> Answer:
        if isinstance(ask, AskPage) and (picture := self._drawn.find(ask)):
            return _picture(picture)
        try:
            opened = self._session.open()
        except LettermergeError as error:
            return self._broken(error)
        if isinstance(ask, AskList):
            return Answer(opened.book.to_json(opened.project))
        key = ask.key or opened.book.first
        row = opened.book.rows.get(key)
        if not isinstance(row, Letter):
            return self._no_letter(opened, key, ask)
        self._begin(Begun(self._session.reads(row)))
        made = self._session.make(opened.project, row)
        match ask:
            case AskLetter():
                answer = self._letter(opened, row, made, ask.resolution)
            case AskPage():
                answer = self._page(made, ask)
            case AskFile():
                answer = self._file(opened, row, made, ask)
            case AskComparison():
                answer = self._compare(opened, row, made, ask)
            case AskInspection():
                answer = to_json(inspection(opened.project, row, made, self._session.folder), None)
        return answer

    def _broken(self, error: LettermergeError) -> Answer:
        """Say why nothing can be shown at all."""
        faults = failure_of(error, "project.unusable").diagnostics
        said = to_data(faults, self._session.folder)
        data = {"state": "broken", "title": error.message, "diagnostics": said}
        return to_json(data, self._session.reads())

    def _no_letter(self, opened: Opened, key: str, ask: Ask) -> Answer:
        row = opened.book.rows.get(key)
        data: dict[str, Any] = {
            "state": "gone",
            "title": "This recipient is not in the rosters"
            if key
            else "The rosters have no rows yet: add recipients below the headings",
            "roster": opened.book.version,
            "diagnostics": [],
        }
        if row is not None and not isinstance(row, Letter):
            data |= {
                "state": "rejected",
                "key": key,
                "name": shown(row)[0],
                "title": f"Row {row.row.number} of {row.row.file} makes no letter",
                "diagnostics": to_data(row.diagnostics, self._session.folder),
                "data": [_group("Its cells", row.row.cells.items())],
            }
        # what the page asks for by itself may have gone meanwhile: that is no fault of its own
        status = 200 if isinstance(ask, AskLetter | AskInspection) else 404
        return to_json(data, self._session.reads(), status)

    def _letter(self, opened: Opened, letter: Letter, made: Made, resolution: int) -> Answer:
        drawn = self._draw(made, resolution)
        said = (*made.diagnostics, *opened.book.said_of(letter), *opened.book.general)
        data = {
            "state": "made" if made.pdf else "failed",
            "roster": opened.book.version,
            "key": letter.id,
            "name": letter.name,
            "parliament": opened.project.profiles[letter.addressee.parliament].name,
            "chamber": letter.addressee.chamber_name,
            "language": letter.language,
            "diagnostics": to_data(said, self._session.folder),
            "pages": [
                {"width": one.width, "height": one.height, "mark": mark}
                for one, mark in zip(drawn.pictures, drawn.marks, strict=True)
            ],
            "text": [*passages(made.document)] if made.document else [],
            "data": _facts(opened, letter, made.document),
        }
        return to_json(data, self._session.reads(letter))

    def _draw(self, made: Made, resolution: int) -> _Drawn:
        """Return a letter's pages; the last ones are remembered."""
        if self._drawn.made is not made or self._drawn.resolution != resolution:
            pictures = draw(made.pdf, resolution / _POINTS) if made.pdf else ()
            marks = tuple(one.mark for one in pictures)
            self._drawn = _Drawn(made, resolution, pictures, marks)
        return self._drawn

    def _compare(self, opened: Opened, letter: Letter, made: Made, ask: AskComparison) -> Answer:
        """Compare with another letter; a change of either is told."""
        other = opened.book.rows.get(ask.other)
        if not isinstance(other, Letter):
            return to_json({"state": "gone"}, None, 404)
        before = self._session.make(opened.project, other)
        reads = self._session.reads(letter) | self._session.reads(other)
        return to_json(comparison(opened.project, other, before, letter, made), reads)

    def _page(self, made: Made, ask: AskPage) -> Answer:
        pictures = self._draw(made, ask.resolution).pictures
        if not 1 <= ask.page <= len(pictures):
            return Answer(b"", "text/plain", 404)
        return _picture(pictures[ask.page - 1])

    def _file(self, opened: Opened, letter: Letter, made: Made, ask: AskFile) -> Answer:
        content: bytes = made.pdf
        if ask.kind == "docx" and made.document:
            style = replace(style_of(opened.project, letter), proof=MARK)
            written = next(write((made.document,), style, "docx"))
            if isinstance(written, Failure):
                said = to_data(written.diagnostics, self._session.folder)
                return to_json({"diagnostics": said}, None, 409)
            content = written.content
        if not content:
            said = to_data(made.diagnostics, self._session.folder)
            return to_json({"diagnostics": said}, None, 409)
        from ...output.file_names import make_name

        name = make_name(letter.id.replace("/", "_"))
        return Answer(content, KINDS[ask.kind], name=f"{name}-proof.{ask.kind}")


def _picture(picture: PageImage) -> Answer:
    return Answer(picture.to_png(_QUICK), "image/png")


def _facts(opened: Opened, letter: Letter, document: Document | None) -> list[dict[str, Any]]:
    """Return what the template sees, by the names under which it does."""
    to, profile = letter.addressee, opened.project.profiles[letter.addressee.parliament]
    own = [
        (field.name, "\n".join(value) if isinstance(value, tuple) else str(value))
        for field in fields(Addressee)
        if field.name != "extra" and (value := getattr(to, field.name)) is not None
    ]
    extra = [(f"extra.{name}", value) for name, value in typed(to.extra)]
    facts = [
        ("letter.language", letter.language),
        ("letter.date", document.date_line if document else ""),
        ("letter.subject", document.subject if document else ""),
        ("parliament.id", profile.id),
        ("parliament.name", profile.name),
        ("parliament.paper", profile.paper),
        ("parliament.spelling", profile.spelling),
    ]
    source = [
        ("roster", f"{letter.row.file}, row {letter.row.number}"),
        ("template", letter.template),
    ]
    return [
        _group("recipient", [*own, *extra]),
        _group("letter and parliament", facts),
        _group("where it comes from", source),
    ]


def _group(title: str, rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"title": title, "rows": [[name, value] for name, value in rows if value]}
