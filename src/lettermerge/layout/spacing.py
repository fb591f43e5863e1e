"""Name the lengths of a letter's page that no theme sets, for its CSS and its DOCX alike.

Millimetres, where nothing else is said.
"""

from __future__ import annotations

#: A point, in millimetres.
POINT = 25.4 / 72
#: How far each level of a list is set in, and a quotation at its left.
INDENT = 7.0
#: By how many such steps a quotation is set in at its right, where its lines end raggedly.
QUOTE_STEPS = 2
#: How far the further lines of a long address line are set in.
CONTINUATION = 4.0
#: Between the letterhead's image and its names.
IMAGE_GAP = 4.0
#: Between the sender's name and the details, where these are below it.
DETAILS_GAP = 1.2
#: Below the letterhead's words, above its line; and below that line.
LETTERHEAD_PADDING, LETTERHEAD_GAP = 1.5, 2.0
#: The least space between the date and the address.
DATE_GAP = 2.0
#: How far the words of a footnote are set in, past its number.
NOTE_INDENT = 4.0
#: From the paper's edge to the running head of later pages, and from there to their text.
RUNNING_TOP, RUNNING_GAP = 12.7, 7.0
#: The thickness of all lines, in points.
RULE = 0.5
#: In the cells of a table: above and below the words, and at their sides.
CELL_PADDING = 1.0, 2.0
#: Of the words that mark a proof.
PROOF_COLOUR = "#b00020"
#: From the sender's note at the foot of the first page to the paper's edge.
NOTE_FOOT = 10.0
#: Below the letterhead's image, where it is centred above the names.
IMAGE_DROP = 2.0


def item_leading(size: float) -> float:
    """Return the line pitch of an item of the letterhead of this size, both in points."""
    return round(size * 1.2, 1)
