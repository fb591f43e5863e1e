"""Map offices and roles: cells of words, neither rooms nor titles, that are held still."""

from __future__ import annotations

import re

from .column_cells import ColumnCells, is_title, lookup, quoted
from .heading_words import rank_of
from .mapping_draft import Draft

#: An office that says no more than the chamber and the constituency do.
_MEMBER = re.compile(
    r"(?i)(list |electorate )?"
    r"(member|mp|mep|senator|député(e|\(e\))?|sénateur|sénatrice)( (for|of|de) .*)?"
)
_MEMBERS = frozenset(("senator", "sen", "rep", "representative", "congressman", "congresswoman"))
_ENDS = ("end", "end_date", "endDate", "to", "until")


def map_offices(draft: Draft) -> None:
    """Map `role` where each cell is one that is known, and `office` where cells are words."""
    _map_roles_among_parties(draft)
    role = draft.best("role", lambda one: one.is_text)
    if role and all(_is_role(draft, cell, in_all=True) for cell in role.distinct):
        draft.take("role", role)
    office = draft.best("office", _holds_offices)
    office = office or draft.best("role", _holds_offices) or draft.best("title", _are_phrases)
    if office is None:
        return
    text = _still_held(draft, office)
    others = [one for one in draft.all_like("office", _holds_offices) if one is not office]
    if not text and others and office.fill < 1:
        text = f"{{{{ {lookup(office.heading)} or {lookup(others[0].heading)} }}}}"
        draft.used.add(others[0].heading)
    draft.take("office", office, text)


def _map_roles_among_parties(draft: Draft) -> None:
    """Map `role` by a column of parties in which a Speaker has no party but the office."""
    column = draft.sample.columns.get(draft.columns.get("party", ""))
    roles = [cell for cell in column.distinct if _is_role(draft, cell)] if column else []
    if column and roles and len(roles) < len(column.distinct):
        name = lookup(column.heading)
        listed = ", ".join(map(quoted, roles))
        draft.take("role", column, f"{{{{ {name} if {name} in [{listed}] else '' }}}}", keep=True)


def _is_role(draft: Draft, cell: str, *, in_all: bool = False) -> bool:
    """Say whether a cell is a role of a chamber of the parliament, or of each of them."""
    parliament = draft.constants.get("parliament", "")
    chambers = draft.known.chambers.get(parliament, ())
    if "chamber" in draft.constants:
        chambers = (draft.constants["chamber"],)
    found = [draft.known.is_role(parliament, chamber, cell) for chamber in chambers]
    return all(found) and bool(found) if in_all else any(found)


def _still_held(draft: Draft, office: ColumnCells) -> str:
    """Return an expression that leaves out offices with an end; "" where no column has one."""
    path, dot, _ = office.heading.rpartition(".")
    for name in _ENDS if dot else ():
        end = draft.sample.columns.get(f"{path}.{name}")
        if end and end.filled:
            text = f"{lookup(office.heading)} if not {lookup(end.heading)} else ''"
            return f"{{{{ {text} }}}}"
    return ""


def _are_phrases(column: ColumnCells) -> bool:
    """Say whether cells under a heading of titles are offices: several words each."""
    is_greeting = rank_of(column.heading, "salutation") is not None
    several = column.share(lambda cell: len(cell.split()) > 1) >= 0.5
    return not is_greeting and several and _holds_offices(column)


def _holds_offices(column: ColumnCells) -> bool:
    """Say whether cells are offices: words, neither rooms nor numbers nor names of persons."""
    numbers = column.share(lambda cell: re.search(r"\d{2}", cell))
    if column.share(_is_courtesy) >= 0.3 or column.every(_says_member):
        return False
    words = column.share(lambda cell: len(cell) > 2 or _says_member(cell))
    return column.is_text and numbers < 0.2 and words > 0.8


def _says_member(cell: str) -> bool:
    return bool(_MEMBER.fullmatch(cell)) or cell.strip(".").casefold() in _MEMBERS


def _is_courtesy(cell: str) -> bool:
    """Say whether a cell is a title and none of a member: a `Senator` is none."""
    return is_title(cell) and not _says_member(cell)
