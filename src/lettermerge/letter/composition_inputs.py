"""Hold what a letter is composed with: the sender's texts, and the words of the frame."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from ..config.language_texts import LanguageText, in_language, localised
from ..config.settings import Sender, Signatory
from ..config.theme import Theme
from .typography import AS_TYPED, Signs


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What the frame prints in the letter's language; `enclosure` is over a single one.

    `date` is the date as printed; `page` is the format of page numbers; `sealed` is the line under
    the signatures of a digitally signed letter, "" for none. `personal` is the template of what
    this letter alone says, read where it is there; `references` are the labels of the sender's and
    of the recipient's reference. `subject` is the format of the subject's line, `emblem` and
    `signature` those of what pictures are called.
    """

    language: str
    date: str
    page: str
    enclosure: str
    enclosures: str
    cc: str
    sealed: str = ""
    personal: str = ""
    references: tuple[str, str] = ("", "")
    subject: str = "{subject}"
    emblem: str = "Emblem of {name}"
    signature: str = "Signature of {name}"


@dataclass(frozen=True, slots=True)
class Stationery:
    """What all letters of a run share: who writes, how it looks, of which date.

    `language` is that in which texts by language are printed where a letter's own is lacking.
    `typeset` are the signs of the template without a language in its name: each letter is typeset
    in those of its own language, or printed as typed where it has none. `numbered` tells that the
    paragraphs of the body are numbered. `place` is before the date, one text or a table by
    language.
    """

    sender: Sender
    signatories: tuple[Signatory, ...]
    theme: Theme
    date: datetime.date
    typeset: Signs = AS_TYPED
    place: LanguageText = ""
    numbered: bool = False
    language: str = "en"

    @property
    def return_line(self) -> str:
        """The sender in a line, where the theme prints it above the address."""
        return self.sender.line if self.theme.address.return_line else ""

    def localised(self, language: str) -> Stationery:
        """Return the same with its texts by language as one text each."""
        fallback, head = self.language, self.theme.letterhead
        items = tuple(localised(one, language, fallback) for one in head.items)
        letterhead = replace(localised(head, language, fallback), items=items)
        theme = replace(self.theme, letterhead=letterhead) if letterhead != head else self.theme
        return replace(
            self,
            sender=localised(self.sender, language, fallback),
            signatories=tuple(localised(one, language, fallback) for one in self.signatories),
            theme=theme,
            place=in_language(self.place, language, fallback),
        )
