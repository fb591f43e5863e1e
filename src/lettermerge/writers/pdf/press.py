"""Letters of one style into PDF, one after the other, each the shortest way that is exact."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import lru_cache

from ...diagnostics import Failure
from ...letter.document import Document
from ..style import PageStyle
from ..written import ReservedField, SignatureSpace, Written
from .assemble import build, finish
from .bounded import Bounded
from .content import parts_of
from .layout import LayoutError, lay_out
from .seal_space import shape_of
from .skeleton import front
from .splice import Family
from .variable import dissect

#: What in a theme may print, or choose by, words outside their own place, and so outside a slot.
_COPIES_WORDS = re.compile(r"\\|\[|attr\(|string|content\(|element|target-|running", re.IGNORECASE)


class Press:
    """Prints letters of one style. It remembers families between groups, not letters."""

    def __init__(self, style: PageStyle) -> None:
        self.style = style
        self.shared = not _COPIES_WORDS.search(style.css)
        self.families: Bounded[Hashable, Family] = Bounded(32)

    def print(
        self,
        document: Document,
        space: SignatureSpace | None,
        reserved: tuple[ReservedField, ...] = (),
    ) -> Written | Failure:
        """Return the file of one letter, or what is wrong with it."""
        letter = dissect(document)
        shape = shape_of(space, reserved)
        family = self.families.get((letter.key, shape)) if letter.sound else None
        filled = family.fill(letter) if family else None
        if filled:
            frame, pages = filled
            return finish(front(frame.skeleton, letter.classes), pages, document, space, "variable")
        try:
            laid = lay_out(document, self.style)
            master = build(document, laid, letter.classes, shape)
        except LayoutError as error:
            return Failure(error.faults)
        if family:
            family.enter(letter, master)
        elif self.shared:
            self.families[letter.key, shape] = Family(letter, master)
        own = front(master.skeleton, letter.classes, master.special)
        parts = [parts_of(painting) for painting in master.paintings]
        return finish(own, parts, document, space, "full")


@lru_cache(maxsize=8)
def press_for(style: PageStyle) -> Press:
    """Return the press of a style: one for a process."""
    return Press(style)
