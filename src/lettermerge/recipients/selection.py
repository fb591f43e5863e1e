"""Find the recipients that ids or parts of names on the command line mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol, TypeVar

from ..errors import UsageError

_MOST_LISTED = 8


class Named(Protocol):
    """Whoever has an id and a name: a recipient with protocol applied."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def members(self) -> tuple[str, ...]:
        """The ids under which it is known beside its own."""
        ...


N = TypeVar("N", bound=Named)


def select(recipients: Sequence[N], names: Iterable[str], limit: int | None = None) -> list[N]:
    """Return the recipients that `names` mean, in the roster's order, at most `limit` of them.

    A name is an id, a whole name, or a part of exactly one name; case, accents and runs of white
    space are ignored. Without names all are meant.

    Raises:
        UsageError: a name means nobody, or several; those that are near are listed.
    """
    wanted = [_find(recipients, name) for name in names]
    ids = {one.id for one in wanted}
    chosen = [one for one in recipients if one.id in ids] if wanted else list(recipients)
    return chosen if limit is None else chosen[:limit]


def _find(recipients: Sequence[N], name: str) -> N:
    typed, folded = name.strip(), fold(name)
    for fits in (
        [one for one in recipients if one.id == typed],
        [one for one in recipients if typed in one.members],
        [one for one in recipients if folded in map(fold, (one.id, *one.members))],
        [one for one in recipients if fold(one.name) == folded],
        [one for one in recipients if folded and folded in fold(one.name)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise UsageError(
                f"`{typed}` means {len(fits)} recipients: {_listed(fits)}",
                hint="name one by its id",
            )
    raise UsageError(f"no recipient is called `{typed}`", hint=_near(recipients, folded))


def fold(text: str) -> str:
    """Return a text as names are compared: no case, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(plain.split())


def _listed(recipients: Sequence[Named]) -> str:
    shown = ", ".join(f"{one.name} ({one.id})" for one in recipients[:_MOST_LISTED])
    more = len(recipients) - _MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def _near(recipients: Sequence[Named], folded: str) -> str:
    by_word: dict[str, list[Named]] = {}
    for one in recipients:
        for word in {fold(one.id), fold(one.name), *fold(one.name).split()}:
            by_word.setdefault(word, []).append(one)
    words = {folded, *folded.split()}
    near = [
        one
        for word in words
        for close in get_close_matches(word, by_word, 5, 0.7)
        for one in by_word[close]
    ]
    distinct = list({one.id: one for one in near}.values())
    if distinct:
        return f"did you mean {_listed(distinct)}?"
    return "`lettermerge status -v` lists all letters"
