"""What the operating system must have, and how its package manager is asked for it.

Turns "this is missing" into an installation, or into the one command that a person has to run.
Only the standard library is used: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


class SetupError(Exception):
    """Something that only the person at the machine can mend; the text says how."""


@dataclass(frozen=True)
class Manager:
    """A package manager: the command that installs, and the one that renews its lists."""

    name: str
    install: tuple[str, ...]
    refresh: tuple[str, ...] = ()
    needs_root: bool = True


MANAGERS = (
    Manager(
        "apt",
        ("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"),
        ("apt-get", "update"),
    ),
    Manager("dnf", ("dnf", "install", "-y", "--setopt=install_weak_deps=False")),
    Manager("brew", ("brew", "install"), needs_root=False),
)


@dataclass(frozen=True)
class Need:
    """One thing the machine must have: how to see that it is there, and what each manager calls it.

    A manager may know several names for it, from newer to older systems: the first that it can
    install is taken.
    """

    name: str
    present: Callable[[], bool]
    packages: dict[str, tuple[str, ...]]


def loads(*names: str) -> Callable[[], bool]:
    """Return a check that one of the shared libraries `names` can be opened, as WeasyPrint does."""

    def check() -> bool:
        for folder in ("", *_brew_folders()):
            for name in names:
                try:
                    ctypes.CDLL(f"{folder}{name}")
                except OSError:
                    continue
                return True
        return False

    return check


def runs(*commands: str) -> Callable[[], bool]:
    """Return a check that one of `commands` is on PATH."""
    return lambda: any(shutil.which(command) for command in commands)


#: The sonames are those that WeasyPrint opens (weasyprint/text/ffi.py).
LIBRARIES = (
    Need(
        "Pango",
        loads("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib"),
        {"apt": ("libpango-1.0-0",), "dnf": ("pango",), "brew": ("pango",)},
    ),
    Need(
        "Pango for FreeType",
        loads("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib"),
        {"apt": ("libpangoft2-1.0-0",), "dnf": ("pango",), "brew": ("pango",)},
    ),
    Need(
        "HarfBuzz-subset",
        loads("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        {"apt": ("libharfbuzz-subset0",), "dnf": ("harfbuzz",), "brew": ("harfbuzz",)},
    ),
)


def missing(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Return those of `needs` that are not there."""
    return tuple(need for need in needs if not need.present())


def provide(needs: Iterable[Need]) -> None:
    """Install those of `needs` that are missing; do nothing where none is.

    Raises SetupError, with the command to run, where they cannot be installed from here.
    """
    absent = missing(needs)
    if not absent:
        return
    names = ", ".join(need.name for need in absent)
    manager = find_manager()
    if manager is None:
        raise SetupError(
            f"Missing: {names}. None of apt, dnf and brew is here to install them: install them "
            "as your system does, then run this again."
        )
    problem = _install(manager, absent) or f"{manager.name} installed it, but it is not found"
    still = missing(absent)
    if still:
        names = ", ".join(need.name for need in still)
        raise SetupError(f"Missing: {names} ({problem}).{_advise(manager, still)}")


def find_manager() -> Manager | None:
    """Return the machine's package manager, or None if it is none that is known here."""
    return next((manager for manager in MANAGERS if shutil.which(manager.install[0])), None)


def choose_packages(manager: Manager, needs: Iterable[Need]) -> list[str]:
    """Return the packages that `manager` has for `needs`, each once, in their order."""
    chosen = (_choose(manager, need.packages.get(manager.name, ())) for need in needs)
    return list(dict.fromkeys(name for name in chosen if name))


def say(text: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


def _choose(manager: Manager, names: Sequence[str]) -> str:
    """Return the first of `names` that can be installed, "" where there is none."""
    if manager.name != "apt" or len(names) < 2:
        return names[0] if names else ""
    return next((name for name in names if _apt_has(name)), names[0])


def _apt_has(name: str) -> bool:
    shown = subprocess.run(
        ["apt-cache", "policy", name],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout
    return "Candidate:" in shown and "Candidate: (none)" not in shown


def _advise(manager: Manager, needs: Sequence[Need]) -> str:
    """Return what a person can run to have `needs`, as the end of a message."""
    packages = choose_packages(manager, needs)
    if not packages:
        return " Install it by hand, then try again."
    prefix = "sudo " if manager.needs_root else ""
    command = " ".join((*manager.install, *packages))
    return f" Run this, then try again:\n  {prefix}{command}"


def _install(manager: Manager, needs: Sequence[Need]) -> str:
    """Install packages for `needs`; return what stood in the way, "" if nothing did.

    The lists are renewed only if the first attempt fails, since that takes long. What the
    manager prints is shown only if it fails in the end.
    """
    prefix = _become_root() if manager.needs_root else []
    if prefix is None:
        return "this needs root, and sudo would ask for a password"
    said = ""
    for attempt in (1, 2):
        packages = choose_packages(manager, needs)
        if not packages:
            return f"{manager.name} has no package for it"
        say(f"installing with {manager.name}: {' '.join(packages)}")
        worked, said = _run([*prefix, *manager.install, *packages])
        if worked:
            return ""
        if attempt == 2 or not manager.refresh:
            break
        say(f"renewing the package lists of {manager.name}, then once more")
        _run([*prefix, *manager.refresh])
    say(f"{manager.name} says:\n{said}")
    return f"{manager.name} failed, see above"


def _run(command: Sequence[str]) -> tuple[bool, str]:
    """Run `command` without input; return whether it worked, and all that it printed."""
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode == 0, done.stdout


def _become_root() -> list[str] | None:
    """Return what a command needs in front to run as root without a question; None: impossible."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n", *quiet] if asked.returncode == 0 else None


def _brew_folders() -> tuple[str, ...]:
    """Return Homebrew's library folders, which macOS does not search by itself."""
    folders = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))
    return tuple(f"{folder}/" for folder in folders if sys.platform == "darwin")
