"""Say how this system's package manager is asked for something.

The first manager on PATH counts; on a system without any of them all commands are named.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

#: The program on PATH, and how it installs.
_MANAGERS = {
    "apt": ("apt-get", "apt install"),
    "dnf": ("dnf", "dnf install"),
    "brew": ("brew", "brew install"),
}


def find_package_manager() -> str:
    """Return "apt", "dnf" or "brew"; "" where none of them is on PATH."""
    names = ("brew", *_MANAGERS) if sys.platform == "darwin" else tuple(_MANAGERS)
    return next((name for name in names if shutil.which(_MANAGERS[name][0])), "")


def install_command(packages: Mapping[str, str]) -> str:
    """Return what to run to install something; `packages` is its name by package manager."""
    manager = find_package_manager()
    chosen = {manager: packages[manager]} if manager in packages else packages
    return ", or ".join(f"`{_command(name, package)}`" for name, package in chosen.items())


def _command(manager: str, package: str) -> str:
    root = manager == "brew" or (hasattr(os, "geteuid") and os.geteuid() == 0)
    return f"{'' if root else 'sudo '}{_MANAGERS[manager][1]} {package}"
