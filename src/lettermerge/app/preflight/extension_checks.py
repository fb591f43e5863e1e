"""Run the checks of installed packages over a letter; each gives warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...diagnostics import Diagnostic, Severity
from ...extensions import CHECKS, Extension, ExtensionError, find_extensions
from ...letter.document import Document, block_texts
from ...protocol.addressee import Addressee
from ..rosters.addressing import Letter


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """What a check sees of a letter.

    `text` is the body, one line a paragraph; `language` is a BCP 47 tag; `template` is the file in
    letters/.
    """

    id: str
    template: str
    language: str
    subject: str
    text: str
    addressee: Addressee


def check_letter(letter: Letter, document: Document) -> Iterator[Diagnostic]:
    """Yield what the checks of packages say of a letter.

    A check is called with a CheckedLetter, and yields a message and a hint for each doubt. One that
    fails is told as a warning; the others go on.
    """
    checks = find_extensions(CHECKS)
    if not checks:
        return
    seen = CheckedLetter(
        letter.id,
        letter.template,
        letter.language,
        document.subject,
        "\n".join(block_texts(document.body)),
        letter.addressee,
    )
    place = letter.row.at()
    for name, check in checks.items():
        try:
            for message, hint in _run(check, seen):
                code = f"check.{name}"
                yield Diagnostic(code, message, place, hint, Severity.WARNING)
        except ExtensionError as error:
            yield check.warn(error)


def _run(check: Extension, seen: CheckedLetter) -> list[tuple[str, str]]:
    function = check.load()
    try:
        return [(str(message), str(hint)) for message, hint in function(seen)]
    except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
        raise check.fail(f"the check `{check.name}` failed", error) from None
