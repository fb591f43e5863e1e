"""Set WeasyPrint up once for a process: its fonts, its style sheets, and what it may fetch.

Nothing is fetched but the bundled faces and the images that a document holds as bytes; all else
is refused and remembered, because WeasyPrint itself goes on without what it could not get. All
that the program takes from inside WeasyPrint comes from here (tests/contracts names it).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from hashlib import sha256
from math import inf
from typing import Any, NamedTuple

from ...errors import MissingEngineError
from ...layout.font_tables import left_to_fallback, read_tables
from ...layout.fonts import Face, FontFamily, private_names
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ..page_css import page_label, sheet
from . import colours, line_memory
from .font_subsets import declare

_ADVICE = (
    "install Pango and HarfBuzz-subset: `apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0`, `dnf install pango harfbuzz`, or `brew install pango`; "
    "`lettermerge doctor` names what is missing"
)

logging.getLogger("weasyprint").addHandler(logging.NullHandler())
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="HarfBuzz-Subset", category=DeprecationWarning)
    try:
        import weasyprint
        from weasyprint.css.counters import CounterStyle
        from weasyprint.css.properties import KNOWN_PROPERTIES, Dimension
        from weasyprint.css.validation.expanders import EXPANDERS
        from weasyprint.document import Document, Page
        from weasyprint.draw import draw_inline_level
        from weasyprint.draw import text as text_drawing
        from weasyprint.formatting_structure import boxes
        from weasyprint.formatting_structure.build import build_formatting_structure
        from weasyprint.images import SVGImage
        from weasyprint.layout import inline, layout_document, preferred
        from weasyprint.layout.inline import iter_line_boxes
        from weasyprint.pdf import _use_references as number_resources
        from weasyprint.pdf.stream import Stream
        from weasyprint.text import ffi, line_break
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise MissingEngineError(f"Pango is missing: {error}", hint=_ADVICE) from error
if ffi.harfbuzz_subset is None:
    raise MissingEngineError("HarfBuzz-subset is missing", hint=_ADVICE)

__all__ = [
    "FONTS", "Dimension", "DrawingError", "Fetcher", "Laid", "Stream", "asset_address", "boxes",
    "draw_inline_level", "is_engines_own", "iter_line_boxes", "known_properties",
    "number_resources", "page_box", "page_of", "print_image", "print_plain", "read_style", "render",
    "stationery_sheets", "style_sheets",
]  # fmt: skip

#: What ends a list's marker: half an em of blanks, as in the DOCX. WeasyPrint's own style sheet has
#: half of that, which glues a bullet to its words.
_MARKER_ENDS = {"decimal": ".  ", "disc": "  ", "circle": "  ", "square": "  "}
_ENGINES = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "fontTools", "PIL", "pyphen")
_FONT_SCHEME, _ASSET_SCHEME = "lettermerge-font:", "lettermerge-asset:"


class DrawingError(Exception):
    """An SVG that WeasyPrint cannot draw; `address` is that of its asset."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(reason)
        self.address = address


def _draw(image: Any, stream: Any, width: float, height: float, _style: Any) -> None:
    """Draw an SVG as `SVGImage.draw` does, which swallows whatever ends it half way."""

    def draw_now() -> bool:
        denied = getattr(image._url_fetcher, "denied", [])
        before = len(denied)
        image._svg.draw(stream, width, height, image._base_url, image._context)
        return len(denied) == before

    try:
        if (image._base_url or "").startswith(_ASSET_SCHEME) and hasattr(stream, "draw_picture"):
            stream.draw_picture((image._base_url, width, height), draw_now)
        else:
            draw_now()
    except MemoryError:
        raise
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise DrawingError(image._base_url, reason) from error


SVGImage.draw = wraps(SVGImage.draw)(_draw)


def is_engines_own(error: Exception) -> bool:
    """Say whether an exception comes from the engine's code, not from ours that it has called."""
    trace, last = error.__traceback__, ""
    while trace is not None:
        last = trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next
    return last.partition(".")[0] in _ENGINES


def asset_address(asset: tree.Asset) -> str:
    """Return the address under which an image is known while a letter is laid out."""
    return f"{_ASSET_SCHEME}{sha256(asset.content).hexdigest()}"


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Hands out the given images and faces; refuses and remembers all else."""

    def __init__(self, assets: Iterable[tree.Asset] = (), faces: Iterable[Face] = ()) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = {asset_address(asset): asset for asset in assets}
        self.faces = {_FONT_SCHEME + face.sha256: face for face in faces}
        self.denied: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url in self.assets:
            asset = self.assets[url]
            return URLFetcherResponse(url, asset.content, {"Content-Type": asset.media_type})
        if url in self.faces:
            return URLFetcherResponse(url, self.faces[url].read(), {"Content-Type": "font/ttf"})
        self.denied.append(url)
        raise ValueError(f"{url} is not part of the letter")


colours.install()
line_memory.install(line_break, (inline, preferred), text_drawing)
#: Lives as long as the process: Pango's caches hang on it, and so do the faces.
FONTS = FontConfiguration()


def _font_faces(families: tuple[FontFamily, ...]) -> str:
    """Return the rules that declare the faces; kerning and ligatures are on."""
    left_out = left_to_fallback(families)
    return "".join(
        f"@font-face {{ font-family: {name}; font-weight: {face.weight};"
        f" font-style: {face.style}; src: url('{_FONT_SCHEME}{face.sha256}');"
        f"{_unicode_range(face, left_out) if family is families[0] else ''} }}"
        for family, name in zip(families, private_names(families), strict=True)
        for face in family.faces
    )


def _unicode_range(face: Face, left_out: frozenset[int]) -> str:
    """Return the descriptor of a face that prints all its characters but some, "" for all.

    It names what the face has: fontconfig takes it for the characters that are there.
    """
    if not left_out:
        return ""
    ranges: list[list[int]] = []
    for code in sorted(read_tables(face).glyphs.keys() - left_out):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return f" unicode-range: {', '.join(f'U+{a:X}-{b:X}' for a, b in ranges)};"


@lru_cache(maxsize=32)
def style_sheets(style: PageStyle, label: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Return the parsed style sheets for a style and a page label, and what they asked for in vain.

    Raises:
        ValueError: `label` is not a format string over `page` and `pages`.
    """
    families = style.families
    named = ", ".join(private_names(families))
    fetcher = _face_fetcher(families)
    text = (_font_faces(families), sheet(style, named), page_label(label), style.css)
    return _parsed(text, fetcher), tuple(fetcher.denied)


@lru_cache(maxsize=32)
def stationery_sheets(style: PageStyle) -> tuple[Any, ...]:
    """Return the style sheets of what lies behind a page: no running head, no theme.css."""
    bare = "@page { @top-left { content: none } @top-right { content: none } }"
    families = style.families
    named = ", ".join(private_names(families))
    text = (_font_faces(families), sheet(replace(style, proof=""), named), bare)
    return _parsed(text, _face_fetcher(families))


def _face_fetcher(families: tuple[FontFamily, ...]) -> Fetcher:
    """Declare the faces of families, and return what hands them out."""
    faces = [face for family in families for face in family.faces]
    declare(faces)
    return Fetcher(faces=faces)


def _parsed(texts: tuple[str, ...], fetcher: Fetcher) -> tuple[Any, ...]:
    return tuple(
        weasyprint.CSS(string=text, font_config=FONTS, url_fetcher=fetcher, base_url="lettermerge:")
        for text in texts
        if text
    )


def read_style(css: str) -> None:
    """Read a style sheet for nothing but what WeasyPrint logs of it; fonts are left alone."""
    weasyprint.CSS(string=css, url_fetcher=Fetcher(), base_url="lettermerge:")


def known_properties() -> Iterator[str]:
    """Yield the names of all properties that WeasyPrint knows."""
    yield from (*KNOWN_PROPERTIES, *EXPANDERS)


@dataclass(frozen=True, slots=True)
class Laid:
    """A letter as laid out: its pages, and what they were made from.

    `root` is the HTML element tree, `boxes` the box tree before layout, `context` WeasyPrint's
    state: with these a block can be set again with other words. An SVG image may ask `fetcher`
    for more while it is drawn. `behind` is what lies below the first and the later pages.
    """

    pages: tuple[Any, ...]
    root: Any
    boxes: Any
    context: Any
    fetcher: Fetcher
    behind: tuple[Any, Any] = (None, None)


def render(markup: str, sheets: tuple[Any, ...], fetcher: Fetcher) -> Laid:
    """Lay out an HTML page, as `weasyprint.HTML.render` does, and keep what it throws away."""
    source = weasyprint.HTML(string=markup, url_fetcher=fetcher, base_url="lettermerge:")
    options = weasyprint.DEFAULT_OPTIONS | {"stylesheets": sheets, "cache": {}}
    counters = CounterStyle()
    context = Document._build_layout_context(source, FONTS, counters, {}, options)
    for name, suffix in _MARKER_ENDS.items():
        counters[name]["suffix"] = ("string", suffix)
    tree_of_boxes = build_formatting_structure(
        source.etree_element, context.style_for, context.get_image_from_uri, source.base_url,
        context.target_collector, counters, context.footnotes,
    )  # fmt: skip
    pages = tuple(Page(box) for box in layout_document(source, tree_of_boxes, context))
    return Laid(pages, source.etree_element, tree_of_boxes, context, fetcher)


def print_plain(markup: str, css: str, families: tuple[FontFamily, ...]) -> bytes:
    """Return an HTML page as a PDF without tags, set in `families`; nothing is fetched."""
    faces = [face for family in families for face in family.faces]
    declare(faces)
    fetcher = Fetcher(faces=faces)
    source = weasyprint.HTML(string=markup, url_fetcher=fetcher, base_url="lettermerge:")
    sheets = [
        weasyprint.CSS(string=part, font_config=FONTS, url_fetcher=fetcher, base_url="lettermerge:")
        for part in (_font_faces(families), css)
    ]
    made: bytes = source.render(font_config=FONTS, stylesheets=sheets).write_pdf()
    return made


class PrintedDrawing(NamedTuple):
    """A PDF of one page, which is as large as the drawing on it, in millimetres."""

    pdf: bytes
    width: float
    height: float


def print_image(asset: tree.Asset) -> PrintedDrawing:
    """Return an SVG on a page of its own size.

    Raises:
        DrawingError: it cannot be drawn, has no size, or asks for something outside of it.
    """
    address = asset_address(asset)
    fetcher = Fetcher([asset])

    def laid(size: str) -> tuple[Any, Any]:
        css = f"@page {{ size: {size}; margin: 0 }} body {{ margin: 0 }} img {{ display: block }}"
        sheets = [weasyprint.CSS(string=css, url_fetcher=fetcher, base_url="lettermerge:")]
        markup = f'<!DOCTYPE html><html lang="en"><body><img src="{address}" alt=""></body></html>'
        source = weasyprint.HTML(string=markup, url_fetcher=fetcher, base_url="lettermerge:")
        made = source.render(font_config=FONTS, stylesheets=sheets)
        found = made.pages[0]._page_box.descendants()
        return made, next((one for one in found if isinstance(one, boxes.ReplacedBox)), None)

    _, box = laid("10000mm 10000mm")
    if box is None or not box.width or not box.height:
        raise DrawingError(address, "it has no size, or is no drawing")
    made, _ = laid(f"{box.width}px {box.height}px")
    pdf: bytes = made.write_pdf()
    if fetcher.denied:
        raise DrawingError(address, f"it asks for {fetcher.denied[0]!r}, which is outside of it")
    if made.fonts:  # of the system: another machine has others
        raise DrawingError(address, "it sets text in a font that is not bundled: make paths of it")
    return PrintedDrawing(pdf, box.width * 25.4 / 96, box.height * 25.4 / 96)


def block_height(markup: str, sheets: tuple[Any, ...], tag: str) -> float:
    """Return how high the first element of a tag is on its page, with its border, in millimetres.

    Pictures are not looked for.
    """
    (first, *_) = render(markup, sheets, Fetcher()).pages
    box = next(one for one in first._page_box.descendants() if one.element_tag == tag)
    return float(box.border_height()) * 25.4 / 96


def overflow(laid: Laid) -> float:
    """Return how much of the last page had room on the page before it, in heights of its text.

    That is what is on it, less what is free before it, above the footnotes; a letter of one page
    has none: infinite.
    """
    if len(laid.pages) < 2:
        return inf
    before, last = (page._page_box for page in laid.pages[-2:])
    high = last.height
    used = _foot(last) - last.content_box_y()
    notes = sum(one.margin_height() for one in before.children if _holds_footnotes(one))
    free = before.content_box_y() + before.height - notes - _foot(before)
    return float((used - free) / high)


def _holds_footnotes(box: Any) -> bool:
    return isinstance(box, boxes.FootnoteAreaBox)


def _foot(box: Any) -> float:
    """Return how far down a page there are lines and images, footnotes apart."""
    lines = (
        one.position_y + one.margin_height()
        for child in box.children
        if not isinstance(child, boxes.MarginBox) and not _holds_footnotes(child)
        for one in child.descendants()
        if isinstance(one, boxes.LineBox | boxes.ReplacedBox)
    )
    return float(max(lines, default=box.content_box_y()))


def page_of(box: Any) -> Any:
    """Return the page of a laid-out page box."""
    return Page(box)


def page_box(page: Any) -> Any:
    """Return the box of a page; its margin boxes are among its children."""
    return page._page_box
