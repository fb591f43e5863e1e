"""Assemble a laid-out letter into a file: the full way from pages to bytes.

What is built here is a `LaidOutLetter`: the frozen front of the file, and the painted pages. The
letter's own file is made from it, and those of other letters of the same layout (`LayoutCache`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pydyf

from ...diagnostics import Diagnostic
from ...layout.copyfitting import USUAL, Fit
from ...letter.document import Document
from ..writer_interface import SignatureSpace, Written
from . import weasyprint_engine as engine
from .content_recorder import SCALE, DrawnPage, TextRun, draw_page
from .content_stream_assembly import StreamPart, content_stream, written_out
from .drawing import Canvas
from .dropped_spaces import blanks_due
from .font_subsets import ForeignFontError
from .metadata import information, metadata_stream
from .object_serialiser import Blob, Front, Reference, close, stream
from .page_layout import LayoutError, refuse_denied
from .signature_field import Block, SignatureShape, add_fields, fix_range, signature_dictionary
from .structure_tree import ElementKey, LinkElement, Outline, Structure, place_figure
from .variable.shared_objects import Extra, FontPlace, SharedObjects, add_font, shared_objects

#: The owner of what lies behind the words of a page: an artifact.
STATIONERY = "stationery"


def _stationery(_box: Any) -> str:
    return STATIONERY


@dataclass(frozen=True, slots=True)
class LaidOutLetter:
    """A letter that was laid out in full: the files of the same layout are made from it.

    `special` are the glyphs in it that no single character asks for; `fit` is what letters of this
    layout are fitted to their pages with.
    """

    shared: SharedObjects
    drawn_pages: tuple[DrawnPage, ...]
    laid: engine.Laid
    special: Extra
    fit: Fit = USUAL


def build(
    document: Document, laid: engine.Laid, classes: frozenset[str], shape: SignatureShape | None
) -> LaidOutLetter:
    """Paint a letter and freeze all of its file that is not its own.

    Raises:
        LayoutError: an image that cannot be read or printed, a font that is not bundled.
    """
    outline, canvas = Outline.of(laid.root), Canvas(classes)
    canvas.blanks = blanks_due(laid)
    try:
        behind = [page and draw_page(page, canvas, _stationery) for page in laid.behind]
        drawn_pages = [draw_page(page, canvas, outline.owner) for page in laid.pages]
    except ForeignFontError as error:
        raise LayoutError(_foreign_font(str(error))) from error
    refuse_denied(tuple(laid.fetcher.denied))
    _check_images(laid, drawn_pages, canvas)
    for number, drawn_page in enumerate(drawn_pages):
        if lower := behind[min(number, 1)]:
            drawn_page.content[:0] = [b"q\n", *lower.content, b"Q\n"]
    pdf = pydyf.PDF()
    tail = [pydyf.Object() for _ in range(len(drawn_pages) + 3)]
    resources, fonts = _resources(pdf, canvas)
    _put_sheets_below(pdf, resources, document, drawn_pages)
    pages = [
        _add_page(pdf, drawn_page, resources, number, tail[number])
        for number, drawn_page in enumerate(drawn_pages)
    ]
    structure = Structure(pdf, outline, pages)
    structure.build(drawn_pages, _links(pdf, laid, pages))
    for drawn_page in (*drawn_pages, *filter(None, behind)):
        for form in drawn_page.forms:
            form.stream.stream = [written_out(form.content)]
    for page, drawn_page in enumerate(drawn_pages):
        for box in _figures(drawn_page):
            place_figure(structure, box, laid.pages[page].height)
    if shape:
        for page, widget in add_fields(pdf, pages, _blocks(laid), shape, tail[-1]):
            structure.add_form(widget, page)
    _fill_catalog(pdf, structure, document.language, tail[-3])
    static = pdf.objects[1:]
    for number, item in enumerate(tail, start=len(static) + 2):
        item.number = number
    shared = shared_objects(static, fonts, pdf.catalog)
    return LaidOutLetter(shared, tuple(drawn_pages), laid, canvas.special_glyphs())


def finish(
    front: Front,
    pages: Sequence[Sequence[StreamPart]],
    document: Document,
    space: SignatureSpace | None,
    route: Literal["full", "variable"],
) -> Written:
    """Return the file of a letter whose pages are `pages`, behind `front`."""
    tail = [*map(content_stream, pages), metadata_stream(document), information(document)]
    info = front.count + len(tail) - 1
    digest = front.digest.copy()
    digest.update(b"".join(tail))
    if space is None:
        content = b"".join([front.content, *close(front, tail, info, digest.digest())])
        return Written(content, len(pages), route=route)
    dictionary = signature_dictionary(space)
    parts = close(front, [*tail, dictionary], info, digest.digest())
    number = front.count + len(tail)
    before = len(front.content) + sum(map(len, parts[:-2])) + len(b"%d 0 obj\n" % number)
    length = len(front.content) + sum(map(len, parts))
    filled, hole = fix_range(dictionary, before, length)
    parts[-2] = b"%d 0 obj\n%b\nendobj\n" % (number, filled)
    return Written(b"".join([front.content, *parts]), len(pages), hole, route)


def _blocks(laid: engine.Laid) -> dict[str, Block]:
    """Return where the signatures of a letter are, and what is around them all."""
    found: dict[str, Block] = {}
    for number, page in enumerate(laid.pages):
        for anchor, (left, top, right, bottom) in page.anchors.items():
            edges = (left, page.height - bottom, right, page.height - top)
            found.setdefault(anchor, (number, tuple(edge * SCALE for edge in edges)))
    return found


def _put_sheets_below(
    pdf: pydyf.PDF, resources: Any, document: Document, drawn_pages: list[DrawnPage]
) -> None:
    """Draw the pages of other PDFs that the letterhead has below its pages, as artifacts."""
    head = document.letterhead
    for name, sheet, below in (
        ("SheetFirst", head.first, drawn_pages[:1]),
        ("SheetLater", head.later, drawn_pages[1:]),
    ):
        if sheet is None or sheet.media_type != "application/pdf" or not below:
            continue
        from .stationery import UnfitPageError, add_page  # which imports a PDF reader

        try:
            form, (left, bottom, right, top) = add_page(pdf, sheet.content)
        except UnfitPageError as error:
            raise LayoutError(_unfit_sheet(sheet.name, str(error))) from error
        resources["XObject"][name] = Reference(form)
        for page in below:
            wide = page.width * SCALE / (right - left)
            high = page.height * SCALE / (top - bottom)
            matrix = (wide, 0, 0, high, -left * wide, -bottom * high)
            placed = " ".join(f"{round(number, 5):g}" for number in matrix)
            page.content[:0] = [
                b"/Artifact <</Type/Background>> BDC\nq %b cm /%b Do Q\nEMC\n"
                % (placed.encode("ascii"), name.encode("ascii"))
            ]


def _unfit_sheet(name: str, reason: str) -> Diagnostic:
    return Diagnostic(
        "pdf.stationery",
        f"{name} cannot lie below a letter: {reason}",
        hint="save it again as PDF/A with RGB colours, or as an image of 300 dots an inch",
    )


def _resources(pdf: pydyf.PDF, canvas: Canvas) -> tuple[pydyf.Dictionary, list[FontPlace]]:
    """Add what pages draw with; the objects of fonts are only numbered."""
    fonts, places = pydyf.Dictionary(), []
    for name in sorted(canvas.used):
        place, dictionary = add_font(pdf, canvas.used[name], canvas.faces[name])
        fonts[name] = Reference(dictionary)
        places.append(place)
    resources = canvas.resources
    resources["Font"] = fonts
    engine.number_resources(pdf, resources, canvas.images, {})
    pdf.add_object(resources)
    return resources, places


def _add_page(
    pdf: pydyf.PDF, drawn_page: DrawnPage, resources: Any, number: int, content: pydyf.Object
) -> pydyf.Dictionary:
    page = pydyf.Dictionary({
        "Type": "/Page", "Parent": Reference(pdf.pages), "Resources": Reference(resources),
        "MediaBox": pydyf.Array(
            [0, 0, round(drawn_page.width * SCALE, 3), round(drawn_page.height * SCALE, 3)]
        ),
        "Contents": Reference(content), "Tabs": "/S", "StructParents": number,
    })  # fmt: skip
    pdf.add_page(page)
    return page


def _links(pdf: pydyf.PDF, laid: engine.Laid, pages: list[pydyf.Dictionary]) -> list[LinkElement]:
    links = []
    for number, page in enumerate(laid.pages):
        for kind, target, (left, top, right, bottom), box in page.links:
            if kind != "external" or box.element is None or box.element.tag != "a":
                continue
            edges = (left, page.height - bottom, right, page.height - top)
            annotation = pydyf.Dictionary({
                "Type": "/Annot", "Subtype": "/Link", "F": 4,
                "Rect": pydyf.Array([round(edge * SCALE, 3) for edge in edges]),
                "BS": pydyf.Dictionary({"W": 0}), "Contents": pydyf.String(target),
                "A": pydyf.Dictionary({"S": "/URI", "URI": pydyf.String(target)}),
            })  # fmt: skip
            pdf.add_object(annotation)
            pages[number].setdefault("Annots", pydyf.Array()).append(Reference(annotation))
            links.append(LinkElement(number, ElementKey(box.element), annotation))
    return links


def _fill_catalog(pdf: pydyf.PDF, structure: Structure, language: str, packet: Any) -> None:
    profile = Blob(_colour_profile())
    pdf.add_object(profile)
    intent = pydyf.Dictionary({
        "Type": "/OutputIntent", "S": "/GTS_PDFA1", "DestOutputProfile": Reference(profile),
        "OutputConditionIdentifier": pydyf.String("sRGB"), "Info": pydyf.String("sRGB"),
    })  # fmt: skip
    pdf.catalog.update({
        "StructTreeRoot": Reference(structure.root),
        "MarkInfo": pydyf.Dictionary({"Marked": "true"}),
        "ViewerPreferences": pydyf.Dictionary({"DisplayDocTitle": "true"}),
        "Lang": pydyf.String(language),
        "OutputIntents": pydyf.Array([intent]),
        "Metadata": Reference(packet),
    })  # fmt: skip


@cache
def _colour_profile() -> bytes:
    """Return the sRGB profile (IEC 61966-2-1) that comes with WeasyPrint, encoded."""
    return stream((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes(), {"N": 3})


def _figures(drawn_page: DrawnPage) -> list[Any]:
    return [
        piece.box
        for content in drawn_page.streams
        for run in content
        if isinstance(run, TextRun) and run.owner != STATIONERY
        for piece in run.pieces
        if isinstance(piece.box, engine.boxes.ReplacedBox)
    ]


def _check_images(laid: engine.Laid, drawn_pages: list[DrawnPage], canvas: Canvas) -> None:
    drawn = {box.element for drawn_page in drawn_pages for box in _figures(drawn_page)}
    if any(element not in drawn for element in laid.root.iter("img")):
        alts = [e.get("alt") for e in laid.root.iter("img") if e not in drawn]
        raise LayoutError(
            Diagnostic(
                "pdf.broken-image",
                f"the image described as {alts[0]!r} cannot be read",
                hint="save it again as PNG, JPEG or SVG",
            )
        )
    for image in canvas.images.values():
        if getattr(image["image"], "mode", "") == "CMYK":
            raise LayoutError(
                Diagnostic("pdf.cmyk-image", "an image has CMYK colours", hint="save it as RGB")
            )


def _foreign_font(family: str) -> Diagnostic:
    return Diagnostic(
        "pdf.foreign-font",
        f"the theme or an SVG image sets text in {family!r}, which is not bundled",
        hint="leave font-family to the program, and turn an image's text into paths",
    )
