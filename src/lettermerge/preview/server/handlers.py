"""Handle the page's requests, from the project as its files are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from ...app.pipeline import style_of
from ...app.project import Project
from ...app.rosters.addressing import Letter
from ...diagnostics import Failure, failure_of
from ...errors import LettermergeError
from ...inspection import inspect_pages
from ...layout.page_style import Box
from ...letter.document import Document
from ...protocol.addressee import Addressee
from ...protocol.localised_parliament_names import profile_in
from ...recipients.packed_row import typed
from ...writers.png import PageImage, draw
from ...writers.writer_dispatch import write
from ..compare.difference import ComparedLetter, Line, compare_letters
from ..single_letter import PROOF_MARK
from ..text_view import passages
from .diagnostic_responses import json_response, serialise_diagnostics
from .dispatch_actions import respond_to_dispatch
from .messages import (
    MEDIA_TYPES,
    ComparisonRequest,
    DispatchRequest,
    FileRequest,
    InspectionRequest,
    LetterRequest,
    LetterStarted,
    ListRequest,
    PageRequest,
    RenderRequest,
    RenderResponse,
)
from .project_session import OpenProject, RenderedLetter, Session
from .recipient_index import describe_row

_POINTS = 72  # per inch
_COMPRESSION = 1  # the lowest level of zlib: images stay on this machine


@dataclass(frozen=True, slots=True)
class _PageImages:
    """The pages that were drawn last."""

    letter: RenderedLetter | None
    resolution: int
    pictures: tuple[PageImage, ...]
    marks: tuple[str, ...]

    def find(self, request: PageRequest) -> PageImage | None:
        """Return the picture that is requested by its mark, None if it is another one."""
        if (
            request.mark in self.marks[request.page - 1 : request.page]
            and request.resolution == self.resolution
        ):
            return self.pictures[request.page - 1]
        return None


class RequestHandler:
    """Handles the requests for one project; calls `begin` before each letter."""

    def __init__(self, session: Session, begin: Callable[[LetterStarted], None]) -> None:
        self._session = session
        self._begin = begin
        self._images = _PageImages(None, 0, (), ())

    def __call__(self, request: RenderRequest) -> RenderResponse:
        if isinstance(request, PageRequest) and (picture := self._images.find(request)):
            return _picture(picture)
        try:
            opened = self._session.open()
        except LettermergeError as error:
            return self._project_failed(error)
        if isinstance(request, ListRequest):
            return RenderResponse(opened.index.to_json(opened.project, opened.dispatch))
        if isinstance(request, DispatchRequest):
            return respond_to_dispatch(opened, request, self._session.folder)
        key = request.key or opened.index.first
        row = opened.index.rows.get(key)
        if not isinstance(row, Letter):
            return self._no_letter(opened, key, request)
        self._begin(LetterStarted(self._session.dependencies(row)))
        rendered = self._session.render(opened.project, row)
        match request:
            case LetterRequest():
                response = self._letter(opened, row, rendered, request.resolution)
            case PageRequest():
                response = self._page(rendered, request)
            case FileRequest():
                response = self._file(opened, row, rendered, request)
            case ComparisonRequest():
                response = self._compare(opened, row, rendered, request)
            case InspectionRequest():
                response = json_response(
                    inspect_letter(opened.project, row, rendered, self._session.folder), None
                )
        return response

    def _project_failed(self, error: LettermergeError) -> RenderResponse:
        """Return why the project cannot be opened."""
        faults = failure_of(error, "project.unusable").diagnostics
        diagnostics = serialise_diagnostics(faults, self._session.folder)
        data = {"state": "broken", "title": error.message, "diagnostics": diagnostics}
        return json_response(data, self._session.dependencies())

    def _no_letter(self, opened: OpenProject, key: str, request: RenderRequest) -> RenderResponse:
        row = opened.index.rows.get(key)
        data: dict[str, Any] = {
            "state": "gone",
            "title": "This recipient is not in the rosters"
            if key
            else "The rosters have no rows yet: add recipients below the headings",
            "roster": opened.version,
            "diagnostics": [],
        }
        if row is not None and not isinstance(row, Letter):
            data |= {
                "state": "rejected",
                "key": key,
                "name": describe_row(row)[0],
                "title": f"Row {row.row.number} of {row.row.file} makes no letter",
                "diagnostics": serialise_diagnostics(row.diagnostics, self._session.folder),
                "data": [_group("Its cells", row.row.cells.items())],
            }
        # the page repeats these requests by itself for a row that was removed: that is no error
        status = 200 if isinstance(request, LetterRequest | InspectionRequest) else 404
        return json_response(data, self._session.dependencies(), status)

    def _letter(
        self, opened: OpenProject, letter: Letter, rendered: RenderedLetter, resolution: int
    ) -> RenderResponse:
        images = self._draw(rendered, resolution)
        diagnostics = (
            *rendered.diagnostics,
            *opened.index.diagnostics_of(letter),
            *opened.index.roster_diagnostics,
            *((opened.ledger_fault,) if opened.ledger_fault else ()),
        )
        data = {
            "state": "made" if rendered.pdf else "failed",
            "roster": opened.version,
            "key": letter.id,
            "name": letter.name,
            "parliament": opened.project.profiles[letter.addressee.parliament].name,
            "chamber": letter.addressee.chamber_name,
            "language": letter.language,
            "dispatch": opened.dispatch.of(letter).to_json() if opened.dispatch else None,
            "diagnostics": serialise_diagnostics(
                opened.project.settings.warnings.applied(diagnostics), self._session.folder
            ),
            "pages": [
                {"width": one.width, "height": one.height, "mark": mark}
                for one, mark in zip(images.pictures, images.marks, strict=True)
            ],
            "text": [*passages(rendered.document)] if rendered.document else [],
            "data": _facts(opened, letter, rendered.document),
        }
        return json_response(data, self._session.dependencies(letter))

    def _draw(self, rendered: RenderedLetter, resolution: int) -> _PageImages:
        """Return a letter's page images; those of the last letter are cached."""
        if self._images.letter is not rendered or self._images.resolution != resolution:
            pictures = draw(rendered.pdf, resolution / _POINTS) if rendered.pdf else ()
            marks = tuple(one.mark for one in pictures)
            self._images = _PageImages(rendered, resolution, pictures, marks)
        return self._images

    def _compare(
        self,
        opened: OpenProject,
        letter: Letter,
        rendered: RenderedLetter,
        request: ComparisonRequest,
    ) -> RenderResponse:
        """Compare with another letter; the page depends on the files of both."""
        other = opened.index.rows.get(request.other)
        if not isinstance(other, Letter):
            return json_response({"state": "gone"}, None, 404)
        reference = self._session.render(opened.project, other)
        dependencies = self._session.dependencies(letter) | self._session.dependencies(other)
        return json_response(
            compare_with(opened.project, other, reference, letter, rendered), dependencies
        )

    def _page(self, rendered: RenderedLetter, request: PageRequest) -> RenderResponse:
        pictures = self._draw(rendered, request.resolution).pictures
        if not 1 <= request.page <= len(pictures):
            return RenderResponse(b"", "text/plain", 404)
        return _picture(pictures[request.page - 1])

    def _file(
        self, opened: OpenProject, letter: Letter, rendered: RenderedLetter, request: FileRequest
    ) -> RenderResponse:
        content: bytes = rendered.pdf
        if request.kind == "docx" and rendered.document:
            style = replace(style_of(opened.project, letter), proof=PROOF_MARK)
            written = next(write((rendered.document,), style, "docx"))
            if isinstance(written, Failure):
                diagnostics = serialise_diagnostics(written.diagnostics, self._session.folder)
                return json_response({"diagnostics": diagnostics}, None, 409)
            content = written.content
        if not content:
            diagnostics = serialise_diagnostics(rendered.diagnostics, self._session.folder)
            return json_response({"diagnostics": diagnostics}, None, 409)
        from ...output.file_names import make_name

        name = make_name(letter.id.replace("/", "_"))
        return RenderResponse(
            content, MEDIA_TYPES[request.kind], name=f"{name}-proof.{request.kind}"
        )


def _picture(picture: PageImage) -> RenderResponse:
    return RenderResponse(picture.to_png(_COMPRESSION), "image/png")


def _facts(opened: OpenProject, letter: Letter, document: Document | None) -> list[dict[str, Any]]:
    """Return the values that the template sees, by their names in the template."""
    to, profile = letter.addressee, opened.project.profiles[letter.addressee.parliament]
    everyone = letter.addressees.recipients
    others = enumerate(everyone[1:] if len(everyone) > 1 else (), 1)
    facts = [
        ("letter.language", letter.language),
        ("letter.date", document.date_line if document else ""),
        ("letter.subject", document.bare_subject if document else ""),
        ("parliament.id", profile.id),
        ("parliament.name", profile_in(profile, letter.language).name),
        ("parliament.paper", profile.paper),
        ("parliament.spelling", profile.spelling),
    ]
    source = [
        *(("roster", f"{row.file}, row {row.number}") for row in letter.rows),
        ("template", letter.template),
    ]
    return [
        _group("recipient", _values(to)),
        *(_group(f"recipients[{place}]", _values(one)) for place, one in others),
        _group("letter and parliament", facts),
        _group("where it comes from", source),
    ]


def _values(to: Addressee) -> list[tuple[str, str]]:
    """Return what a template sees of one person."""
    own = [
        (field.name, "\n".join(value) if isinstance(value, tuple) else str(value))
        for field in fields(Addressee)
        if field.name != "extra" and (value := getattr(to, field.name)) is not None
    ]
    return own + [(f"extra.{name}", value) for name, value in typed(to.extra)]


def _group(title: str, rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"title": title, "rows": [[name, value] for name, value in rows if value]}


def inspect_letter(
    project: Project, letter: Letter, rendered: RenderedLetter, folder: Path
) -> dict[str, Any]:
    """Return the faults of both files, and boxes as fractions of page 1 (0 to 1)."""
    if rendered.document is None or not rendered.pdf:
        return {"diagnostics": [], "boxes": {}}
    style = replace(style_of(project, letter), proof=PROOF_MARK)
    envelope = project.envelope(style.paper.name)
    found = inspect_pages(rendered.document, style, rendered.pdf, envelope)
    paper = style.paper

    def fractions(box: Box) -> list[float]:
        across, down = (box.left, box.width), (box.top, box.height)
        return [
            *(round(value / paper.width, 4) for value in across),
            *(round(value / paper.height, 4) for value in down),
        ]

    diagnostics = [*found.diagnostics]
    if "docx" in project.settings.output.formats:
        written = next(write((rendered.document,), style, "docx"))
        diagnostics += written.diagnostics if isinstance(written, Failure) else ()
    boxes = {"window": found.window, "address": found.address, "printable": found.printable}
    return {
        "diagnostics": serialise_diagnostics(
            project.settings.warnings.applied(diagnostics), folder
        ),
        "envelope": envelope.name if envelope else "",
        "boxes": {name: fractions(box) for name, box in boxes.items() if box},
    }


def compare_with(
    project: Project, first: Letter, one: RenderedLetter, second: Letter, other: RenderedLetter
) -> dict[str, Any]:
    """Return the parts that differ between two letters, and the names of the others."""
    if one.document is None or other.document is None:
        return {"parts": [], "same": [], "failed": True}
    found = compare_letters(_compared(project, first, one), _compared(project, second, other))
    return {
        "parts": [
            {
                "name": part.name,
                "lines": [_line(line) for line in part.lines if line.where != "both"],
            }
            for part in found.parts
            if part.differs
        ],
        "same": [part.name for part in found.parts if not part.differs],
    }


def _compared(project: Project, letter: Letter, rendered: RenderedLetter) -> ComparedLetter:
    assert rendered.document is not None
    paper = style_of(project, letter).paper.name
    return ComparedLetter(letter.name, rendered.document, paper, rendered.templates, rendered.pages)


def _line(line: Line) -> dict[str, Any]:
    spans = [asdict(span) for span in line.spans]
    return {"where": line.where, "what": line.kind, "spans": spans}
