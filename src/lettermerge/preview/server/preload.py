"""Import the engines of the render process once, so that its replacements start fast.

A missing engine is ignored here: the first letter reports it.
"""

from __future__ import annotations

import contextlib
import importlib

from ...errors import MissingEngineError

for _name in (
    "...writers.pdf.writer",
    "...writers.docx.writer",
    "...recipients.roster_reader",
    "...inspection.pdf_text",
    ".handlers",
):
    with contextlib.suppress(MissingEngineError):
        importlib.import_module(_name, __package__)
