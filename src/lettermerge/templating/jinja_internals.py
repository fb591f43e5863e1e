"""Give what the program needs from inside Jinja2 plain names; tests/contracts names each.

Jinja2 documents its sandbox, its filters and its syntax tree. It does not document when a template
is parsed and looked up, what compiled code calls, and how a running template is recognised.
"""

from __future__ import annotations

from types import CodeType, FrameType
from typing import Any

from jinja2 import Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: Names of the functions in a traceback that Jinja2 has rewritten to lines of a template.
_REWRITTEN = ("top-level template code", "template")


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2's immutable sandbox, which lets subclasses see what is parsed and looked up."""

    def read_tree(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the syntax tree of a template's text; `name` is None where it is no file."""
        return super()._parse(source, name, filename)

    def look_up(self, name: str, values: Any) -> Template:
        """Return a template of the loader; `values` are its globals."""
        return super()._load_template(name, values)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return self.read_tree(source, name, filename)

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002 - Jinja2's own name
        return self.look_up(name, globals)


def replace_markup(template: Template, markup: type[str], concatenate: Any) -> None:
    """Make compiled code use `markup` for text that it has rendered, and `concatenate` for `~`."""
    names = template.root_render_func.__globals__
    names |= {"Markup": markup, "markup_join": concatenate}


def template_of(frame: FrameType) -> Template | None:
    """Return the template whose compiled code runs in a frame; None for any other code."""
    template: Template | None = frame.f_globals.get("__jinja_template__")
    return template


def template_file(frame: FrameType) -> str | None:
    """Return the template file that a frame of a traceback stands for, None if it is no template.

    Jinja2 replaces the frames of compiled code by frames that have the template's file and line.
    """
    code: CodeType = frame.f_code
    if template_of(frame) is None and code.co_name not in _REWRITTEN:
        return None
    file = code.co_filename
    return None if file == "<template>" or file.endswith(".py") else file
