"""Take what members are called off the end of a name: `Jane Doe, députée`, `Jan Doe MdEP`.

What is behind a comma, and is neither that nor a given name, is told and left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .name_pieces import Pieces, like_letters
from .name_vocabulary import KnownWord, Vocabulary, take_titles, words

_LONGEST = 7  # words of a designation
_DASHES = ("-", "–", "—")
#: MdB, MdL: letters of members of German parliaments, which no name ends with.
_GERMAN_LETTERS = re.compile(r"Md[A-Z]{1,3}")


def strip_designations(pieces: Pieces, vocabulary: Vocabulary) -> None:
    """Take designations off the end, those before letters (`députée, C.P.`) included."""
    if any(word.kind == "rank" for word in pieces.titles):
        return
    tokens, titled = list(pieces.tokens), bool(pieces.titles)
    letters: list[str] = []
    while len(tokens) > 2 and _bare(tokens[-1]) in words().post_nominals:
        if _last_designation(tokens, vocabulary, titled=titled):  # Euro MP
            break
        letters.insert(0, tokens.pop())
    taken: list[KnownWord] = []
    while found := _last_designation(tokens, vocabulary, titled=titled):
        taken = [*found[0], *taken]
        tokens = [*found[1][:-1], found[1][-1].rstrip(",")]
        while len(tokens) > 1 and tokens[-1] in _DASHES:
            tokens.pop()
    if not taken:
        return
    if letters:
        tokens[-1] = f"{tokens[-1]},"
    pieces.tokens = [*tokens, *letters]
    pieces.titles += taken
    pieces.post += dict.fromkeys(one.letters for one in taken if one.letters)


def _last_designation(
    tokens: Sequence[str], vocabulary: Vocabulary, *, titled: bool
) -> tuple[list[KnownWord], list[str]] | None:
    """Return the designations that end a name, and the words before them; None for none.

    Behind a comma they may be several, or a title of members in English: Senator, Rep.
    """
    for length in range(min(_LONGEST, len(tokens) - 1), 0, -1):
        before, behind = list(tokens[:-length]), tokens[-length:]
        comma = before[-1].endswith(",")
        word = vocabulary.designation(" ".join(behind))
        if word and (comma or titled or len(before) > 1):
            return [word], before
        if comma and len(before) > 1:
            found, rest = take_titles(behind, vocabulary)
            if found and not rest and all(one.kind == "member" for one in found):
                return found, before
    return None


def strip_unread(pieces: Pieces, vocabulary: Vocabulary) -> None:
    """Leave out what is behind the last comma and is no given name; it is told as `unread`."""
    last = pieces.tokens[-1].strip(",")
    if len(pieces.tokens) > 2 and _GERMAN_LETTERS.fullmatch(last):
        pieces.unread = last
        pieces.tokens = [*pieces.tokens[:-2], pieces.tokens[-2].rstrip(",")]
    while True:
        tokens = pieces.tokens
        commas = [place for place, one in enumerate(tokens[:-1]) if one.endswith(",")]
        if not commas or not any(one.strip(",") for one in tokens[: commas[-1] + 1]):
            return
        before, behind = tokens[: commas[-1] + 1], tokens[commas[-1] + 1 :]
        if not _is_unread(before, behind, pieces, vocabulary):
            return
        pieces.unread = ", ".join(filter(None, (" ".join(behind), pieces.unread)))
        titles, _ = take_titles(behind, vocabulary)
        pieces.titles += [one for one in titles if one.kind == "member"]
        pieces.tokens = [*before[:-1], before[-1].rstrip(",")]
        strip_designations(pieces, vocabulary)


def _is_unread(
    before: Sequence[str], behind: Sequence[str], pieces: Pieces, vocabulary: Vocabulary
) -> bool:
    """Say whether what is behind a comma can be no given name."""
    titles, rest = take_titles(behind, vocabulary)
    if rest and titles and all(one.kind == "member" for one in titles):
        return len(before) > 1  # députée de Place
    if titles or not any(one[0].isupper() for one in before):
        return False
    if any(one.endswith(",") for one in before[:-1]):  # Doe, Jane, Whatever
        return True
    last = _bare(before[-1])
    if len(before) > 2 and (last in words().post_nominals or vocabulary.designation(last)):
        return True  # Jane Doe MP, Labour
    names = [one for one in before if one.casefold() not in words().particles]
    titled = any(one.kind in ("courtesy", "member") for one in pieces.titles)
    if titled and len(names) > 1:
        return True
    if any(one[0].islower() and one.casefold() not in words().particles for one in behind):
        return True
    if any(sign.isdigit() for one in behind for sign in one):
        return True
    return len(behind) == 1 and len(names) > 1 and _is_letters(behind[0], vocabulary)


def _is_letters(token: str, vocabulary: Vocabulary) -> bool:
    """Say whether a word is letters of some kind, MdB or MPP, and not JANE, JoAnn or J.D."""
    if _bare(token) in vocabulary.other_titles:
        return True
    spoken = token.isupper() and len(token) != len("ABC") and set(token.casefold()) & set("aeiouy")
    return like_letters(token) and "." not in token and token[-1].isupper() and not spoken


def _bare(token: str) -> str:
    return token.strip(",").replace(".", "")
