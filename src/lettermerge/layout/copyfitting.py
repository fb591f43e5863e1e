"""Say how a letter may be set so that it ends on a page less: tighter, its note at a page's foot.

Neither changes where lines end, so letters that break into the same lines are fitted alike. Both
formats are set with the same fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .page_style import PageStyle


@dataclass(frozen=True, slots=True)
class Fit:
    """The shares that are left of the space between paragraphs, and of the line pitch.

    `foot` moves the sender's note to the foot of the first page.
    """

    spaces: float = 1.0
    pitch: float = 1.0
    foot: bool = False


#: What a letter has that ends well.
USUAL = Fit()
#: What is tried in turn; the last is the limit.
TIGHTER = (Fit(spaces=0.8), Fit(spaces=0.6, pitch=0.97))
#: What is tried after that, where the note may move.
AT_FOOT = tuple(replace(one, foot=True) for one in (USUAL, *TIGHTER))
#: The most that the last one gains of a page, in heights of its text.
MOST_GAIN = 0.08


def fitted(style: PageStyle, fit: Fit) -> PageStyle:
    """Return a style with its spaces tightened, and the note in its place."""
    if fit == USUAL:
        return style
    if fit.foot:
        style = replace(style, design=replace(style.design, note="foot"))
    return replace(
        style,
        paragraph_space=round(style.paragraph_space * fit.spaces, 1),
        leading=round(style.leading * fit.pitch, 1),
    )
