"""Ask for a passphrase on the terminal, without showing it."""

from __future__ import annotations

import getpass

from ..errors import UsageError
from ..signing.identity.passphrase import SHORTEST, Passphrase, require_long


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
