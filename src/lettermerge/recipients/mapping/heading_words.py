"""Look a roster's headings up among those that rosters are known to have."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words before a heading that say that the column tells of somebody or something else.
_OTHERS = _words(
    "staff assistant aide spouse partner committee agency school file user middle nick nickname "
    "birth maiden short org company mother father secretary chief previous former old alternate "
    "alternative birthday image photo wikidata term session legislature sub native pronunciation "
    "webmaster press caseworker counsel team"
)
#: What a column of ours may not be told of, beside those.
_OTHERS_BY_OURS: Mapping[str, frozenset[str]] = {
    "full_name": _words(
        "party group constituency electorate riding district country state office department set "
        "organisation organization area region city town province caucus first last family given "
        "sur chamber house fore"
    ),
    "id": _words(
        "party group area constituency twitter youtube facebook tax district chamber house state "
        "country instagram zip postal post class session rank boundary phone dialling"
    ),
    "constituency": frozenset(("mailing", "postal", "office", "label", "home", "address", "zip")),
    "party": frozenset(("age", "work")),
    "title": frozenset(("job", "ministerial", "parliamentary", "position", "page", "book", "full")),
    "address": frozenset(("email", "e", "mail", "web", "ip", "electronic")),
    "office": frozenset(("elected", "box", "phone", "fax", "in", "took", "left", "leaving")),
}
_LONGEST_KEY = 4  # words of a known heading
_EITHER = re.compile(r"(?i)/|\s(?:or|ou|oder|o)\s")  # Riding / constituency, State or riding


@cache
def known_headings() -> Mapping[str, tuple[str, ...]]:
    """Return the known headings by the column of ours that they stand for."""
    text = files(__package__).joinpath("headings.toml").read_text(encoding="utf-8")
    return {ours: tuple(names) for ours, names in tomllib.loads(text).items()}


def split_words(heading: str) -> str:
    """Return a heading as headings.toml has it: `value.nameFullTitle` is `name full title`.

    What SPARQL calls `itemLabel.value` is `item label`.
    """
    last = re.split(r"\.(?=[^\W\d])", heading.removesuffix(".value"))[-1]
    return _apart(last)


def _apart(text: str) -> str:
    text = re.sub(r"\((e|es|s|a|in|innen)\)", "", text)  # député(e)
    apart = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[A-Za-z])(?=\d)", " ", text)
    words = re.sub(r"[\s_/()#*?,;:-]+(?!of-|political)", " ", apart).casefold().split()
    return " ".join(filter(None, (one.rstrip(".") for one in words)))  # Lang., Const.


@cache
def keys_of(heading: str) -> tuple[str, ...]:
    """Return a heading's words as they are looked up: its last part, and its whole path."""
    whole = _apart(heading.removesuffix(".value").replace(".", " "))
    return tuple(dict.fromkeys((split_words(heading), whole)))


@cache
def rank_of(heading: str, ours: str) -> tuple[int, int] | None:
    """Return how near a heading is to the known ones of a column of ours; less is nearer.

    None where it is near to none, or where its other words say that it tells of something else.
    """
    known = known_headings().get(ours, ())
    exact = [known.index(key) for key in (heading, *keys_of(heading)) if key in known]
    if exact:
        return 0, min(exact)
    parts = [_apart(part) for part in _EITHER.split(heading)]
    either = [known.index(part) for part in parts if part in known]
    if either and len(parts) > 1:
        return (0 if len(either) == len(parts) else 1), min(either)
    others = _OTHERS | _OTHERS_BY_OURS.get(ours, frozenset())
    for key in keys_of(heading):
        words = key.split()
        for start in range(max(1, len(words) - _LONGEST_KEY), len(words)):
            if (end := " ".join(words[start:])) in known and not others & {*words[:start]}:
                return 1 + start, known.index(end)
    return None


@cache
def _all_known() -> frozenset[str]:
    return frozenset(name for names in known_headings().values() for name in names)


def is_known_heading(text: str) -> bool:
    """Say whether a text is a heading that lists are known to have, word for word."""
    return any(key in _all_known() for key in keys_of(text))


def prefix_of(heading: str, ours: str) -> str:
    """Return the words before the known end of a heading: `Label Suburb` has `label`."""
    known = known_headings().get(ours, ())
    words = keys_of(heading)[0].split()
    for start in range(len(words)):
        if " ".join(words[start:]) in known:
            return " ".join(words[:start])
    return ""


def likely_heading(headings: Iterable[str], ours: str) -> str:
    """Return the heading that is probably over a column of ours, by its words alone; "" if none."""
    wanted = (ours, "lone_name") if ours in ("full_name", "family_name", "given_name") else (ours,)
    ranked = [
        (place, rank, heading)
        for heading in headings
        for place, one in enumerate(wanted)
        if (rank := rank_of(heading, one)) is not None
    ]
    return min(ranked)[2] if ranked else ""
