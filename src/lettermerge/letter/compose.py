"""Compose a Document from a template, an addressee and the sender's stationery.

The body comes from the template; the frame (letterhead, date, address, subject, salutation,
close, signatures, what follows them) is set here, the same for every letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..diagnostics import Diagnostic, FaultyCellError, Where
from ..errors import LetterError
from ..protocol.addressee import Addressees
from ..templating import Merged, Sandbox, SandboxError
from .composition_inputs import LetterWords, Stationery
from .document import Asset, Block, Document, ItemList, Labelled, Paragraph, split_annexes
from .fill import WITHOUT_FILE, MarkupError
from .image_loading import AssetError, Assets
from .markdown import to_blocks
from .no_break_spaces import bind_last_words
from .sender_frame import Load, SenderFrame, make_frame
from .template import FOLDER, Render, Template
from .typography import Signs, typeset_cell

#: The folder of personal notes in letters/, the column, and the name that templates see.
PERSONAL = "personal"


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


#: White space that is folded into one space: all but the spaces that hold words together.
_BLANKS = re.compile(r"[^\S\u00a0\u2007\u202f]+")
#: Columns of a roster whose values are the sender's and the recipient's reference.
_LONGEST_HEAD = 70  # characters of the line on later pages: the narrowest theme holds them
_REFERENCES = ("our_ref", "your_ref")


class Composer:
    """Makes the letters of one run; holds its stationery, sandbox and images, read once."""

    def __init__(self, stationery: Stationery, sandbox: Sandbox, assets: Assets) -> None:
        self.stationery = stationery
        self.sandbox = sandbox
        self.assets = assets
        self._frames: dict[tuple[str, Signs], SenderFrame] = {}  # by language, and its signs

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
        typeset = self.stationery.typeset.spoken(words.language)
        frame = self._frame(words, typeset)
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
        running = stationery.theme.letterhead.running_head
        subject = _fold(template.front.subject, variables)
        variables["letter"] = LetterFacts(facts.date, facts.iso_date, facts.language, subject)
        personal = _note_in_cells(to)
        variables["personal"] = personal
        merged = self.sandbox.merge_body(template.name, variables, words.personal)
        body = self._body(merged, load, template.name, typeset)
        name = _in_signs(to.name, typeset)
        document = Document(
            language=words.language,
            title=f"{subject} – {name}" if subject else name,
            author=stationery.sender.name,
            date=facts.iso_date,
            running_head=_running_head(to, words.date, typeset) if running == "full" else "",
            page_label="" if running == "none" else words.page,
            letterhead=frame.letterhead,
            date_line=_date_line(stationery, words),
            address_block=addressee.address_block,
            subject=words.subject.format(subject=subject) if subject else "",
            salutation=_in_signs(addressee.salutation, typeset),
            body=numbered(body) if stationery.numbered else body,
            close=_in_signs(addressee.close, typeset),
            signatures=frame.signatures,
            after=_after(template, variables, words),
            note=frame.note,
            return_line=stationery.return_line,
            references=_references(to, words),
            subject_below=stationery.theme.subject.place == "below",
        )
        shown = (*frame.images_above, *(image.name for image in images), *frame.images_below)
        own = len((merged.note or personal).split())
        return Composed(document, merged.files, tuple(dict.fromkeys(shown)), own)

    def _body(self, merged: Merged, load: Load, name: str, typeset: Signs) -> tuple[Block, ...]:
        try:
            blocks = to_blocks(merged.text, merged.values, load, f"{FOLDER}/{name}", typeset)
            return bind_last_words(blocks)
        except MarkupError as error:
            if error.fault.code != WITHOUT_FILE:
                raise
            folder = self.assets.project / FOLDER
            raise MarkupError(name_expression(error.fault, folder, merged.files)) from None

    def _frame(self, words: LetterWords, typeset: Signs) -> SenderFrame:
        key = (words.language, typeset)
        if key not in self._frames:
            self._frames[key] = make_frame(self.stationery, words, typeset, self.assets)
        return self._frames[key]


def _date_line(stationery: Stationery, words: LetterWords) -> str:
    """Return place and date as printed; the stationery is that of the letter's language."""
    if stationery.place:
        return f"{stationery.place}, {words.date}"
    return words.date[:1].upper() + words.date[1:]  # Le 2 octobre 2026


def _running_head(to: Addressees, date: str, signs: Signs) -> str:
    """Return whom later pages name, as the envelope does, and the date.

    Several persons, and names that would fill the line, are named without their titles.
    """
    alone = len(to.recipients) == 1
    for name in (to.recipient.envelope_name if alone else to.name, to.name):
        head = f"{_in_signs(name, signs)}, {date}"
        if len(head) <= _LONGEST_HEAD:
            break
    return head


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


def _in_signs(text: str, signs: Signs) -> str:
    """Return a line that holds a name of the roster in the signs that the body prints it in."""
    return typeset_cell(text, signs.language) if signs.language and signs.cells else text


def _fold(render: Render | None, variables: Mapping[str, object]) -> str:
    return _BLANKS.sub(" ", render(variables)).strip() if render else ""


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


#: An image of Markdown whose address is printed by an expression.
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)\s{]*(?P<expression>\{\{.*?\}\})")


def name_expression(fault: Diagnostic, folder: Path, templates: Iterable[str]) -> Diagnostic:
    """Return the fault of an image without a file, with the expression and its line.

    It is looked for in `templates` of `folder`, by the image's description where that is typed.
    """
    for name in templates:
        text = ""
        with suppress(OSError, UnicodeDecodeError):  # it has changed since it was read
            text = (folder / name).read_text(encoding="utf-8-sig")
        for found in _IMAGE.finditer(text):
            if "{{" not in found["alt"] and " ".join(found["alt"].split()) != fault.where.value:
                continue
            line = text.count("\n", 0, found.start()) + 1
            expression = found["expression"]
            condition = expression.strip("{} ")
            return replace(
                fault,
                message=f"{fault.message}: `{expression}` is empty",
                where=Where(f"{FOLDER}/{name}", line=line, value=fault.where.value),
                hint=f"fill the cell, or write {{% if {condition} %}} around the image",
            )
    return fault


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with each paragraph as an item of a list; all else stays as it is.

    Paragraphs in a row are one list, and the next one goes on with its numbers. Annexes have none.
    """
    main, annexes = split_annexes(tuple(blocks))
    return (*_numbered(main), *annexes)


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    waiting: list[tuple[Block, ...]] = []
    first = 1
    for block in blocks:
        if isinstance(block, Paragraph):
            waiting.append((block,))
            continue
        if waiting:
            yield ItemList(tuple(waiting), first, tight=False)
        first += len(waiting)
        waiting = []
        yield block
    if waiting:
        yield ItemList(tuple(waiting), first, tight=False)
