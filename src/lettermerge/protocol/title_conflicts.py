"""Find titles that cannot be used together, or not by a member of the chamber."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import Seat, fault, warning
from .names.name_vocabulary import KnownWord, words
from .profile import Rank


def title_conflicts(
    recipient: Recipient,
    place: Seat,
    found: Sequence[KnownWord],
    ranked: tuple[Rank | None, KnownWord | None],
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the titles `found`; `ranked` are the person's rank and Sir."""
    for word in found:
        if word.kind == "member":
            yield from _of_other_house(recipient, place, word)
        if word.kind == "peer":
            yield _rank_of_others(recipient, place, word)
    rank, knight = ranked
    if rank is not None and knight is not None:
        message = f"`{knight.text}` and `{rank.names[0]}` cannot be used together"
        yield fault(recipient, "protocol.contradiction", "title", message, "keep the higher title")


def _of_other_house(recipient: Recipient, place: Seat, word: KnownWord) -> Iterator[Diagnostic]:
    """Refuse a title of another chamber; ask about one of another parliament."""
    chambers, said = place.profile.chambers, word.text.capitalize()
    if word.chamber in ("", place.chamber):
        return
    if word.chamber in chambers:
        message = f"`{said}` is no title of the {chambers[place.chamber].name}"
        hint = f"write chamber `{word.chamber}`, or fix the title"
        yield fault(recipient, "protocol.contradiction", "title", message, hint)
    elif word.id in words().member_titles:
        message = f"`{said}` is a title of another parliament than the {place.profile.name}"
        hint = f"is `{recipient.parliament}` right? Take the title out where it is"
        column = "title" if recipient.title else "full_name"
        yield warning(recipient, "protocol.other-parliament", column, message, hint)


def _rank_of_others(recipient: Recipient, place: Seat, word: KnownWord) -> Diagnostic:
    """Refuse a rank whose peers sit in another chamber; ask about one that the profile has not."""
    profile = place.profile
    seats = sorted({one for rank in profile.ranks.values() for one in rank.chambers})
    if seats:
        message = f"a {word.text} does not sit in the {profile.chambers[place.chamber].name}"
        hint = "write chamber " + " or ".join(f"`{one}`" for one in seats) + ", or fix the title"
        return fault(recipient, "protocol.contradiction", "title", message, hint)
    message = f"the profile of {profile.name} has no forms for the rank `{word.text}`"
    hint = "it is written like Mr and Ms; write `salutation` and `envelope_name` in the roster"
    return warning(recipient, "protocol.courtesy-title", "title", message, hint)
