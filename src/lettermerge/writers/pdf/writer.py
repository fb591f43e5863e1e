"""Write letters of one style as PDF, each the shortest way that is exact."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal, NamedTuple

from ...diagnostics import Diagnostic, Failure
from ...layout.copyfitting import AT_FOOT, MOST_GAIN, TIGHTER, USUAL, Fit, fitted
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ...letter.document_images import used_images
from ...templating import require_within
from ..copyfit_decision import remember
from ..lru_cache import Bounded
from ..page_plan import plan_page
from ..writer_interface import ReservedField, SignatureSpace, Written
from . import weasyprint_engine as engine
from .assembly import LaidOutLetter, build, finish
from .content_stream_assembly import StreamPart, parts_of
from .object_serialiser import Front
from .page_layout import LayoutError, gain_at_foot, lay_out
from .signature_field import SignatureShape, shape_of
from .variable.address_replacement import is_replaceable, replace_address
from .variable.layout_cache import CachedLayout, LayoutCache
from .variable.shared_objects import front
from .variable.static_and_variable import SplitDocument, split_document

#: What in a theme may print, or choose by, words outside their own place, and so outside a slot.
_COPIES_WORDS = re.compile(r"\\|\[|attr\(|string|content\(|element|target-|running", re.IGNORECASE)
#: What WeasyPrint itself raises on sizes that it cannot use; its assertions are about units.
_ENGINE_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip

#: The letters laid out in full that are kept, so that others take all but their address from them.
_MOST_KEPT = 16
#: What the fields for signatures are, and whether a letter is to be fitted to its pages.
_Kind = tuple[SignatureShape | None, bool]


class _Ready(NamedTuple):
    """The parts of a letter's file, and how it is to be fitted to its pages."""

    front: Front
    pages: Sequence[Sequence[StreamPart]]
    route: Literal["full", "variable"]
    fit: Fit


class _LaidInFull(NamedTuple):
    """A letter that was laid out in full, and its layout: that of others but for their address."""

    document: Document
    laid: engine.Laid
    layout: CachedLayout


class PdfWriter:
    """Prints letters of one style. Between groups it keeps layouts, and no letters."""

    def __init__(self, style: PageStyle) -> None:
        self.style = style
        self.shared = not _COPIES_WORDS.search(style.css)
        self.replaces = is_replaceable(style.css)
        self.layout_caches: Bounded[Hashable, LayoutCache] = Bounded(32)
        self.laid_in_full: deque[_LaidInFull] = deque(maxlen=_MOST_KEPT)
        self.tighter: dict[Fit, PdfWriter] = {}

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
            self._forget()
            raise

    def fit(self, document: Document) -> Fit:
        """Return how a letter is fitted to its pages, as `print` does; USUAL where that fails."""
        letter = self._split(document)
        cache = self.layout_caches.get((letter.key, None, True)) if letter.sound else None
        if cache and (known := cache.find(letter)):
            return known.fit
        try:
            laid = self._lay_out(document, None, fits=True)
        except BaseException:
            self._forget()
            raise
        return USUAL if isinstance(laid, Failure) else laid.fit

    def _tighter(self, fit: Fit) -> PdfWriter:
        if fit not in self.tighter:
            self.tighter[fit] = PdfWriter(fitted(self.style, fit))
        return self.tighter[fit]

    def _forget(self) -> None:
        self.layout_caches.clear()
        self.laid_in_full.clear()
        self.tighter.clear()

    def _split(self, document: Document) -> SplitDocument:
        return split_document(document, self.style.families, plan_page(document, self.style))

    def _print(
        self,
        document: Document,
        space: SignatureSpace | None,
        reserved: tuple[ReservedField, ...],
        *,
        fits: bool = True,
    ) -> Written | Failure:
        """Print a letter; where it is to be fitted tighter, in that style."""
        laid = self._lay_out(document, shape_of(space, reserved), fits=fits)
        if isinstance(laid, Failure):
            return laid
        if fits:
            remember(document, self.style, laid.fit)
        if laid.fit != USUAL:
            return self._tighter(laid.fit)._print(document, space, reserved, fits=False)
        return finish(laid.front, laid.pages, document, space, laid.route)

    def _lay_out(
        self, document: Document, shape: SignatureShape | None, *, fits: bool
    ) -> _Ready | Failure:
        """Lay a letter out, the shortest way that is exact; `fits` looks how its pages end."""
        letter, kind = self._split(document), (shape, fits)
        try:
            filled = self._fill(letter, kind)
            if not filled and letter.sound and self._replace_address(document, kind):
                filled = self._fill(letter, kind)
            if filled:
                return filled
            laid_out = self._build(document, letter, lay_out(document, self.style), kind)
        except engine.DrawingError as error:
            return Failure((_undrawn(document, error),))
        except LayoutError as error:
            return Failure(error.faults)
        except _ENGINE_ERRORS as error:
            if not engine.is_engines_own(error):
                raise
            return Failure((_unlaid(error),))
        layout = self._enter(letter, laid_out, kind)
        if layout and self.replaces:
            self.laid_in_full.append(_LaidInFull(document, laid_out.laid, layout))
        own = front(laid_out.shared, letter.classes, laid_out.special)
        parts = [parts_of(drawn_page) for drawn_page in laid_out.drawn_pages]
        return _Ready(own, parts, "full", laid_out.fit)

    def _fill(self, letter: SplitDocument, kind: _Kind) -> _Ready | None:
        """Return a letter as words in a layout that others have, None if there is none."""
        cache = self.layout_caches.get((letter.key, *kind)) if letter.sound else None
        filled = cache.fill(letter) if cache else None
        if not filled:
            return None
        layout, pages = filled
        return _Ready(front(layout.shared, letter.classes), pages, "variable", layout.fit)

    def _build(
        self, document: Document, letter: SplitDocument, laid: engine.Laid, kind: _Kind
    ) -> LaidOutLetter:
        shape, fits = kind
        fit = self._fit(document, laid) if fits else USUAL
        return replace(build(document, laid, letter.classes, shape), fit=fit)

    def _enter(
        self, letter: SplitDocument, laid_out: LaidOutLetter, kind: _Kind
    ) -> CachedLayout | None:
        """Keep the layout of a letter, if others may have it."""
        require_within()  # a letter that is half drawn is no pattern for others
        key = (letter.key, *kind)
        if not self.shared:
            return None
        if key not in self.layout_caches:
            self.layout_caches[key] = LayoutCache(letter, laid_out)
            return self.layout_caches[key].find(letter)
        return self.layout_caches[key].enter(letter, laid_out)

    def _replace_address(self, document: Document, kind: _Kind) -> bool:
        """Keep the layout of a known letter with this one's address, where all else is alike."""
        for known in self.laid_in_full:
            address = known.document.address_block
            twin = self._split(replace(document, address_block=address))
            cache = self.layout_caches.get((twin.key, *kind))
            if cache is None or cache.find(twin) is not known.layout:
                continue
            own = replace(known.document, address_block=document.address_block)
            laid = replace_address(known.laid, own, self.style)
            if laid is None:
                return False
            letter = self._split(own)
            return bool(self._enter(letter, self._build(own, letter, laid, kind), kind))
        return False

    def _fit(self, document: Document, laid: engine.Laid) -> Fit:
        """Return the first fit with which a letter ends on a page less, USUAL for none."""
        over = engine.overflow(laid) - MOST_GAIN * (len(laid.pages) - 1)
        tried: tuple[Fit, ...] = TIGHTER if over <= 0 else ()
        gain = 0.0 if len(laid.pages) == 1 else gain_at_foot(document, self.style)
        if gain and over <= gain:
            tried += AT_FOOT
        for one in tried:
            if len(lay_out(document, fitted(self.style, one)).pages) < len(laid.pages):
                return one
        return USUAL


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
