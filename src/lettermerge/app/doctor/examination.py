"""Check all that letters need of a machine, in the order in which faults follow from each other."""

from __future__ import annotations

from pathlib import Path

from .finding import Finding, Presence
from .python_packages import check_engines, check_extras
from .shared_libraries import check_libraries
from .system_environment import (
    check_encoding,
    check_faces,
    check_office,
    check_output,
    check_processes,
    check_python,
    output_folder,
)


def examine(start: Path) -> tuple[Finding, ...]:
    """Return a finding for each thing; `start` is the project folder, or a folder of none.

    Nothing is changed, and nothing is asked of a network or a token.
    """
    libraries = tuple(check_libraries())
    lacking = any(one.state is Presence.MISSING for one in libraries)
    return (
        check_python(),
        *libraries,
        *check_engines(("weasyprint",) if lacking else ()),
        check_faces(),
        check_processes(),
        check_encoding(),
        *check_output(output_folder(start)),
        check_office(),
        *check_extras(),
    )
