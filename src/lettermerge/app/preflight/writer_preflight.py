"""Ask each writer what it cannot print, before anything is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ...config.theme import Theme
from ...diagnostics import Diagnostic
from ...layout.page_style import PageStyle, page_style
from ...letter.document import Asset, Document
from ...workers.letter_limits import Limits, limited
from ..pipeline import write_one


def find_faults(document: Document, style: PageStyle, kind: str) -> tuple[Diagnostic, ...]:
    """Return what keeps a document from being written as `kind`, as far as its words tell."""
    if kind == "pdf":
        from ...writers.pdf import pdf_preflight

        return tuple(pdf_preflight.find_faults(document, style.families))
    if kind != "docx":
        return ()
    from ...writers.docx import docx_preflight

    return tuple(docx_preflight.find_faults(document, style))


def judge_images(images: Mapping[str, Asset], kind: str) -> dict[str, Diagnostic]:
    """Return, by name, what is wrong with the images that `kind` cannot print.

    Raises:
        MissingEngineError: the machine lacks what the format needs.
    """
    if kind == "pdf":
        from ...writers.pdf import image_trial

        with limited(Limits()) as clocks:
            write = partial(write_one, kind="pdf", clocks=clocks)
            return image_trial.judge_images(images, page_style(Theme(), "a4"), write)
    if kind != "docx":
        return {}
    from ...writers.docx import pictures

    return pictures.judge_images(images)
