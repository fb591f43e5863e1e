"""Check the address against the envelope's window: what it hides, and what else it shows.

A sheet slides in its envelope, and mail is tapped on each edge before it is taken (USPS
Publication 25, 3-9: every character visible throughout the full range of movement), so the
address is held to what the window shows wherever the sheet lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..diagnostics import Diagnostic, Severity, Where
from ..layout.page_style import Box, PageStyle
from ..layout.window_envelope import WindowEnvelope
from ..letter.document import Document
from .part_matching import PlacedWords, PrintedPart
from .pdf_text import around
from .window_advice import SLACK, PrintedTop, advise, fitting_envelopes, overlap

_SHORTER_HEAD = (
    "the letterhead pushes it down: give it fewer lines or a lower image (letterhead.image_height)"
)

_IN_WINDOW = (PrintedPart.ADDRESS, PrintedPart.RETURN)
_FOREIGN = "what the theme prints"


def find_address(placed: Sequence[PlacedWords]) -> Box | None:
    """Return the box around the ink of the address on the first page, None if there is none."""
    boxes = [one.words.box for one in placed if one.part is PrintedPart.ADDRESS and one.page == 1]
    return around(boxes) if boxes else None


def check_window(
    document: Document, placed: Sequence[PlacedWords], style: PageStyle, envelope: WindowEnvelope
) -> Iterator[Diagnostic]:
    """Yield what of the address the window hides, and which other words it shows.

    Both say the same next action, which ends both.
    """
    address = find_address(placed)
    if any(one.part is PrintedPart.ADDRESS and one.page > 1 for one in placed):
        message = "the address is not whole on the first page"
        yield _warning("page.window", message, _SHORTER_HEAD)
        return
    wrong = [*(_outside(address, style, envelope) if address else ())]
    wrong += _intruders(placed, style, envelope)
    if not wrong:
        return
    printed = PrintedTop(document, style, address or style.window, placed)
    action = advise(printed, envelope) or _no_place(printed, envelope)
    for code, message in wrong:
        yield _warning(code, message, action)


def _no_place(printed: PrintedTop, envelope: WindowEnvelope) -> str:
    """Return what to do where no place of the theme serves: the envelopes that do are named."""
    paper, head = printed.style.paper, printed.document.letterhead
    shown = envelope.always_shown(paper)
    high, wide = printed.address.height > shown.height, printed.address.width > shown.width
    fitting = fitting_envelopes(printed)
    if high or wide:
        say = "shorten the address"
    elif head.printed:
        say = _SHORTER_HEAD
    else:
        say = f"nothing in theme.toml ends this: the letterhead needs the place of {envelope.name}"
    if fitting:
        names = " or ".join(f'"{one.id}" ({one.name})' for one in fitting[:2])
        return f"{say}; or set envelopes.{paper.name} = {names}"
    return f'{say}; no envelope with a window fits: set envelopes.{paper.name} = ""'


def _outside(address: Box, style: PageStyle, envelope: WindowEnvelope) -> Iterator[tuple[str, str]]:
    """Yield the code and message about an address that is not always shown whole."""
    shown = envelope.always_shown(style.paper)
    over = {
        "left": shown.left - address.left,
        "right": address.right - shown.right,
        "high": shown.top - address.top,
        "low": address.bottom - shown.bottom,
    }
    if max(over.values()) <= SLACK:
        return
    across = _move("left", "right", over, address.width - shown.width)
    along = _move("high", "low", over, address.height - shown.height)
    sides, moves, surplus = ([*filter(None, pair)] for pair in zip(across, along, strict=True))
    message = f"the address is {' and '.join(sides)} for the window of envelope {envelope.name}"
    if moves:
        message += f": move it {' and '.join(moves)}"
    if surplus:
        message += f"; it is {' and '.join(surplus)} than what the window always shows"
    yield "page.window", message


_SIDE = {"left": "too far left", "right": "too far right", "high": "too high", "low": "too low"}
_TOWARDS = {"left": "right", "right": "left", "high": "down", "low": "up"}


def _move(first: str, second: str, over: dict[str, float], surplus: float) -> tuple[str, str, str]:
    """Return what is wrong along one axis, the move that mends it, and what no move mends."""
    wrong = [side for side in (first, second) if over[side] > SLACK]
    said = " and ".join(f"{over[side]:.1f} mm {_SIDE[side]}" for side in wrong)
    if surplus > SLACK:
        size = "wider" if first == "left" else "taller"
        return said, "", f"{surplus:.1f} mm {size}"
    moves = [f"{over[side]:.1f} mm {_TOWARDS[side]}" for side in wrong]
    return said, " and ".join(moves), ""


def _intruders(
    placed: Sequence[PlacedWords], style: PageStyle, envelope: WindowEnvelope
) -> Iterator[tuple[str, str]]:
    """Yield what may show in the window and is not the address: above it, and below it."""
    shown = envelope.ever_shown(style.paper)
    above, below = dict[str, list[Box]](), dict[str, list[Box]]()
    for one in placed:
        box = one.words.box
        if one.page == 1 and one.part not in _IN_WINDOW and overlap(box, shown):
            side = below if box.top > style.window.top else above
            side.setdefault(f"the {one.part}" if one.part else _FOREIGN, []).append(box)
    if above:
        over = max(box.bottom for boxes in above.values() for box in boxes) - shown.top
        yield _intruder(tuple(above), f"{over:.1f} mm up", envelope)
    if below:
        over = shown.bottom - min(box.top for boxes in below.values() for box in boxes)
        yield _intruder(tuple(below), f"{over:.1f} mm down", envelope)


def _intruder(what: tuple[str, ...], move: str, envelope: WindowEnvelope) -> tuple[str, str]:
    names = " and ".join((", ".join(what[:-1]), what[-1])) if len(what) > 1 else what[0]
    message = (
        f"{names} can show in the window of envelope {envelope.name}: "
        f"move {'them' if len(what) > 1 else 'it'} {move}"
    )
    return "page.window-shows-more", message


def _warning(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, Where(), hint, Severity.WARNING)
