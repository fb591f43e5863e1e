"""Write the README's tables of commands and exit codes from the program itself.

`make reference` runs it; a test fails where the README says anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from lettermerge.cli.application import app
from lettermerge.errors import ExitCode

README = Path(__file__).resolve().parent.parent / "README.md"
COMMON = {"project", "quiet", "verbose", "help", "json"}


def commands() -> str:
    """Return a section for each command: how it is called, and a table of its options."""
    root: Any = get_command(app)
    return "\n\n".join(
        section
        for name, command in root.commands.items()
        for section in _sections(f"lettermerge {name}", command)
    )


def _sections(path: str, command: Any) -> Iterator[str]:
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from _sections(f"{path} {name}", child)
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name not in COMMON]
    call = " ".join([path, *(_shown(argument) for argument in arguments)])
    lines = [f"### `{call}`", "", " ".join(command.help.split())]
    rows = [(f"`{_shown(one)}`", one.help or "") for one in (*arguments, *options)]
    if any(p.name in {"json", "as_json"} for p in command.params):
        rows = [row for row in rows if "--json" not in row[0]] + [("`--json`", "Print JSON.")]
    if rows:
        lines += ["", "| option | |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)]
    yield "\n".join(lines)


def _shown(parameter: Any) -> str:
    """Return an argument or an option as one types it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    names = ", ".join(sorted(parameter.opts, key=len))
    metavar = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    return names + metavar


def exit_codes() -> str:
    """Return the table of exit codes."""
    rows = "\n".join(f"| {int(code)} | {code.meaning} |" for code in ExitCode)
    return f"| exit code | means |\n|---|---|\n{rows}"


def updated(readme: str) -> str:
    """Return the README with its generated parts made anew."""
    for name, text in (("commands", commands()), ("exit codes", exit_codes())):
        readme = re.sub(
            rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)",
            lambda match, text=text: match[1] + text + match[2],  # type: ignore[misc]
            readme,
            flags=re.DOTALL,
        )
    return readme


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")
