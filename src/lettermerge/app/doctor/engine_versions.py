"""Find the versions of the engines that letters depend on, without importing any."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata

from .finding import Presence
from .shared_libraries import check_libraries

#: As users know them, and as their distributions are called.
_SHOWN = (
    ("WeasyPrint", "weasyprint"),
    ("python-docx", "python-docx"),
    ("Jinja2", "jinja2"),
    ("markdown-it-py", "markdown-it-py"),
    ("pandas", "pandas"),
    ("pyHanko", "pyhanko"),
    ("pypdfium2", "pypdfium2"),
)
_LIBRARIES = ("library.pango", "library.harfbuzz", "library.harfbuzz-subset")


def find_versions() -> Iterator[tuple[str, str]]:
    """Yield the name and the version of each engine, "missing" for one that is not there."""
    yield "Python", platform.python_version()
    for one in check_libraries():
        if one.code in _LIBRARIES:
            yield one.name, one.found if one.state is Presence.OK else "missing"
    for name, distribution in _SHOWN:
        try:
            yield name, metadata.version(distribution)
        except metadata.PackageNotFoundError:
            yield name, "missing"
