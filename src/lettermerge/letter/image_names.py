"""Name the expression of a template that was to give an image its file, and was empty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ..diagnostics import Diagnostic, Where
from .template import FOLDER

#: An image of Markdown whose address is printed by an expression.
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)\s{]*(?P<expression>\{\{.*?\}\})")


def name_expression(fault: Diagnostic, folder: Path, templates: Iterable[str]) -> Diagnostic:
    """Return the fault of an image without a file, with the expression and its line.

    It is looked for in `templates` of `folder`, by the image's description where that is typed.
    """
    for name in templates:
        text = ""
        with suppress(OSError, UnicodeDecodeError):  # it has changed since it was read
            text = (folder / name).read_text(encoding="utf-8-sig")
        for found in _IMAGE.finditer(text):
            if "{{" not in found["alt"] and " ".join(found["alt"].split()) != fault.where.value:
                continue
            line = text.count("\n", 0, found.start()) + 1
            expression = found["expression"]
            condition = expression.strip("{} ")
            return replace(
                fault,
                message=f"{fault.message}: `{expression}` is empty",
                where=Where(f"{FOLDER}/{name}", line=line, value=fault.where.value),
                hint=f"fill the cell, or write {{% if {condition} %}} around the image",
            )
    return fault
