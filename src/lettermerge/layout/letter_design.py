"""Say how a theme shapes the parts of a letter, for pages and DOCX alike; the default is plain."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

#: The least width of a signature beside others, and what is between two, in millimetres.
SIGNATURE_WIDTH, SIGNATURE_GAP = 46.0, 6.0
#: How far the items of a list of enclosures or copies are set in, in millimetres: past its label.
LABEL_WIDTH = 28.0
#: Where a fold mark begins and how long it is, from the paper's left edge, in millimetres.
MARK_LEFT, MARK_WIDTH = 5.0, 4.0
#: The sizes of the sender's line above the address, the first that fits, and its line pitch, in
#: points.
RETURN_SIZES, RETURN_LEADING = (7.0, 6.5, 6.0), 11.0
#: Of a quotation's rule: its thickness in points, and from there to the words in millimetres.
QUOTE_RULE, QUOTE_GAP = 1.5, 3.0


@dataclass(frozen=True, slots=True)
class Design:
    """`name_size` is that of the sender's name in points, 0 for the size of headings.

    `running` tells that later pages have a running head, or the number of the page alone.

    `beside` puts signatures side by side, `small_lists` sets enclosures and copies smaller beside
    their labels. `return_lines` is how many lines of `return_size` points the sender takes above
    the address, underlined where it is one. `note` is where the sender's note stands, "auto" at
    the end unless a page is saved; `marks` are heights of fold and hole marks in
    millimetres from the paper's top.
    """

    head_rule: bool = True
    running: bool = True
    name_size: float = 0.0
    date_align: Literal["left", "right"] = "right"
    table: Literal["grid", "open"] = "grid"
    quote_rule: bool = False
    beside: bool = False
    small_lists: bool = False
    return_lines: int = 0
    return_size: float = RETURN_SIZES[0]
    marks: tuple[float, ...] = ()
    note: Literal["auto", "end", "foot"] = "auto"

    def signature_columns(self, count: int, measure: float) -> int:
        """Return how many of `count` signatures stand side by side in `measure` millimetres.

        As many as fit, the rows filled evenly.
        """
        if not self.beside or count < 2:
            return 1
        fitting = max(int((measure + SIGNATURE_GAP) // (SIGNATURE_WIDTH + SIGNATURE_GAP)), 1)
        return ceil(count / ceil(count / fitting))


#: What letters without a theme have.
PLAIN = Design()
