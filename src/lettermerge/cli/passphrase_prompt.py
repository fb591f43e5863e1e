"""Ask for a passphrase on the terminal, without showing it."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..signing.identity.passphrase import SHORTEST, Passphrase, require_long

if TYPE_CHECKING:
    from .console import Console


def find_prompt(console: Console) -> Callable[[str], Passphrase] | None:
    """Return what asks for a passphrase, None where nobody can be asked."""
    return None if console.json or not sys.stdin.isatty() else ask


def ask(opens: str) -> Passphrase:
    """Ask for the passphrase of `opens`."""
    return Passphrase(getpass.getpass(f"Passphrase for {opens}: "))


def ask_twice(opens: str) -> Passphrase:
    """Ask for a new passphrase, twice.

    Raises:
        UsageError: the two differ.
        SigningError: it is too short.
    """
    asked = f"New passphrase for {opens} (at least {SHORTEST} characters): "
    first = Passphrase(getpass.getpass(asked))
    require_long(first)
    if Passphrase(getpass.getpass("The same again: ")) != first:
        raise UsageError("the two passphrases differ", hint="try again")
    return first
