"""Find the mailboxes that the e-mail of a letter goes to, and what is doubtful about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ...config.settings import RosterSettings
from ...diagnostics import Diagnostic, Row, Severity
from ...dispatch.mail.email_address import AddressFault, Mailbox, read_mailbox
from ...recipients.roster import row_file
from ..rosters.addressing import Letter
from ..rosters.diagnostics_by_heading import cells_behind

_ADDRESS = re.compile(r"[^\s;,<>()|:]+@[^\s;,<>()|:]+\.\w+")


def find_doubtful_addresses(
    letters: Iterable[Letter], rosters: Sequence[RosterSettings]
) -> Iterator[Diagnostic]:
    """Yield a warning for each address of a roster that no e-mail could be sent to."""
    for letter in letters:
        for one in find_mailboxes(letter, rosters)[1]:
            if one.code in ("mail.doubtful-address", "mail.several-addresses"):
                yield _as_warning(one)


def find_mailboxes(
    letter: Letter, rosters: Sequence[RosterSettings]
) -> tuple[tuple[Mailbox, ...], tuple[Diagnostic, ...]]:
    """Return the mailboxes of a letter, each once, and what is wrong with the others.

    Where a joint letter reaches somebody, what is wrong with the others is a warning. Of persons in
    one row, such as a couple, one address is enough.
    """
    found: dict[str, Mailbox] = {}
    doubts: list[Diagnostic] = []
    rows = dict(zip(letter.members, letter.rows, strict=True))
    people = letter.addressees.recipients
    reached = {one.id for one in people if one.email}
    for person in people:
        row = rows.get(person.id, letter.row)
        if not person.email and person.id in reached:
            continue
        if not person.email:
            hint = "fill in the column email to reach this recipient by e-mail"
            message = f"{person.name} has no e-mail address"
            where = row.at("email")
            doubts.append(Diagnostic("mail.no-address", message, where, hint, Severity.WARNING))
            continue
        try:
            mailbox = read_mailbox(person.email, person.name)
        except AddressFault as fault:
            message = f"the e-mail address of {person.name} is doubtful: {fault}"
            column, cell = cells_behind(row, "email", rosters)
            where = row.at(column, cell or person.email)
            hint = "correct the cell: one plain address, such as name@example.org"
            doubts.append(Diagnostic("mail.doubtful-address", message, where, hint))
            continue
        found.setdefault(mailbox.key, mailbox)
        doubts += _several(row, mailbox, rosters)
    if not found:
        doubts.sort(key=lambda one: one.severity is not Severity.ERROR)
        return (), tuple(doubts)
    return tuple(found.values()), tuple(_as_warning(one) for one in doubts)


def _several(row: Row, mailbox: Mailbox, rosters: Sequence[RosterSettings]) -> Iterator[Diagnostic]:
    """Yield a warning where an expression took one of several addresses in a cell."""
    own = (one for one in rosters if row_file(one) == row.file)
    if "{" not in next((one.columns.get("email", "") for one in own), ""):
        return
    column, cell = cells_behind(row, "email", rosters)
    others = dict.fromkeys(one for one in _ADDRESS.findall(cell) if one.casefold() != mailbox.key)
    if others and mailbox.key in cell.casefold():
        left = " and ".join(f"`{one}`" for one in others)
        yield Diagnostic(
            "mail.several-addresses",
            f"the cell holds several addresses: `{mailbox.address}` is used, {left} is not",
            row.at(column, cell),
            "leave the one in the cell that is to get the e-mail",
            Severity.WARNING,
        )


def _as_warning(one: Diagnostic) -> Diagnostic:
    return Diagnostic(one.code, one.message, one.where, one.hint, Severity.WARNING)
