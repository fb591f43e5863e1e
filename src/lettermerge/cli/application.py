"""Put the commands together, run one, and turn errors into exit codes."""

from __future__ import annotations

import logging
import sys
import warnings
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from .. import __version__
from ..errors import ExitCode, LettermergeError
from ..signing.identity.passphrase import withhold_variables
from .command_list import COMMANDS
from .deferred_command import DeferredGroup

#: \b keeps the lines of a paragraph apart (click, "Preventing Rewrapping").
_CODES = "\b\nExit codes:\n" + "\n".join(f"{code.value:>5}  {code.meaning}" for code in ExitCode)

_app = typer.Typer(
    name="lettermerge",
    cls=DeferredGroup,
    help=(
        "One letter to many recipients, each addressed as protocol requires, "
        "as signed PDF and DOCX."
    ),
    epilog=_CODES,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from ..app.doctor.engine_versions import find_versions

        print(f"lettermerge {__version__}")
        for name, version in find_versions():
            print(f"{name} {version}")
        raise typer.Exit


@_app.callback(invoke_without_command=True)
def lettermerge(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Show the version, and those of the engines.",
        ),
    ] = False,
) -> int:
    """The options before a command; without a command, where one is and what to do next."""
    if context.invoked_subcommand is not None:
        return 0
    from .overview import show_overview

    return show_overview(Path.cwd())


@cache
def program() -> DeferredGroup:
    """Return the application with all commands; what a command takes is known once it is loaded."""
    root = get_command(_app)
    assert isinstance(root, DeferredGroup)
    for command in COMMANDS:
        root.add_command(command)
    return root


def run(arguments: list[str]) -> int:
    """Run the command line over `arguments`; return the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):  # whatever files are called: stderr is so already
        sys.stdout.reconfigure(errors="backslashreplace")
    for engine in ("pyhanko", "pyhanko_certvalidator"):  # what they remark is in our verdicts
        logging.getLogger(engine).addHandler(logging.NullHandler())
    warnings.filterwarnings("ignore", "Attribute's length must be")  # so are names too long
    try:
        with withhold_variables():
            code = program()(args=arguments, prog_name="lettermerge", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except LettermergeError as error:
        from .console import Console

        Console(json="--json" in arguments).error(error)
        return int(error.exit_code)
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as error:
        _explain(error, arguments)
        return int(ExitCode.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)


def _explain(error: TyperException, arguments: list[str]) -> None:
    """Print what is wrong with a command line, with the usage of the command, and what to type."""
    from .usage_advice import advise_usage

    hint = advise_usage(error, arguments, program())
    show = getattr(error, "show", None)
    if show is not None:
        show()  # with the usage of the command at fault
    else:
        print(error, file=sys.stderr)
    if hint:
        print(f"    {hint}", file=sys.stderr)
