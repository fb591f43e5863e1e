"""Fill what a first letter laid out with the words of others of the same layout.

A letter whose text slots break into the same lines, of the same heights, as those of a letter that
was laid out in full has its page breaks and its structure, too. Only the words in the slots are
set. Any other letter is laid out in full and can then be filled as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from ....layout.copyfitting import Fit
from ...lru_cache import Bounded
from ..assembly import LaidOutLetter
from ..content_recorder import DrawnPage, Piece, TextRun, position
from ..content_stream_assembly import CLOSING, StreamPart, opening, part, parts_of
from ..structure_tree import ElementKey
from .shared_objects import SharedObjects
from .static_and_variable import SplitDocument, Value
from .text_slots import HEAD, Setting, Slot, find_slots, running_head, runs_of, slot_owners

#: How the text slots of a letter differ in shape from those of the first letter.
Shape = tuple[Hashable, ...]
SettingOf = Callable[[int, Value], Setting | None]


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """Where a slot's words stand: which part of which page, and the y of each piece there."""

    page: int
    index: int
    opening: bytes
    heights: tuple[bytes, ...]


@dataclass(slots=True)
class CachedLayout:
    """A letter laid out in full, as far as others use it: shared objects, page parts, slot places.

    `fixed_head` is True where the running head belongs to this letter and cannot be replaced;
    `fit` is what letters of this layout are fitted to their pages with.
    """

    shared: SharedObjects
    pages: tuple[tuple[StreamPart, ...], ...]
    places: tuple[tuple[SlotPlace, ...], ...]
    values: tuple[Value, ...]
    fixed_head: bool
    fit: Fit
    filled: Bounded[tuple[int, Value], tuple[StreamPart, ...]] = field(
        default_factory=lambda: Bounded(128)
    )

    def fill(
        self, values: tuple[Value, ...], setting_of: SettingOf
    ) -> list[list[StreamPart]] | None:
        """Return the parts of each page with `values` in the slots; None if one cannot be set."""
        pages = [list(page) for page in self.pages]
        for number, (own, value) in enumerate(zip(self.values, values, strict=True)):
            if own is value or own == value:
                continue
            places = self.places[number]
            if not places and number == len(values) - 1 and not self.fixed_head:
                continue  # one page, so no running head
            parts = self.filled.get((number, value))
            if parts is None:
                setting = setting_of(number, value)
                if setting is None or len(setting.pieces) not in _numbers(places):
                    return None
                parts = self.filled[number, value] = tuple(_parts(setting, places))
            for place, part_of_letter in zip(places, parts, strict=True):
                pages[place.page][place.index] = part_of_letter
        return pages


def _numbers(places: tuple[SlotPlace, ...]) -> set[int]:
    """Return how many pieces a slot at `places` may have: once in all, or the same on each page."""
    each = {len(place.heights) for place in places}
    return {sum(len(place.heights) for place in places), *(each if len(each) == 1 else ())}


def _parts(setting: Setting, places: tuple[SlotPlace, ...]) -> list[StreamPart]:
    parts, start = [], 0
    repeated = places and all(len(p.heights) == len(setting.pieces) for p in places)
    for place in places:
        own = setting.pieces if repeated else setting.pieces[start : start + len(place.heights)]
        start += len(place.heights)
        drawn = b"".join(
            piece.before + position(piece.x, y) + piece.after
            for piece, y in zip(own, place.heights, strict=True)
        )
        parts.append(part(place.opening + drawn + CLOSING))
    return parts


class LayoutCache:
    """The layouts made so far for letters that differ only in the words of their text slots."""

    def __init__(self, first: SplitDocument, laid_out: LaidOutLetter) -> None:
        self.values = first.values
        self.slots = find_slots(laid_out.laid)
        self.fits = len(self.slots) == len(first.values) - 1
        self.sources = [
            SlotSource(slot, value, _pieces(slot.owner, laid_out.drawn_pages) if slot else ())
            for slot, value in zip(self.slots, first.values, strict=False)
        ]
        self.head: SlotSource | None = None
        self.layouts: Bounded[tuple[Shape, Hashable], CachedLayout] = Bounded(64)
        self.enter(first, laid_out)

    def fill(self, letter: SplitDocument) -> tuple[CachedLayout, list[list[StreamPart]]] | None:
        """Return a layout that fits `letter`, and its pages with its words; None if none does."""
        layout = self.find(letter)
        pages = layout.fill(letter.values, self._setting) if layout else None
        return None if layout is None or pages is None else (layout, pages)

    def find(self, letter: SplitDocument) -> CachedLayout | None:
        """Return a layout whose lines and pages `letter` has, None if none is known."""
        shape = self._shape(letter.values)
        if shape is None:
            return None
        layout = self.layouts.get((shape, None))
        if layout is None and self.head:
            head = self.head.set(letter.values[-1])
            layout = self.layouts.get((shape, head.shape)) if head else None
        return layout

    def enter(self, letter: SplitDocument, laid_out: LaidOutLetter) -> CachedLayout | None:
        """Keep and return the layout of a letter, None if it cannot serve others."""
        shape = self._shape(letter.values) if self.fits else None
        if shape is None or laid_out.special:
            return None
        heads = [_pieces(HEAD, (drawn_page,)) for drawn_page in laid_out.drawn_pages]
        pieces = [head for head in heads if head]
        setting = None
        if pieces:
            if self.head is None:
                slot = running_head(laid_out.laid)
                self.head = SlotSource(slot, letter.values[-1], pieces[0])
            setting = self.head.set(letter.values[-1])
            if setting is None or any(_drawn(head) != _drawn(setting.pieces) for head in pieces):
                return None
        layout = _layout(letter, laid_out)
        self.layouts[shape, setting.shape if setting else None] = layout
        return layout

    def _shape(self, values: tuple[Value, ...]) -> Shape | None:
        """Return which slots differ in shape from the first letter's; None if one cannot be set."""
        shape: list[Hashable] = []
        for number, (own, value) in enumerate(zip(self.values[:-1], values[:-1], strict=True)):
            if own is value or own == value:
                continue
            setting = self._setting(number, value)
            reference = self._setting(number, own)
            if setting is None or reference is None or setting.fonts != reference.fonts:
                return None
            if setting.shape != reference.shape:
                shape.append((number, setting.shape))
        return tuple(shape)

    def _setting(self, number: int, value: Value) -> Setting | None:
        source = self.head if number == len(self.slots) else self.sources[number]
        return source.set(value) if source else None


class SlotSource:
    """A text slot, and the words as the full layout set them, to compare its own setting with."""

    def __init__(self, slot: Slot | None, value: Value, pieces: tuple[Piece, ...]) -> None:
        self.slot, self.value, self.pieces = slot, value, pieces
        self.proven: bool | None = None

    def set(self, value: Value) -> Setting | None:
        """Return `value` set in the slot, None if the slot would set it differently."""
        if self.slot is None or value is None:
            return None
        if self.proven is None:
            self.proven = self._prove()
        if not self.proven:
            return None
        setting = self.slot.set(value)
        return setting if setting and setting.plain else None

    def _prove(self) -> bool:
        """Set the words that the full layout set, and compare what is drawn."""
        if self.slot is None or self.value is None or self.slot.own != self.value:
            return False
        again = self.slot.set(self.value)
        return again is not None and _drawn(again.pieces) == _drawn(self.pieces)


def _drawn(pieces: Sequence[Piece]) -> list[tuple[bytes, bytes, bytes]]:
    """Return all that is drawn of some pieces but how far down the page."""
    return [(piece.before, piece.x, piece.after) for piece in pieces]


def _pieces(owner: ElementKey | str | None, drawn_pages: Sequence[DrawnPage]) -> tuple[Piece, ...]:
    return tuple(
        piece
        for drawn_page in drawn_pages
        for _, run in runs_of(drawn_page.content, owner)
        for piece in run.pieces
    )


def _layout(letter: SplitDocument, laid_out: LaidOutLetter) -> CachedLayout:
    found: dict[ElementKey | str, list[SlotPlace]] = {}
    for number, drawn_page in enumerate(laid_out.drawn_pages):
        for index, item in enumerate(drawn_page.content):
            if isinstance(item, TextRun) and item.owner is not None:
                place = SlotPlace(
                    number, index, opening(item), tuple(piece.y for piece in item.pieces)
                )
                found.setdefault(item.owner, []).append(place)
    owners: list[ElementKey | str] = [*slot_owners(laid_out.laid), HEAD]
    places = tuple(tuple(found.get(owner, ())) for owner in owners)
    pages = tuple(tuple(parts_of(drawn_page)) for drawn_page in laid_out.drawn_pages)
    return CachedLayout(
        laid_out.shared, pages, places, letter.values, _has_fixed_head(laid_out), laid_out.fit
    )


def _has_fixed_head(laid_out: LaidOutLetter) -> bool:
    """Return whether the running head is drawn in a group, where other words cannot be put."""
    groups = (form.content for drawn_page in laid_out.drawn_pages for form in drawn_page.forms)
    return any(True for content in groups for _ in runs_of(content, HEAD))
