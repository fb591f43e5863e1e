"""Compose a Document from a template, an addressee and the sender's stationery.

The body comes from the template; the frame (letterhead, date, address, subject, salutation,
close, signatures, what follows them) is set here, the same for every letter.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from ..config.language_texts import in_language, localised
from ..config.settings import Sender, Signatory
from ..config.theme import Theme, ThemeItem
from ..diagnostics import Diagnostic, FaultyCellError
from ..errors import LetterError
from ..protocol.addressee import Addressees
from ..templating import Merged, Sandbox, SandboxError
from .assets import AssetError, Assets
from .document import Asset, Block, Document, Labelled, Letterhead, PlacedItem, Signature
from .fill import WITHOUT_FILE, MarkupError
from .image_names import name_expression
from .markdown import to_blocks
from .numbered_paragraphs import numbered
from .scan_ground import without_ground
from .template import FOLDER, Render, Template
from .typography import Signs

#: The folder of personal notes in letters/, the column, and the name that templates see.
PERSONAL = "personal"


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
    `smart_punctuation` tells that what is typed is typeset as the letter's language has it, and
    `smart_cells` that cells are, too, as far as they certainly can be; `numbered` that the
    paragraphs of the body are numbered. `place` is before the date.
    """

    sender: Sender
    signatories: tuple[Signatory, ...]
    theme: Theme
    date: datetime.date
    smart_punctuation: bool = False
    smart_cells: bool = True
    place: str = ""
    numbered: bool = False
    language: str = "en"

    def localised(self, language: str) -> Stationery:
        """Return the same with its texts by language as one text each."""
        fallback, head = self.language, self.theme.letterhead
        theme = self.theme
        if not isinstance(head.tagline, str):
            theme = replace(theme, letterhead=localised(head, language, fallback))
        return replace(
            self,
            sender=localised(self.sender, language, fallback),
            signatories=tuple(localised(one, language, fallback) for one in self.signatories),
            theme=theme,
        )


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What templates see as `letter`; `iso_date` is ISO 8601, `date` as printed."""

    date: str
    iso_date: str
    language: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter, and the project's files that it was made of (templates and images).

    `own_words` is the number of words in its personal note, 0 without one.
    """

    document: Document
    templates: tuple[str, ...]
    images: tuple[str, ...]
    own_words: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """What letters in one language have in common, and the names of its images around the body."""

    stationery: Stationery
    letterhead: Letterhead
    signatures: tuple[Signature, ...]
    note: tuple[Block, ...]
    images_above: tuple[str, ...]
    images_below: tuple[str, ...]


#: Columns of a roster whose values are the sender's and the recipient's reference.
_REFERENCES = ("our_ref", "your_ref")


class _Load(Protocol):
    """Reads an image by its name, relative to a folder of the project."""

    def __call__(self, name: str, folder: str = FOLDER) -> Asset: ...


class Composer:
    """Makes the letters of one run; holds its stationery, sandbox and images, read once."""

    def __init__(self, stationery: Stationery, sandbox: Sandbox, assets: Assets) -> None:
        self.stationery = stationery
        self.sandbox = sandbox
        self.assets = assets
        self._frames: dict[tuple[str, Signs], _Frame] = {}  # by language, and that of its signs

    def compose(
        self, template: Template, to: Addressees, parliament: object, words: LetterWords
    ) -> Composed:
        """Merge one letter.

        `parliament` is the addressees' profile, as templates see it.

        Raises:
            LetterError: the template fails for this addressee, or an image or link is unfit; its
                faults carry file, line and hint.
        """
        images: list[Asset] = []
        try:
            return self._compose(template, to, parliament, words, images)
        except (SandboxError, MarkupError, AssetError) as error:
            fault: Diagnostic = error.fault
            raise LetterError.from_fault(fault) from None

    def _compose(
        self,
        template: Template,
        to: Addressees,
        parliament: object,
        words: LetterWords,
        images: list[Asset],
    ) -> Composed:
        def load(name: str, folder: str = FOLDER) -> Asset:
            images.append(self.assets.load(name, folder))
            return images[-1]

        addressee = to.recipient
        signs = Signs(words.language, self.stationery.smart_cells)
        typeset = signs if self.stationery.smart_punctuation else Signs()
        frame = self._frames.get((words.language, typeset)) or self._make_frame(words, typeset)
        stationery = frame.stationery
        facts = LetterFacts(words.date, stationery.date.isoformat(), words.language)
        variables: dict[str, object] = {
            "recipient": addressee,
            "recipients": to.recipients,
            "parliament": parliament,
            "sender": stationery.sender,
            "signatories": stationery.signatories,
            "letter": facts,
        }
        subject = _fold(template.front.subject, variables)
        variables["letter"] = LetterFacts(facts.date, facts.iso_date, facts.language, subject)
        personal = _note_in_cells(to)
        variables["personal"] = personal
        merged = self.sandbox.merge_body(template.name, variables, words.personal)
        body = self._body(merged, load, template.name, typeset)
        document = Document(
            language=words.language,
            title=f"{subject} – {to.name}" if subject else to.name,
            author=stationery.sender.name,
            date=facts.iso_date,
            running_head=f"{to.name}, {words.date}",
            page_label=words.page,
            letterhead=frame.letterhead,
            date_line=self._date_line(words),
            address_block=addressee.address_block,
            subject=words.subject.format(subject=subject) if subject else "",
            salutation=addressee.salutation,
            body=numbered(body) if stationery.numbered else body,
            close=addressee.close,
            signatures=frame.signatures,
            after=_after(template, variables, words),
            note=frame.note,
            return_line=self._return_line(),
            references=_references(to, words),
        )
        shown = (*frame.images_above, *(image.name for image in images), *frame.images_below)
        own = len((merged.note or personal).split())
        return Composed(document, merged.files, tuple(dict.fromkeys(shown)), own)

    def _body(self, merged: Merged, load: _Load, name: str, typeset: Signs) -> tuple[Block, ...]:
        try:
            return to_blocks(merged.text, merged.values, load, f"{FOLDER}/{name}", typeset)
        except MarkupError as error:
            if error.fault.code != WITHOUT_FILE:
                raise
            folder = self.assets.project / FOLDER
            raise MarkupError(name_expression(error.fault, folder, merged.files)) from None

    def _make_frame(self, words: LetterWords, typeset: Signs) -> _Frame:
        stationery = self.stationery.localised(words.language)
        images: list[str] = []

        def load(name: str, folder: str = FOLDER) -> Asset:
            asset = self.assets.load(name, folder)
            images.append(asset.name)
            return asset

        letterhead = _letterhead(stationery, words, load)
        above = len(images)
        about = in_language(stationery.sender.about, words.language, stationery.language)
        frame = self._frames[words.language, typeset] = _Frame(
            stationery,
            letterhead,
            tuple(_signature(one, stationery, words, load) for one in stationery.signatories),
            to_blocks(about, (), load, "lettermerge.toml, sender.about", typeset),
            tuple(images[:above]),
            tuple(images[above:]),
        )
        return frame

    def _date_line(self, words: LetterWords) -> str:
        if self.stationery.place:
            return f"{self.stationery.place}, {words.date}"
        return words.date[:1].upper() + words.date[1:]  # Le 2 octobre 2026

    def _return_line(self) -> str:
        """Return the sender in a line, where the theme prints it above the address."""
        sender = self.stationery.sender
        if not self.stationery.theme.address.return_line:
            return ""
        return " · ".join((sender.name, *sender.address))


def _letterhead(stationery: Stationery, words: LetterWords, load: _Load) -> Letterhead:
    head, sender = stationery.theme.letterhead, stationery.sender
    lines = head.lines
    if lines is None:
        lines = (*sender.address, *(line for line in (sender.email, sender.website) if line))
    name = head.name or sender.name
    folder, paper = stationery.theme.folder, stationery.theme.stationery
    printed = head.kind == "printed"
    shown = bool(head.image) and printed
    return Letterhead(
        name=name,
        lines=(" · ".join(lines),) if head.align == "center" and lines else lines,
        tagline=in_language(head.tagline, words.language, stationery.language),
        image=load(head.image, folder) if shown else None,
        image_alt=(head.image_alt or words.emblem.format(name=name)) if shown else "",
        align=head.align,
        printed=printed,
        room=head.room if head.kind == "preprinted" else 0.0,
        items=tuple(_item(one, stationery, words, load) for one in head.items),
        first=load(paper.first, folder) if paper.first else None,
        later=load(paper.later, folder) if paper.later else None,
    )


def _item(item: ThemeItem, stationery: Stationery, words: LetterWords, load: _Load) -> PlacedItem:
    theme = stationery.theme
    alt = item.image_alt or words.emblem.format(name=stationery.sender.name)
    return PlacedItem(
        page=item.page,
        x=item.x,
        y=item.y,
        width=item.width,
        image=load(item.image, theme.folder) if item.image else None,
        image_alt=alt if item.image else "",
        lines=item.lines,
        size=item.size,
        colour=item.colour or theme.colours.ink,
        align=item.align,
        bold=item.bold,
    )


def _signature(
    signatory: Signatory, stationery: Stationery, words: LetterWords, load: _Load
) -> Signature:
    image = load(signatory.image, "") if signatory.image else None
    if image and stationery.theme.signature.transparent:
        image = without_ground(image)
    return Signature(
        name=signatory.name,
        role=in_language(signatory.role, words.language, ""),
        organisation=in_language(signatory.organisation, words.language, ""),
        image=image,
        image_alt=words.signature.format(name=signatory.name) if signatory.image else "",
        room=not signatory.image,
        cosigns=signatory.cosigns,
    )


def _note_in_cells(to: Addressees) -> str:
    """Return the personal note that the rows of a letter have, one below the other."""
    notes = (one.extra.get(PERSONAL, "") for one in to.recipients)
    return "\n".join(dict.fromkeys(filter(None, notes)))


def _references(to: Addressees, words: LetterWords) -> str:
    """Return the line of references, from columns `our_ref` and `your_ref` of the roster."""
    try:
        values = [_reference(to, key) for key in _REFERENCES]
    except FaultyCellError as error:
        raise LetterError.from_fault(error.fault) from None
    colon = "\u00a0: " if words.language.startswith("fr") else ": "
    pairs = zip(words.references, values, strict=True)
    return " · ".join(f"{label}{colon}{value}" for label, value in pairs if value)


def _reference(to: Addressees, column: str) -> str:
    """Return what the rows of a letter have in a column, each value once."""
    found = (" ".join(one.extra.get(column, "").split()) for one in to.recipients)
    return ", ".join(dict.fromkeys(filter(None, found)))


def _fold(render: Render | None, variables: Mapping[str, object]) -> str:
    return " ".join(render(variables).split()) if render else ""


def _after(
    template: Template, variables: Mapping[str, object], words: LetterWords
) -> tuple[Labelled, ...]:
    parts = [
        Labelled(one if len(items) == 1 else several, items)
        for one, several, renders in (
            (words.enclosure, words.enclosures, template.front.enclosures),
            (words.cc, words.cc, template.front.cc),
        )
        if (items := tuple(item for render in renders if (item := _fold(render, variables))))
    ]
    if words.sealed:
        parts.insert(0, Labelled("", (words.sealed,)))
    return tuple(parts)
