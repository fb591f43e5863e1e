"""Load template files for Jinja: one folder only, without front matter.

Symbolic links are resolved; nothing outside the folder is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError

from ..diagnostics import why_unreadable
from .cell_placeholders import FIRST_SLOT, SLOTS

_TAGS = re.compile(r"\{%\+?(?!-)(?!\s*include\b).*?%\}|\{#(?!-).*?#\}")  # tags that print nothing


class Loader(BaseLoader):
    """Templates of one folder: symbolic links are resolved, nothing outside is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.hashes: dict[str, str] = {}

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        try:
            path = (self.folder / template).resolve()
            found = path.is_relative_to(self.folder) and path.is_file()
        except (OSError, ValueError, RuntimeError):  # a name too long for a file, a link to itself
            found = False
        if not found:
            raise TemplateNotFound(template)
        try:
            source = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = f"cannot be read: {why_unreadable(error)}"
            raise TemplateSyntaxError(why, 1, template, template) from None
        self.hashes[template] = hashlib.sha256(source.encode()).hexdigest()
        for number, line in enumerate(source.splitlines(), 1):
            if any(FIRST_SLOT <= ord(char) < FIRST_SLOT + SLOTS for char in line):
                raise TemplateSyntaxError(
                    "holds a private-use character, which prints nothing", number, template
                )
        return _prepared(source), template, lambda: True


def split_front_matter(source: str) -> tuple[str, str]:
    """Split a template into the YAML between its first two `---` lines, and the body.

    The body keeps its line numbers: the lines before it are blank. Without front matter the first
    part is "".
    """
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        return "", source
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n" * (number + 1) + "\n".join(lines[number + 1 :])
    return "", source


def _prepared(source: str) -> str:
    """Return the body as Jinja shall read it, line for line.

    A line of tags alone leaves no line behind (`trim_blocks`), so that loops can make lists and
    tables; a tag that ends a line of text keeps that line's end, so that paragraphs stay apart.
    Text on the line is what an include brings, too, or what `{%-` joins to it.
    """
    body = split_front_matter(source)[1]
    return "\n".join(map(_keep_line_end, body.split("\n")))


def _keep_line_end(line: str) -> str:
    text = line.rstrip()
    ends = text.endswith(("%}", "#}")) and not text.endswith(("-%}", "+%}", "-#}", "+#}"))
    return f"{text[:-2]}+{text[-2:]}" if ends and _TAGS.sub("", text).strip() else line
