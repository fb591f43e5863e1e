"""Write pages of addresses as PDF: envelopes and label sheets, some pages at a time.

WeasyPrint lays a whole file out before it writes a byte, so each file has few pages: whoever wants
one file joins them. Every text has its box from the page's slots; nothing flows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice

from ...layout.address_fitting import FAMILIES, FittedText, SlotPage, SlotTexts
from ...layout.fonts import private_names
from ...layout.page_style import Box
from . import weasyprint_engine as engine

TEXTS = 128  #: of one file, as far as a page has fewer

_CSS = """
@page {{ size: {width}mm {height}mm; margin: 0 }}
html {{ font-family: {family}; color: #000; text-align: left; hyphens: none }}
body, section, div, p {{ margin: 0; padding: 0 }}
section {{ position: relative; width: {width}mm; height: {tall}mm; break-inside: avoid }}
section + section {{ break-before: page }}
div {{ position: absolute }}
p {{ white-space: nowrap }}
.edge {{ border: 0.2mm solid #999; box-sizing: border-box }}
"""
_SHORTER = 0.1  # mm, so that rounding makes no second page of one


def write_slot_pages(page: SlotPage, texts: Iterable[SlotTexts]) -> Iterator[bytes]:
    """Yield PDFs of few pages each, in order; `texts` are those of each page.

    Raises:
        MissingEngineError: Pango or HarfBuzz-subset is not installed.
    """
    paper = page.paper
    css = _CSS.format(
        width=paper.width,
        height=paper.height,
        tall=paper.height - _SHORTER,
        family=", ".join(private_names(FAMILIES)),
    )
    outlined = page.slots if page.outlined else ()
    edges = "".join(f'<div class="edge" style="{_placed(one)}"></div>' for one in outlined)
    remaining = iter(texts)
    pages = max(1, TEXTS // len(page.slots))
    while some := list(islice(remaining, pages)):
        body = "".join(f"<section>{edges}{_texts(page, one)}</section>" for one in some)
        yield engine.print_plain(f"<!DOCTYPE html><html><body>{body}</body></html>", css, FAMILIES)


def _texts(page: SlotPage, texts: SlotTexts) -> str:
    return "".join(
        _text(page.place(slot, text), text) for slot, text in enumerate(texts) if text is not None
    )


def _text(box: Box, text: FittedText) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.lines)
    return (
        f'<div style="{_placed(box)};font-size:{text.size:g}pt;line-height:{text.leading:g}pt">'
        f"{lines}</div>"
    )


def _placed(box: Box) -> str:
    return (
        f"left:{box.left:.3f}mm;top:{box.top:.3f}mm;"
        f"width:{box.width:.3f}mm;height:{box.height:.3f}mm"
    )
