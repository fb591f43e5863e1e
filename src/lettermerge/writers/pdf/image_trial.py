"""Judge images by drawing them: several on one page, and singly where that page fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...diagnostics import Diagnostic, Failure
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ..writer_interface import Written

#: Writes one document as a PDF, within limits of time and memory.
Write = Callable[[tree.Document, PageStyle], Written | Failure]

#: Images on one page of a trial.
_TOGETHER = 16


def judge_images(
    images: Mapping[str, tree.Asset], style: PageStyle, write: Write
) -> dict[str, Diagnostic]:
    """Return, by name, what is wrong with the images that a PDF cannot print.

    Raises:
        MissingEngineError: Pango or HarfBuzz-subset is not installed.
    """
    unfit: dict[str, Diagnostic] = {}
    names = list(images)
    for start in range(0, len(names), _TOGETHER):
        together = names[start : start + _TOGETHER]
        if _fault_of([images[name] for name in together], style, write) is None:
            continue
        for name in together:
            if (fault := _fault_of([images[name]], style, write)) is not None:
                unfit[name] = fault
    return unfit


def _fault_of(images: Sequence[tree.Asset], style: PageStyle, write: Write) -> Diagnostic | None:
    body = tuple(tree.Image(image, image.name, 10.0) for image in images)
    document = tree.Document(
        language="en", title="", author="", date="2000-01-01", running_head="", page_label="",
        letterhead=tree.Letterhead(""), date_line="", address_block=(), subject="", salutation="",
        body=body, close="", signatures=(),
    )  # fmt: skip
    result = write(document, style)
    return result.diagnostics[0] if isinstance(result, Failure) else None
