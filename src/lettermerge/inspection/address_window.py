"""Check the address against the envelope's window: what it hides, and what else it shows.

A sheet slides in its envelope, and mail is tapped on each edge before it is taken (USPS
Publication 25, 3-9: every character visible throughout the full range of movement), so the
address is held to what the window shows wherever the sheet lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor

from ..diagnostics import Diagnostic, Severity, Where
from ..layout.envelope import WindowEnvelope
from ..layout.page_style import Box, PageStyle
from .part_matching import PlacedWords, PrintedPart
from .pdf_text import around

#: Below this nothing is said, in millimetres: boxes of glyphs are whole thousandths of the type
#: size (0.004 mm), and no printer feeds paper to a tenth.
SLACK = 0.1


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
    placed: Sequence[PlacedWords], address: Box | None, style: PageStyle, envelope: WindowEnvelope
) -> Iterator[Diagnostic]:
    """Yield what of the address the window hides, and which other words it shows."""
    if any(one.part is PrintedPart.ADDRESS and one.page > 1 for one in placed):
        message = "the address is not whole on the first page"
        yield _warning("page.window", message, _SHORTER_HEAD)
    elif address is not None:
        yield from _outside(address, style, envelope)
    yield from _intruders(placed, style, envelope)


def _outside(address: Box, style: PageStyle, envelope: WindowEnvelope) -> Iterator[Diagnostic]:
    """Yield the one warning about an address that the window does not always show whole."""
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
    yield _warning("page.window", message, _next_action(address, shown, style, bool(surplus)))


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


def _next_action(address: Box, shown: Box, style: PageStyle, too_large: bool) -> str:
    key = f"page.{style.paper.name}.window"
    if too_large:
        return (
            f"shorten the address, or choose another envelope (envelopes.{style.paper.name}); "
            f"the theme's {key} places it"
        )
    if address.top - style.window.top - style.return_height > style.address_pitch:
        return _SHORTER_HEAD
    window = style.window
    right = _inward(shown.left - address.left, address.right - shown.right)
    down = _inward(shown.top - address.top, address.bottom - shown.bottom)
    place = ", ".join(
        f"{round(length, 1):g}"
        for length in (window.left + right, window.top + down, window.width, window.height)
    )
    return f"set {key} = [{place}] in theme.toml"


def _inward(before: float, behind: float) -> float:
    """Return the shift along one axis that brings an address in, to a tenth beyond the edge."""
    if before > SLACK:
        return ceil(before * 10) / 10
    return floor(-behind * 10) / 10 if behind > SLACK else 0.0


def _intruders(
    placed: Sequence[PlacedWords], style: PageStyle, envelope: WindowEnvelope
) -> Iterator[Diagnostic]:
    """Yield what may show in the window and is not the address: above it, and below it."""
    shown = envelope.ever_shown(style.paper)
    above, below = dict[str, list[Box]](), dict[str, list[Box]]()
    for one in placed:
        box = one.words.box
        if one.page == 1 and one.part not in _IN_WINDOW and _overlap(box, shown):
            side = below if box.top > style.window.top else above
            side.setdefault(f"the {one.part}" if one.part else _FOREIGN, []).append(box)
    if above:
        over = max(box.bottom for boxes in above.values() for box in boxes) - shown.top
        hint = "give the letterhead fewer lines or a lower image (letterhead.image_height)"
        yield _intruder(tuple(above), f"{over:.1f} mm up", hint, envelope)
    if below:
        over = shown.bottom - min(box.top for boxes in below.values() for box in boxes)
        lines = sum(one.part is PrintedPart.ADDRESS and one.page == 1 for one in placed)
        start = style.window.top + style.room_for_address(lines)
        top = ceil((start + over) * 10) / 10
        hint = f"set page.{style.paper.name}.body_top = {top:g} in theme.toml"
        yield _intruder(tuple(below), f"{over:.1f} mm down", hint, envelope)


def _intruder(what: tuple[str, ...], move: str, hint: str, envelope: WindowEnvelope) -> Diagnostic:
    names = " and ".join((", ".join(what[:-1]), what[-1])) if len(what) > 1 else what[0]
    message = (
        f"{names} can show in the window of envelope {envelope.name}: "
        f"move {'them' if len(what) > 1 else 'it'} {move}"
    )
    return _warning("page.window-shows-more", message, hint)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right - SLACK
        and one.right > other.left + SLACK
        and one.top < other.bottom - SLACK
        and one.bottom > other.top + SLACK
    )


def _warning(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, Where(), hint, Severity.WARNING)
