"""Find a passphrase: in a file, in the environment, or by asking.

It is wrapped at once, so that no repr, log line or traceback with local variables can show it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...errors import SigningError

#: The environment variable that is looked at where no file is named.
VARIABLE = "LETTERMERGE_PASSPHRASE"
#: That of the password of the mail server.
SMTP_VARIABLE = "LETTERMERGE_SMTP_PASSWORD"
#: Those of an object store: the secret key, and what goes with one that expires.
STORE_VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
#: What no process that is started or forked needs to know.
_SECRETS = (VARIABLE, SMTP_VARIABLE, *STORE_VARIABLES)

#: Characters that a new passphrase has at least: at 200,000 rounds for each guess, twelve letters
#: that nobody can guess take longer to try out than the identity is good for.
SHORTEST = 12

#: Asks a person: takes what the passphrase opens, returns it wrapped. The command line supplies it.
Ask = Callable[[str], "Passphrase"]


class Passphrase:
    """A secret that shows itself only to who calls `reveal`."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> bytes:
        """Return it as UTF-8."""
        return self._secret.encode("utf-8")

    def __len__(self) -> int:
        return len(self._secret)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and self._secret == other._secret

    def __hash__(self) -> int:
        return hash(self._secret)

    def __repr__(self) -> str:
        return "Passphrase(hidden)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class PassphraseSource:
    """The places to look in, in this order: `file`, the variable in `environ`, `ask`.

    `ask` is None where nobody can be asked (no terminal).
    """

    file: Path | None = None
    ask: Ask | None = None
    environ: Mapping[str, str] | None = None

    def find(self, opens: str) -> Passphrase:
        """Return the passphrase of `opens`, which is the name of a file or token, for the prompt.

        Raises:
            SigningError: the file cannot be read, or there is no passphrase anywhere.
        """
        if self.file is not None:
            return read_passphrase(self.file)
        if (found := self._look_up()) is not None:
            if not found:
                raise SigningError(
                    f"{VARIABLE} is set and empty, and {opens} needs a passphrase",
                    hint="put the passphrase into it, or unset it",
                )
            return found
        if self.ask is not None:
            return self.ask(opens)
        raise SigningError(
            f"{opens} is locked and there is no passphrase for it",
            hint=f"set signing.passphrase_file, or {VARIABLE}, or run in a terminal to be asked",
        )

    def _look_up(self) -> Passphrase | None:
        """Return what the variable holds, None where it is not set."""
        return look_up(VARIABLE, self.environ)


_withheld: list[dict[str, Passphrase]] = []


def look_up(name: str, environ: Mapping[str, str] | None = None) -> Passphrase | None:
    """Return what a variable holds, withheld or not; None where it is not set.

    `environ` stands for the environment.
    """
    if environ is None and _withheld and name in _withheld[-1]:
        return _withheld[-1][name]
    environ = os.environ if environ is None else environ
    return Passphrase(environ[name]) if name in environ else None


@contextmanager
def withhold_variables() -> Iterator[None]:
    """Take all secrets out of the environment, so that no process is started or forked with them.

    `look_up` still finds them. They are put back at the end, for a caller in this process.
    """
    texts = {name: os.environ.pop(name) for name in _SECRETS if name in os.environ}
    _withheld.append({name: Passphrase(text) for name, text in texts.items()})
    try:
        yield
    finally:
        _withheld.pop()
        os.environ.update(texts)


def public_environment() -> dict[str, str]:
    """Return the environment for a process that is started: without secrets."""
    return {name: text for name, text in os.environ.items() if name not in _SECRETS}


def require_long(passphrase: Passphrase) -> None:
    """Refuse a new passphrase that is too short to withstand guessing.

    Raises:
        SigningError: it has fewer than `SHORTEST` characters.
    """
    if len(passphrase) < SHORTEST:
        raise SigningError(
            f"the passphrase has {len(passphrase)} characters, and at least {SHORTEST} are needed",
            hint="take four words that do not belong together",
        )


def read_passphrase(file: Path) -> Passphrase:
    """Read a passphrase from the first line of a UTF-8 file.

    Raises:
        SigningError: it cannot be read, or its first line is empty.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise SigningError(
            f"the passphrase file {file.name} cannot be read: {reason}",
            hint="its first line is the passphrase; check signing.passphrase_file",
        ) from None
    if not lines or not lines[0]:
        raise SigningError(
            f"the passphrase file {file.name} is empty", hint="its first line is the passphrase"
        )
    return Passphrase(lines[0])
