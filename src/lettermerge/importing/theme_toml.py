"""Write a theme that was made of a letter as theme.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from .source_letter import Omission
from .theme_draft import ThemeDraft, ThemeItemDraft

_GAP = 2.5  # millimetres between a letterhead and what follows it
_HEAD = 100.0  # millimetres: what begins above is a letter's head
#: Left, top, width and height of the address windows of both papers (`layout/page_style.py`).
_WINDOWS = {"a4": (25.0, 61.0, 75.0, 26.0), "letter": (25.4, 64.0, 85.7, 21.7)}
_ABOVE_WINDOW = min(window[1] for window in _WINDOWS.values()) - _GAP
_BELOW_WINDOW = max(window[1] + window[3] for window in _WINDOWS.values()) + _GAP
_FARTHEST = 45.0  # from the left, in millimetres: where an address still fits the window
_NUMBER = 0.22  # of the text's width, at the right: what the number of a page has


def running_head(draft: ThemeDraft) -> str:
    """Return what later pages have at their top: ours, the page's number, or the letter's own."""
    if not draft.own_head:
        return "full"
    return "number" if draft.numbered and not _covered(draft) else "none"


def _covered(draft: ThemeDraft) -> bool:
    """Say whether an item of later pages is where the number of the page is printed."""
    top, right, _, left = margins(draft)
    width = draft.paper[0]
    start = width - right - (width - left - right) * _NUMBER
    return any(
        item.y < top / 2 + 3
        and item.bottom > top / 2 - 3
        and (item.align == "right" or (item.image and item.x + item.width > start))
        for item in draft.items
        if item.page != "first"
    )


def unprinted_numbers(draft: ThemeDraft) -> tuple[Omission, ...]:
    """Return what is to be said where page numbers are printed nowhere."""
    if running_head(draft) != "none":
        return ()
    reason = "the letter's own header is where the program prints numbers: later pages have none"
    return tuple(replace(one, reason=reason) for one in draft.framed)


def margins(draft: ThemeDraft) -> tuple[float, float, float, float]:
    """Return the margins (top, right, bottom, left) that leave room for what later pages have."""
    top, right, bottom, left = (one or 25.0 for one in draft.margins)
    later = [one for one in draft.items if one.page != "first"]
    head = max((one.bottom for one in later if not one.low), default=0.0)
    foot = max((draft.paper[1] - one.y for one in draft.items if one.low), default=0.0)
    return (
        _fit(max(top, head + _GAP if head else 0.0), 10, 90),
        _fit(right, 10, 60),
        _fit(max(bottom, foot + _GAP if foot else 0.0), 10, 90),
        _fit(left, 10, 60),
    )


def _fit(length: float, least: float, most: float) -> float:
    return round(min(max(length, least), most), 1)


def theme_toml(draft: ThemeDraft, image_files: dict[str, str]) -> str:
    """Return the text of theme.toml; `image_files` are the theme's files by the source's names."""
    lines = [
        "# Made from a letter by `lettermerge import`. Lengths are millimetres, sizes points.",
        "",
        "[text]",
        f"family = {toml_value(draft.family)}",
    ]
    if draft.fallback:
        lines.append(f"fallback = {toml_value(draft.fallback)}")
    if draft.size:
        lines.append(f"size = {draft.size:g}")
    lines += _pages(draft)
    if draft.beside:
        lines += ["", "[signature]", "beside = true"]
    if draft.date_align:
        lines += ["", "[date]", f'align = "{draft.date_align}"']
    lines += _letterhead(draft)
    for item in _clear_of_window(draft):
        lines += _item(item, draft, image_files)
    return "\n".join(lines) + "\n"


def _pages(draft: ThemeDraft) -> Iterator[str]:
    """Yield the margins of both papers, and the window where the text begins farther right."""
    if not any(draft.margins):
        return
    sides = margins(draft)
    for paper, (left, top, width, height) in _WINDOWS.items():
        yield from ("", f"[page.{paper}]", f"margins = [{', '.join(f'{one:g}' for one in sides)}]")
        if left < sides[3] <= _FARTHEST:
            moved = (sides[3], top, round(left + width - sides[3], 1), height)
            yield f"window = [{', '.join(f'{one:g}' for one in moved)}]"


def _letterhead(draft: ThemeDraft) -> Iterator[str]:
    first = [item for item in draft.items if item.page in ("first", "all")]
    own = [item for item in first if item.y < _HEAD and not item.low]
    head = max((item.bottom for item in own if not _is_beside(item, draft)), default=0.0)
    top = margins(draft)[0] if any(draft.margins) else _USUAL_TOP
    yield from ("", "[letterhead]", f'kind = "{"preprinted" if own else "printed"}"')
    if head:
        yield f"room = {round(min(max(head + _GAP - top, 0.0), 120.0), 1):g}"
    if (kind := running_head(draft)) != "full":
        yield f'running_head = "{kind}"'


def _is_beside(item: ThemeItemDraft, draft: ThemeDraft) -> bool:
    """Say whether an item is in the margin beside the text, to the left or the right of it."""
    _, right, _, left = draft.margins
    return item.x + item.width <= left + 1 or item.x >= draft.paper[0] - right - 1


def _clear_of_window(draft: ThemeDraft) -> Iterator[ThemeItemDraft]:
    """Yield the items; what is in a wide left margin goes on below the address's window.

    The window stays where the envelope shows it, however wide the margin is.
    """
    left = margins(draft)[3]
    start = min(window[0] for window in _WINDOWS.values())
    moved = 0.0
    for item in draft.items:
        beside = left > _FARTHEST and start < item.x + item.width and item.x < left
        if not beside or item.low or not _is_beside(item, draft):
            yield item
            continue
        if not moved and item.y < _BELOW_WINDOW and item.bottom > _ABOVE_WINDOW:
            moved = _BELOW_WINDOW - item.y
        width = round(min(item.width, max(left - item.x - 1, 20)), 1)
        yield replace(item, y=round(item.y + moved, 1), width=width)


_USUAL_TOP = 20.0  # millimetres: the top margin of pages whose theme does not say


def _item(item: ThemeItemDraft, draft: ThemeDraft, image_files: dict[str, str]) -> Iterator[str]:
    width, height = draft.paper
    x = round(width - item.x, 1) if item.right else item.x
    y = round(height - item.y, 1) if item.low else item.y
    yield from ("", "[[letterhead.items]]", f"x = {x:g}", f"y = {y:g}", f"width = {item.width:g}")
    if item.right:
        yield 'side = "right"'
    if item.low:
        yield 'edge = "bottom"'
    yield f'page = "{item.page}"'
    if item.image:
        yield f"image = {toml_value(image_files[item.image])}"
        if item.image_alt:
            yield f"image_alt = {toml_value(item.image_alt)}"
        return
    yield "lines = [" + ", ".join(toml_value(line) for line in item.lines) + "]"
    yield f"size = {item.size:g}"
    if item.colour:
        yield f'colour = "{item.colour}"'
    if item.align != "left":
        yield f'align = "{item.align}"'
    for name, on in (("bold", item.bold), ("italic", item.italic)):
        if on:
            yield f"{name} = true"


def toml_value(value: object) -> str:
    """Return a text, or a list of texts, as TOML (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
