"""Write letters of one style as PDF, each the shortest way that is exact."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import lru_cache

from ...diagnostics import Diagnostic, Failure
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ...templating import require_within
from ..kept_blocks import kept_blocks
from ..written import ReservedField, SignatureSpace, Written
from . import weasyprint_engine as engine
from .assembly import build, finish
from .content_streams import parts_of
from .lru_cache import Bounded
from .page_layout import LayoutError, lay_out
from .pdf_faults import used_images
from .signature_field import shape_of
from .variable.layout_cache import LayoutCache
from .variable.shared_objects import front
from .variable.static_and_variable import split_document

#: What in a theme may print, or choose by, words outside their own place, and so outside a slot.
_COPIES_WORDS = re.compile(r"\\|\[|attr\(|string|content\(|element|target-|running", re.IGNORECASE)
#: What WeasyPrint itself raises on sizes that it cannot use; its assertions are about units.
_ENGINE_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip


class PdfWriter:
    """Prints letters of one style. Between groups it keeps layouts, and no letters."""

    def __init__(self, style: PageStyle) -> None:
        self.style = style
        self.shared = not _COPIES_WORDS.search(style.css)
        self.layout_caches: Bounded[Hashable, LayoutCache] = Bounded(32)

    def print(
        self,
        document: Document,
        space: SignatureSpace | None,
        reserved: tuple[ReservedField, ...] = (),
    ) -> Written | Failure:
        """Return the file of one letter, or what is wrong with it."""
        try:
            return self._print(document, space, reserved)
        except BaseException:  # a letter was given up half way: nothing of it serves others
            self.layout_caches.clear()
            raise

    def _print(
        self,
        document: Document,
        space: SignatureSpace | None,
        reserved: tuple[ReservedField, ...],
    ) -> Written | Failure:
        letter = split_document(document, self.style.families, kept_blocks(document, self.style))
        shape = shape_of(space, reserved)
        cache = self.layout_caches.get((letter.key, shape)) if letter.sound else None
        filled = cache.fill(letter) if cache else None
        if filled:
            layout, pages = filled
            return finish(front(layout.shared, letter.classes), pages, document, space, "variable")
        try:
            laid = lay_out(document, self.style)
            laid_out = build(document, laid, letter.classes, shape)
        except engine.DrawingError as error:
            return Failure((_undrawn(document, error),))
        except LayoutError as error:
            return Failure(error.faults)
        except _ENGINE_ERRORS as error:
            if not engine.is_engines_own(error):
                raise
            return Failure((_unlaid(error),))
        require_within()  # a letter that is half drawn is no pattern for others
        if cache:
            cache.enter(letter, laid_out)
        elif self.shared:
            self.layout_caches[letter.key, shape] = LayoutCache(letter, laid_out)
        own = front(laid_out.shared, letter.classes, laid_out.special)
        parts = [parts_of(drawn_page) for drawn_page in laid_out.drawn_pages]
        return finish(own, parts, document, space, "full")


def _unlaid(error: Exception) -> Diagnostic:
    """Return the fault of a letter on which WeasyPrint itself fails: of sizes without measure."""
    return Diagnostic(
        "pdf.layout",
        f"WeasyPrint cannot lay the letter out: {type(error).__name__}: {error}",
        hint="look for a very large or very small size in theme.css; border-image needs px",
    )


def _undrawn(document: Document, error: engine.DrawingError) -> Diagnostic:
    """Return the fault of an SVG that cannot be drawn."""
    names = [
        asset.name
        for asset, _ in used_images(document)
        if engine.asset_address(asset) == error.address
    ]
    return Diagnostic(
        "pdf.image",
        f"the image {', '.join(names) or 'of the theme'} cannot be drawn: {error}",
        hint="save it again as a plain SVG, or as PNG",
    )


@lru_cache(maxsize=8)
def writer_for(style: PageStyle) -> PdfWriter:
    """Return the writer of a style: one for a process."""
    return PdfWriter(style)
