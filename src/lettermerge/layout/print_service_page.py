"""Lay pages out for a print-and-post service: where it reads the address, and what stays clear.

The facts are in print_service_pages.toml, each with its source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from .page_style import Box, Margins, PageStyle


@dataclass(frozen=True, slots=True)
class ServicePage:
    """What a service asks of pages on one paper, and the style that keeps to it.

    The first page has ink in `zones` only, others in `later`; `address` is where it is read.
    """

    id: str
    name: str
    paper: str
    address: Box
    zones: tuple[Box, ...]
    later: Box
    margins: Margins
    window: Box
    body_top: float
    css: str = ""

    def apply(self, style: PageStyle) -> PageStyle:
        """Return a style with the geometry of the service, where it is of its paper."""
        if style.paper.name != self.paper:
            return style
        return replace(
            style,
            margins=self.margins,
            window=self.window,
            body_top=self.body_top,
            clear_edges=True,
            css=f"{style.css}\n{self.css}" if style.css else self.css,
        )


@cache
def load_service_pages() -> Mapping[str, ServicePage]:
    """Return the pages of services by id."""
    text = files(__package__).joinpath("print_service_pages.toml").read_text(encoding="utf-8")
    return {
        key: ServicePage(
            id=key,
            name=data["name"],
            paper=data["paper"],
            address=_box(data["address"]),
            zones=tuple(map(_box, data["zones"])),
            later=_box(data["later"]),
            margins=Margins(*data["margins"]),
            window=Box(*data["window"]),
            body_top=data["body_top"],
            css=data["css"],
        )
        for key, data in tomllib.loads(text).items()
    }


def _box(sides: Sequence[float]) -> Box:
    left, top, right, bottom = sides
    return Box(left, top, right - left, bottom - top)
