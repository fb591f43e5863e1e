"""What the process that renders imports once, so that one that takes its place is warm.

A machine that lacks an engine is told so by the first letter, not by a process that cannot start.
"""

from __future__ import annotations

import contextlib
import importlib

from ..errors import MissingEngineError

for _name in (
    "..writers.pdf.press",
    "..writers.docx.press",
    "..recipients.read",
    "..pages.ink",
    ".answers",
):
    with contextlib.suppress(MissingEngineError):
        importlib.import_module(_name, __package__)
