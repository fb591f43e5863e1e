"""Register the commands with Typer, and turn errors into exit codes."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from functools import cache
from io import TextIOWrapper
from typing import Annotated

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from .. import __version__
from ..errors import ExitCode, LettermergeError
from ..signing.identity.passphrase import withhold_variable
from . import (
    check,
    identity,
    import_,
    init,
    ledger,
    parliaments,
    preview,
    print_,
    render,
    roster,
    sign,
    status,
    verify,
)
from .console import Console

#: \b keeps the lines of a paragraph apart (click, "Preventing Rewrapping").
_CODES = "\b\nExit codes:\n" + "\n".join(f"{code.value:>5}  {code.meaning}" for code in ExitCode)

app = typer.Typer(
    name="lettermerge",
    help=(
        "One letter to many recipients, each addressed as protocol requires, "
        "as signed PDF and DOCX."
    ),
    epilog=_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _name, _command in (
    ("init", init.init),
    ("import", import_.import_),
    ("check", check.check),
    ("preview", preview.preview),
    ("render", render.render),
    ("status", status.status),
    ("print", print_.print_),
    ("sign", sign.sign),
    ("verify", verify.verify),
    ("parliaments", parliaments.parliaments),
):
    # The first sentence whole: click would cut it in the list of commands.
    _said = " ".join((_command.__doc__ or "").partition("\n\n")[0].split())
    app.command(_name, short_help=_said)(_command)
app.add_typer(ledger.app)
app.add_typer(identity.app)
app.add_typer(roster.app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"lettermerge {__version__}")
        raise typer.Exit


@app.callback()
def lettermerge(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """The options before a command; its help text is the application's."""


@cache
def _program() -> Callable[..., object]:
    """Return the application with its commands; building it takes longer than many a run."""
    return get_command(app)


def run(arguments: list[str]) -> int:
    """Run the command line over `arguments`; return the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):  # whatever files are called: stderr is so already
        sys.stdout.reconfigure(errors="backslashreplace")
    for engine in ("pyhanko", "pyhanko_certvalidator"):  # what they remark is in our verdicts
        logging.getLogger(engine).addHandler(logging.NullHandler())
    warnings.filterwarnings("ignore", "Attribute's length must be")  # so are names too long
    try:
        with withhold_variable():
            code = _program()(args=arguments, prog_name="lettermerge", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except LettermergeError as error:
        Console(json="--json" in arguments).error(error)
        return int(error.exit_code)
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as error:
        show = getattr(error, "show", None)
        if show is not None:
            show()  # with the usage of the command at fault
        else:
            print(error, file=sys.stderr)
        return int(ExitCode.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
