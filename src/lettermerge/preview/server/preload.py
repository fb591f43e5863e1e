"""What the process that renders imports once, so that one that takes its place is warm.

A machine that lacks an engine is told so by the first letter, not by a process that cannot start.
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
