"""Set WeasyPrint up once for a process: its fonts, its style sheets, and what it may fetch.

Nothing is fetched but the bundled faces and the images that a document holds as bytes; all else
is refused and remembered, because WeasyPrint itself goes on without what it could not get. All
that the program takes from inside WeasyPrint comes from here (tests/contracts names it).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any

from ...errors import MissingEngineError
from ...layout.font_tables import font_bytes
from ...layout.fonts import FACES
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ..page_css import page_label, sheet
from . import colours
from .missing_characters import FAMILY

_ADVICE = (
    "install Pango and HarfBuzz-subset: `apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0`, `dnf install pango harfbuzz`, or `brew install pango`"
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
        from weasyprint.formatting_structure import boxes
        from weasyprint.formatting_structure.build import build_formatting_structure
        from weasyprint.images import SVGImage
        from weasyprint.layout import layout_document
        from weasyprint.layout.inline import iter_line_boxes
        from weasyprint.pdf import _use_references as number_resources
        from weasyprint.pdf.stream import Stream
        from weasyprint.text import ffi
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise MissingEngineError(f"Pango is missing: {error}", hint=_ADVICE) from error
if ffi.harfbuzz_subset is None:
    raise MissingEngineError("HarfBuzz-subset is missing", hint=_ADVICE)

__all__ = [
    "FONTS", "Dimension", "DrawingError", "Fetcher", "Laid", "Stream", "asset_address", "boxes",
    "draw_inline_level", "is_engines_own", "iter_line_boxes", "known_properties",
    "number_resources", "page_box", "print_plain", "read_style", "render", "style_sheets",
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
    try:
        image._svg.draw(stream, width, height, image._base_url, image._context)
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
    """Hands out the bundled faces and the given images; refuses and remembers all else."""

    def __init__(self, assets: Iterable[tree.Asset] = ()) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = {asset_address(asset): asset for asset in assets}
        self.denied: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url in self.assets:
            asset = self.assets[url]
            return URLFetcherResponse(url, asset.content, {"Content-Type": asset.media_type})
        for face in FACES:
            if url == _FONT_SCHEME + face.file:
                return URLFetcherResponse(url, font_bytes(face.file), {"Content-Type": "font/ttf"})
        self.denied.append(url)
        raise ValueError(f"{url} is not part of the letter")


colours.install()
#: Lives as long as the process: Pango's caches hang on it, and so do the faces.
FONTS = FontConfiguration()


def _font_faces() -> str:
    """Return the rules that declare the faces, without kerning and ligatures, as Word sets them.

    The features are the faces' own: given on elements, WeasyPrint 70 allocates them anew for each
    line, and never frees them (Layout.setup in weasyprint/text/line_break.py).
    """
    return "".join(
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {face.weight};"
        f" font-style: {face.style}; src: url('{_FONT_SCHEME}{face.file}');"
        ' font-feature-settings: "kern" 0, "liga" 0, "clig" 0 }'
        for face in FACES
    )


@lru_cache(maxsize=32)
def style_sheets(style: PageStyle, label: str) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Return the parsed style sheets for a style and a page label, and what they asked for in vain.

    Raises:
        ValueError: `label` is not a format string over `page` and `pages`.
    """
    fetcher = Fetcher()
    text = (_font_faces(), sheet(style, f"'{FAMILY}'"), page_label(label), style.css)
    parsed = tuple(
        weasyprint.CSS(string=part, font_config=FONTS, url_fetcher=fetcher, base_url="lettermerge:")
        for part in text
        if part
    )
    return parsed, tuple(fetcher.denied)


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
    for more while it is drawn.
    """

    pages: tuple[Any, ...]
    root: Any
    boxes: Any
    context: Any
    fetcher: Fetcher


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


def print_plain(markup: str, css: str) -> bytes:
    """Return an HTML page as a PDF without tags, set in the bundled faces; nothing is fetched."""
    fetcher = Fetcher()
    source = weasyprint.HTML(string=markup, url_fetcher=fetcher, base_url="lettermerge:")
    sheets = [
        weasyprint.CSS(string=part, font_config=FONTS, url_fetcher=fetcher, base_url="lettermerge:")
        for part in (_font_faces(), css)
    ]
    made: bytes = source.render(font_config=FONTS, stylesheets=sheets).write_pdf()
    return made


def page_box(page: Any) -> Any:
    """Return the box of a page; its margin boxes are among its children."""
    return page._page_box
