"""Asking a person for a passphrase: on the terminal, without showing it."""

from __future__ import annotations

import getpass

from ..errors import UsageError
from ..signing.passphrase import Passphrase


def ask(opens: str) -> Passphrase:
    """Ask for the passphrase of `opens`."""
    return Passphrase(getpass.getpass(f"Passphrase for {opens}: "))


def ask_twice(opens: str) -> Passphrase:
    """Ask for a new passphrase, twice.

    Raises:
        UsageError: the two differ, or nothing was typed.
    """
    first = getpass.getpass(f"New passphrase for {opens}: ")
    if not first:
        raise UsageError("the passphrase is empty", hint="type one")
    if getpass.getpass("The same again: ") != first:
        raise UsageError("the two passphrases differ", hint="try again")
    return Passphrase(first)
