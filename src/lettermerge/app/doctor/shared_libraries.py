"""Check the shared libraries that WeasyPrint opens, and tell their versions.

The names are those of weasyprint/text/ffi.py (tests/contracts compares them), opened as dlopen(3)
does, so that what is found here is what will be used.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass
from typing import Any

from .finding import Finding, Thing
from .package_managers import install_command


@dataclass(frozen=True, slots=True)
class SharedLibrary:
    """A library by its names, in the order in which they are tried; `version` asks it for its own.

    `packages` is what each package manager calls it.
    """

    name: str
    purpose: str
    names: tuple[str, ...]
    packages: dict[str, str]
    version: Callable[[Any], str] = lambda _: ""


def _text(function: str) -> Callable[[Any], str]:
    """Return what asks a library for its version by a function that returns a C string."""

    def ask(library: Any) -> str:
        call = getattr(library, function)
        call.restype = ctypes.c_char_p
        return bytes(call()).decode()

    return ask


def _fontconfig_version(library: Any) -> str:
    number = int(library.FcGetVersion())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


LIBRARIES = (
    SharedLibrary(
        "GObject",
        "memory of Pango's objects",
        ("libgobject-2.0-0", "gobject-2.0-0", "gobject-2.0", "libgobject-2.0.so.0",
         "libgobject-2.0.0.dylib"),
        {"apt": "libglib2.0-0", "dnf": "glib2", "brew": "glib"},
    ),
    SharedLibrary(
        "Pango",
        "breaks the lines of PDFs",
        ("libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib"),
        {"apt": "libpango-1.0-0", "dnf": "pango", "brew": "pango"},
        _text("pango_version_string"),
    ),
    SharedLibrary(
        "PangoFT2",
        "opens the faces of PDFs",
        ("libpangoft2-1.0-0", "pangoft2-1.0-0", "pangoft2-1.0", "libpangoft2-1.0.so.0",
         "libpangoft2-1.0.dylib"),
        {"apt": "libpangoft2-1.0-0", "dnf": "pango", "brew": "pango"},
        _text("pango_version_string"),
    ),
    SharedLibrary(
        "HarfBuzz",
        "places the glyphs of PDFs",
        ("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib"),
        {"apt": "libharfbuzz0b", "dnf": "harfbuzz", "brew": "harfbuzz"},
        _text("hb_version_string"),
    ),
    SharedLibrary(
        "HarfBuzz-subset",
        "puts only the glyphs that are used into PDFs",
        ("libharfbuzz-subset-0", "harfbuzz-subset", "harfbuzz-subset-0.0",
         "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        {"apt": "libharfbuzz-subset0", "dnf": "harfbuzz", "brew": "harfbuzz"},
        _text("hb_version_string"),
    ),
    SharedLibrary(
        "Fontconfig",
        "registers the bundled faces for PDFs",
        ("libfontconfig-1", "fontconfig-1", "fontconfig", "libfontconfig.so.1",
         "libfontconfig.1.dylib"),
        {"apt": "libfontconfig1", "dnf": "fontconfig", "brew": "fontconfig"},
        _fontconfig_version,
    ),
)  # fmt: skip


def check_libraries() -> Iterator[Finding]:
    """Yield a finding for each library."""
    for library in LIBRARIES:
        handle, why = _open(library.names)
        thing = Thing(f"library.{library.name.lower()}", library.name, library.purpose)
        fault = "" if handle else f"not found ({why})"
        found = _version(library, handle) if handle else ""
        yield thing.judge(fault, install_command(library.packages), found)


def _open(names: tuple[str, ...]) -> tuple[ctypes.CDLL | None, str]:
    """Return the first library that can be opened; else why the one of this system cannot.

    The one of this system is tried first: `find_library` starts programs for each of the others.
    """
    own = next((name for name in names if name.endswith(_ending())), names[-1])
    try:
        return ctypes.CDLL(own), ""
    except OSError as error:
        why = str(error)
    for name in names:
        with suppress(OSError):
            if found := find_library(name):
                return ctypes.CDLL(found), ""
    return None, why


def _ending() -> str | tuple[str, ...]:
    return ".dylib" if sys.platform == "darwin" else (".so.0", ".so.1")


def _version(library: SharedLibrary, handle: ctypes.CDLL) -> str:
    try:
        return library.version(handle)
    except AttributeError:  # a library of that name which is not that library
        return "of an unknown version"
