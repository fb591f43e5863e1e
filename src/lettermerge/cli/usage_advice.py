"""Say what was meant by a command line that cannot be read: a name in quotes, another command.

What Typer says of it stays; where it is no plain English, it is said in ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from ..date_advice import advise_date

#: What people type for a command, by the command line that does it.
SYNONYMS = {
    "mail --send": "send",
    "mail": "email e-mail emails mails message messages drafts draft",
    "print": "post printing paper",
    "render": "merge make generate build create run letters letter pdf pdfs docx word mailmerge go "
    "update produce write",
    "check": "validate lint test control proofread settings config",
    "init": "new start setup begin project",
    "preview": "show view open look see display sample",
    "preview --serve": "serve watch browser web",
    "preview --proof": "proof proofs proofing",
    "roster show": "list recipients people addresses contacts salutations",
    "roster map": "map mapping columns headings",
    "roster diff": "diff compare changes",
    "ledger show": "log history sent state states tracking",
    "ledger add": "answered answer returned record note mark",
    "ledger undo": "undo unanswered not-answered revert takeback",
    "ledger export": "export report csv xlsx",
    "mail --replies FILE": "replies answers inbox",
    "approve": "approval approvals release agree",
    "handoff": "upload service deliver hand-over ship parcel",
    "envelopes": "envelope",
    "labels": "label stickers",
    "identity create": "key keys certificate cert keygen id",
    "sign": "cosign co-sign signature signatures seal",
    "verify": "verification validate-signatures proof-signatures",
    "parliaments": "parliament chambers profiles profile",
    "doctor": "install diagnose health requirements",
    "import": "convert load read",
    "status": "plan todo progress dry-run",
    "--help": "help man usage commands",
    "--version": "version about",
}
_MEANT = {word: command for command, words in SYNONYMS.items() for word in words.split()}
_DATE = re.compile(r"'(.*)' does not match the formats")
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)$")
_NO_COMMAND = re.compile(r"No such command '(.*?)'")
_LONGEST_NAME = 24  # words of a file's name


def advise_usage(error: Any, arguments: Sequence[str], root: Any) -> str:
    """Return what to type instead, "" where nothing is known; the error's message may change."""
    message, context = str(error.message), getattr(error, "ctx", None)
    if found := _DATE.search(message):
        error.message = f"`{found[1]}` is not a date as it is written here"
        return advise_date(found[1])
    error.message = message.removeprefix("Value error, ")
    if "valid integer" in message:
        error.message = "it is not a whole number"
        return "write digits alone, such as 10"
    if quoted := _in_quotes(arguments):
        return f"put a name with spaces in quotes: lettermerge {quoted}"
    if _EXTRA.match(message) and context is not None:
        return _of_extra(error, context)
    if (found := _NO_COMMAND.match(message)) and context is not None:
        error.message = f"there is no command `{found[1]}`"
        return _of_command(found[1], context, root)
    if name := getattr(error, "option_name", ""):
        error.possibilities = None
        return _of_option(str(name), context, root) if message.startswith("No such") else ""
    return ""


def _in_quotes(arguments: Sequence[str]) -> str:
    """Return the arguments with parted names of files in quotes, "" where none was parted."""
    typed, found, place = list(arguments), False, 0
    written = []
    while place < len(typed):
        ends = range(min(len(typed), place + _LONGEST_NAME), place + 1, -1)
        end = next((end for end in ends if _is_file(" ".join(typed[place:end]))), place + 1)
        words = " ".join(typed[place:end])
        found = found or end > place + 1
        written.append(f'"{words}"' if set(words) & set(" '()&;*?[]{}|<>#") else words)
        place = end
    return " ".join(written) if found else ""


def _is_file(words: str) -> bool:
    return not words.startswith("-") and os.path.exists(words)  # noqa: PTH110 - "~" is the shell's


def _of_extra(error: Any, context: Any) -> str:
    found = _EXTRA.match(str(error.message))
    takes = [
        str(one.metavar or one.name).upper() for one in context.command.params if _is_argument(one)
    ]
    takes_ = " and ".join(one.strip("[]") for one in takes) or "nothing"
    command = context.command_path
    error.message = f"`{found[1] if found else ''}` is too much: {command} takes {takes_}"
    if context.command.name == "preview":
        return "`lettermerge preview --serve` shows all letters, one beside the other"
    return f"see {command} -h; a name with spaces is written in quotes"


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _of_command(typed: str, context: Any, root: Any) -> str:
    """Return the command that was meant: of this group, of another, or by a like name."""
    group, word = context.command, typed.casefold()
    names = list(group.commands)
    if near := get_close_matches(word, names, 1, 0.75):
        return f"did you mean `{context.command_path} {near[0]}`?"
    if group is not root and word in root.commands:
        return f"did you mean `lettermerge {word}`?"
    if meant := _MEANT.get(word):
        return f"did you mean `lettermerge {meant}`?"
    inside = [(one, part) for one, each in root.commands.items()
              for part in getattr(each, "commands", ()) if part == word]  # fmt: skip
    if inside:
        return " or ".join(f"`lettermerge {one} {part}`" for one, part in inside)
    if near := get_close_matches(word, _MEANT, 1, 0.8):
        return f"did you mean `lettermerge {_MEANT[near[0]]}`?"
    if near := get_close_matches(word, names, 1, 0.6):
        return f"did you mean `{context.command_path} {near[0]}`?"
    return f"{context.command_path} -h lists all commands"


def _of_option(typed: str, context: Any, root: Any) -> str:
    """Return a like option of this command, or the command that has this one."""
    if context is None:
        return ""
    own = list(_options(context.command))
    near = get_close_matches(typed, own, 1, 0.8)
    if not near and (having := sorted(_commands_with(typed, root))):
        commands = ", ".join(f"`lettermerge {name}`" for name in having)
        return f"{typed} is an option of {commands}"
    if near := near or get_close_matches(typed, own, 2, 0.6):
        return "did you mean " + " or ".join(f"`{one}`" for one in near) + "?"
    return f"{context.command_path} -h lists all options"


def _options(command: Any) -> Iterator[str]:
    """Yield the options of a command, by all their names."""
    loaded = getattr(command, "loaded", command)
    for param in loaded.params:
        if not _is_argument(param):
            yield from (*param.opts, *param.secondary_opts)
    yield "--help"


def _commands_with(option: str, root: Any) -> Iterator[str]:
    for name, command in root.commands.items():
        parts = getattr(command, "commands", None)
        named = {name: command} if parts is None else {f"{name} {k}": v for k, v in parts.items()}
        yield from (each for each, one in named.items() if option in _options(one))
