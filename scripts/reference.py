"""Write the tables of docs/reference/ from the program itself, and the list of its codes.

`make reference` runs it; a test fails where a page says anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lettermerge.cli.command_list import COMMANDS
from lettermerge.cli.deferred_command import DeferredGroup
from lettermerge.config import warning_settings
from lettermerge.errors import ExitCode
from reference_diagnostics import codes, diagnostics
from reference_keys import columns, filters, ledger, recipient, settings, theme, variables

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
COMMON = {"project", "quiet", "verbose", "help", "json"}


def updated(page: str) -> str:
    """Return a page with its generated parts made anew: what is between two marks."""
    for name, write in PARTS.items():
        head, mark, rest = page.partition(f"<!-- {name} -->\n\n")
        if mark:
            end = f"\n\n<!-- end of {name} -->"
            page = head + mark + write() + end + rest.partition(end)[2]
    return page


def commands() -> str:
    """Return a section for each command: how it is called, and a table of its options."""
    return "\n\n".join(
        section
        for command in COMMANDS
        for section in _sections(f"lettermerge {command.name}", command)
    )


def _sections(path: str, entry: Any) -> Iterator[str]:
    if isinstance(entry, DeferredGroup):
        for name, child in entry.commands.items():
            yield from _sections(f"{path} {name}", child)
        return
    command = entry.loaded
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name not in COMMON]
    call = " ".join([path, *(_shown(argument) for argument in arguments)])
    lines = [f"## {path}", "", f"`{call}`", "", " ".join(command.help.split())]
    rows = [(f"`{_shown(one)}`", one.help or "") for one in (*arguments, *options)]
    if any(p.name in {"json", "as_json"} for p in command.params):
        rows = [row for row in rows if "--json" not in row[0]] + [("`--json`", "Print JSON.")]
    if rows:
        lines += [
            "",
            "| option | what it does |",
            "|---|---|",
            *(f"| {a} | {b} |" for a, b in rows),
        ]
    yield "\n".join(lines)


def _shown(parameter: Any) -> str:
    """Return an argument or an option as one types it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper()).replace("|", "\\|")
    names = ", ".join(sorted(parameter.opts, key=len))
    metavar = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    return names + metavar


def exit_codes() -> str:
    """Return the table of exit codes."""
    rows = "\n".join(f"| {int(code)} | {code.meaning} |" for code in ExitCode)
    return f"| exit code | what it means |\n|---|---|\n{rows}"


#: What writes the generated parts of the pages, by the name that their marks have.
PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "exit codes": exit_codes,
    "settings": settings,
    "theme": theme,
    "columns": columns,
    "recipient": recipient,
    "variables": variables,
    "ledger": ledger,
    "filters": filters,
    "diagnostics": diagnostics,
}


def main() -> None:
    """Write the generated parts of every page, and the codes that `warnings.accept` knows."""
    listed = Path(warning_settings.__file__).with_name(warning_settings.CODES)
    listed.write_text(codes(), encoding="utf-8")
    for path in sorted(FOLDER.glob("*.md")):
        path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
