"""Run the commands of the manual, as a terminal shows them, and write what they print into it.

In a page, a fenced block of `console` holds lines that begin with `$ `: each is run, and what it
prints follows. A block with a title is a file: it is written, or, for `toml`, its tables take the
place of those in the file. Other blocks are not run. `make examples` writes the pages anew; a test
fails where a page shows anything else.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shlex
import shutil
import struct
import sys
import tempfile
import termios
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FILES = DOCS / "tutorial"
#: What a page calls the folder in which its commands run.
HOME = "/data/testley"
COLUMNS = 100
_BLOCK = re.compile(
    r"^( *)```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL
)
_TABLE = re.compile(r"(?m)^(?=\[)")
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9])")
_SHELL = re.compile(r"[|&;<>$*]")
ENGINES = (
    "pandas", "weasyprint", "docx", "lxml.etree", "pyhanko.sign.signers", "babel.dates",
    "python_calamine", "pypdfium2", "uharfbuzz", "rich.table", "tomlkit", "markdown_it",
)  # fmt: skip
_PROGRESS = re.compile(r"\w+ ━+ \d+/\d+ ")
#: What differs from one run or machine to the next, and what stands for it when pages are compared.
_DIFFERS = (
    (re.compile(r"20\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?(?: UTC|\+00:00)?)?"), "DATE"),
    (re.compile(r"\b[0-9a-f]{16,64}\b"), "HASH"),
    (re.compile(r"(?m)^(. (?:seconds|letters per second)) .*$"), r"\1"),
    (re.compile(r"[━─┏┳┓┡╇┩└┴┘]{3,}"), "━"),
    (re.compile(r" {2,}"), " "),
)


class ExampleError(Exception):
    """A page that cannot be run."""


@dataclass
class Terminal:
    """A folder with the tutorial's files, and a shell's place in it."""

    home: Path
    here: Path = field(init=False)

    def __post_init__(self) -> None:
        self.here = self.home
        for path in sorted(FILES.iterdir()):
            if path.suffix in {".docx", ".xlsx"}:
                shutil.copy(path, self.home)
        programs = self.home / ".bin"
        programs.mkdir()
        program = programs / "lettermerge"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lettermerge "$@"\n', "utf-8")
        program.chmod(0o755)

    def environment(self) -> Mapping[str, str]:
        return {
            **{
                name: os.environ[name] for name in ("LANG", "LD_LIBRARY_PATH") if name in os.environ
            },
            "PATH": f"{self.home / '.bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / ".data"),
            "COLUMNS": str(COLUMNS),
            "TERM": "xterm",
            "NO_COLOR": "1",
            "LETTERMERGE_PASSPHRASE": "correct horse battery",
        }

    def run(self, command: str) -> str:
        """Run a line of the shell; return what a terminal would show after it."""
        if command.startswith("cd "):
            self.here = (self.here / command[3:].strip()).resolve()
            if not self.here.is_dir():
                raise ExampleError(f"`{command}`: there is no such folder")
            return ""
        words = shlex.split(command)
        ours_only = words[0] == "lettermerge" and not _SHELL.search(command)
        process, terminal = pty.fork()
        if process == 0:  # pragma: no cover
            self._become(words[1:] if ours_only else None, command)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        shown = b"".join(_read(terminal))
        os.close(terminal)
        os.waitpid(process, 0)
        text = _as_shown(shown.decode("utf-8", "replace"))
        return text.replace(str(self.home), HOME)

    def _become(self, arguments: list[str] | None, command: str) -> NoReturn:
        """Run lettermerge with `arguments`, or a command of the shell, in place of this process."""
        os.chdir(self.here)
        environment = self.environment()
        if arguments is None:
            os.execve("/bin/sh", ["sh", "-c", command], environment)  # noqa: S606
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["lettermerge", *arguments]
        status: object = 1
        try:
            from lettermerge.cli import main as run_lettermerge

            run_lettermerge()
            status = 0
        except SystemExit as end:
            status = end.code
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status if isinstance(status, int) else 1)

    def write(self, name: str, language: str, text: str) -> None:
        """Write a file that a page shows; tables of TOML take the place of those in the file."""
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name == "lettermerge.toml" and path.exists():
            text = with_tables(path.read_text(encoding="utf-8"), text)
        path.write_text(text, encoding="utf-8")


def with_tables(settings: str, tables: str) -> str:
    """Return settings in which each of `tables` takes the place of the one with its heading."""
    parts = _TABLE.split(settings)
    heads = [_heading(part) for part in parts]
    for table in filter(str.strip, _TABLE.split(tables)):
        head, text = _heading(table), table.strip("\n") + "\n\n"
        if head in heads:
            place = heads.index(head)
            parts[place], heads[place] = text, ""  # another of this heading comes at the end
        else:
            parts.append(text)
            heads.append("")
    return "".join(part if part.endswith("\n") or not part else part + "\n" for part in parts)


def _heading(table: str) -> str:
    return table.partition("\n")[0].split("#")[0].strip()


def _read(terminal: int) -> Iterator[bytes]:
    with suppress(OSError):  # Linux says so where nobody has the other end open any more
        while content := os.read(terminal, 65536):
            yield content


def load_program() -> None:
    """Import the program and its engines once, so that no command need do it again."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process with threads is not to be forked
    import lettermerge

    for name in ENGINES:
        import_module(name)
    for found in walk_packages(lettermerge.__path__, "lettermerge."):
        if not found.name.endswith("__main__") and ".cluster" not in found.name:
            import_module(found.name)


def _as_shown(text: str) -> str:
    """Return what a terminal still shows: lines as they were last, without escapes and blanks."""
    plain = _ESCAPES.sub("", text).replace("\ufeff", "")
    lines = re.sub(r"\r+\n", "\n", plain).expandtabs().split("\n")
    kept = [line.rsplit("\r", 1)[-1].rstrip() for line in lines]
    return "\n".join(line for line in kept if not _PROGRESS.match(line)).strip("\n")


def updated(page: str, terminal: Terminal) -> str:
    """Return a page with what its commands print, run in order."""

    def block(found: re.Match[str]) -> str:
        indent, language, title, body = found.groups()
        lines = [line[len(indent) :] for line in body.splitlines()]
        if title:
            terminal.write(title, language, "\n".join(lines) + "\n")
        if language != "console":
            return found[0]
        shown: list[str] = []
        for line in lines:
            if line.startswith("$ "):
                shown.append(line)
                shown += filter(None, terminal.run(line[2:].split(" # ")[0]).split("\n"))
        text = "\n".join(f"{indent}{line}".rstrip() for line in shown)
        return f"{indent}```console\n{text}\n{indent}```"

    return _BLOCK.sub(block, page)


def pages() -> tuple[Path, ...]:
    """Return the pages whose commands are run: tutorial and how-to guides."""
    return (*sorted(FILES.glob("*.md")), *sorted((DOCS / "how-to").glob("*.md")))


def run_page(path: Path) -> str:
    """Return a page as its commands, run in a folder of their own, make it."""
    page = path.read_text(encoding="utf-8")
    if "```console" not in page:
        return page
    # A path as long as HOME, so that tables keep their width.
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="") as folder:
        return updated(page, Terminal(Path(folder).resolve()))


def normalised(page: str) -> str:
    """Return a page without what differs from run to run: times, hashes, widths of tables."""
    for pattern, instead in _DIFFERS:
        page = pattern.sub(instead, page)
    return page


def main(arguments: list[str]) -> None:
    """Write the pages anew, or those whose names are given; with --json print them instead."""
    names = [one for one in arguments if one != "--json"]
    load_program()
    made = {path: run_page(path) for path in pages() if not names or path.stem in names}
    if "--json" in arguments:
        json.dump({str(path.relative_to(DOCS)): text for path, text in made.items()}, sys.stdout)
        return
    for path, text in made.items():
        if normalised(text) != normalised(path.read_text(encoding="utf-8")):
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
