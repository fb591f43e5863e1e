"""The project's own Python environment: uv, `.venv`, the locked packages, the command itself.

Turns a folder with only the sources into one where `.venv/bin/lettermerge` runs, with nothing
in it but what the hashed locks name. A stamp makes the second time quick.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from machine import SetupError, find_manager, say

#: The lowest uv whose `pip sync` and `pip compile` know all that is asked of them here.
UV_VERSION = (0, 9)


class Environment:
    """`.venv` under `root`, made by the Python that runs this."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"

    def provide(self, *locks: str) -> None:
        """Install the first of `locks` (names in requirements/), unless one of them is in place.

        The order is from small to large: whoever has the large one has the small one too.
        """
        if any(self._holds(lock) for lock in locks):
            return
        lock = locks[0]
        uv = find_uv(self.root)
        if not self._works():
            say("making .venv")
            _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, self.folder])
        say(f"installing requirements/{lock}.txt into .venv")
        here: list[str | Path] = ["--quiet", "--python", self.python]
        # Compiled once: where Python may write no bytecode, each start would compile it all again.
        compiled = ["--require-hashes", "--compile-bytecode"]
        _run([uv, "pip", "sync", *here, *compiled, self._lock(lock)])
        # What builds it is in the lock: nothing is fetched here that no hash vouches for.
        alone = ["--no-deps", "--no-build-isolation", "--no-index"]
        _run([uv, "pip", "install", *here, *alone, "--editable", self.root])
        _run([self.python, "-m", "compileall", "-q", self.root / "src"])
        for stamp in self.folder.glob(".lettermerge-*"):
            stamp.unlink()
        self._stamp(lock).write_text(self._state(lock), "ascii")

    def compile_locks(self, arguments: list[str]) -> None:
        """Resolve pyproject.toml anew into requirements/; `arguments` go to `uv pip compile`."""
        uv, own = find_uv(self.root), ["pyproject.toml", "--all-extras"]
        sources = {
            "run": [*own, "--group", "build"],
            "docs": [*own, "--group", "docs", "-c", "requirements/run.txt"],
            "dev": [*own, "--group", "dev", "-c", "requirements/docs.txt"],
            "uv": ["requirements/uv.in"],
            "s3": ["requirements/s3.in"],
        }
        fixed = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
        bare = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        for lock, source in sources.items():
            say(f"resolving requirements/{lock}.txt")
            target = ["--output-file", f"requirements/{lock}.txt"]
            _run([uv, "pip", "compile", *source, *fixed, *bare, *target, *arguments], self.root)

    def _works(self) -> bool:
        if not self.python.exists():
            return False
        check = "import sys; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([self.python, "-c", check], check=False).returncode == 0

    def _lock(self, lock: str) -> Path:
        return self.root / "requirements" / f"{lock}.txt"

    def _stamp(self, lock: str) -> Path:
        return self.folder / f".lettermerge-{lock}"

    def _holds(self, lock: str) -> bool:
        stamp = self._stamp(lock)
        return (
            stamp.is_file()
            and stamp.read_text("ascii") == self._state(lock)
            and (self.folder / "bin" / "lettermerge").exists()
            and self.python.exists()
        )

    def _state(self, lock: str) -> str:
        """Return a hash of all that `.venv` is made from; the folder counts, scripts name it."""
        parts = [
            self._lock(lock).read_bytes(),
            (self.root / "pyproject.toml").read_bytes(),
            os.fsencode(self.root),
        ]
        return sha256(b"\0".join(parts)).hexdigest()


def provide_tool(root: Path, name: str) -> None:
    """Install requirements/NAME.txt into an environment of its own, .tools/NAME."""
    lock, folder = root / "requirements" / f"{name}.txt", root / ".tools" / name
    stamp, wanted = folder / ".lettermerge-stamp", sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return
    uv = find_uv(root)
    say(f"installing requirements/{name}.txt into .tools/{name}")
    _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder])
    here: list[str | Path] = ["--quiet", "--python", folder / "bin" / "python"]
    _run([uv, "pip", "sync", *here, "--require-hashes", "--compile-bytecode", lock])
    stamp.write_text(wanted, "ascii")


def find_uv(root: Path) -> Path:
    """Return a uv that is recent enough: the one on PATH, else the project's own in `.tools`."""
    own = root / ".tools" / "uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), own):
        if candidate and _is_recent(Path(candidate)):
            return Path(candidate)
    say("installing uv into .tools")
    python = own.with_name("python")
    _make_plain_venv(own.parent.parent)
    lock = root / "requirements" / "uv.txt"
    options = ["--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    _run([python, "-m", "pip", "install", *options, "--require-hashes", "-r", lock])
    return own


def _is_recent(uv: Path) -> bool:
    try:
        shown = subprocess.run(
            [uv, "--version"], capture_output=True, encoding="utf-8", check=False
        ).stdout
    except OSError:
        return False
    found = re.search(r"(\d+)\.(\d+)", shown)
    return found is not None and (int(found[1]), int(found[2])) >= UV_VERSION


def _make_plain_venv(folder: Path) -> None:
    """Make a virtual environment with pip; Debian packs what that needs apart from Python."""
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    manager = find_manager()
    if manager is not None and manager.name == "apt":
        from machine import Need, provide

        def present() -> bool:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0

        provide([Need("venv for Python", present, {"apt": (f"python{version}-venv",)})])
        return
    raise SetupError(
        f"`{' '.join(command)}` failed: this Python has no ensurepip. Install it (Debian: "
        f"python{version}-venv), or install uv, then try again."
    )


def _run(command: Sequence[str | Path], folder: Path | None = None) -> None:
    """Run `command` and let it speak; raises SetupError where it fails."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        shown = " ".join(map(str, command))
        raise SetupError(f"This failed, see above:\n  {shown}")
