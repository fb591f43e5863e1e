"""Find what keeps a letter from being a DOCX, before anything is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from ...diagnostics import Diagnostic
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ...letter.document_images import block_images, used_images
from ..character_needs import CharacterNeeds, character_reader
from ..missing_characters import missing_characters, missing_glyphs
from .page_headers import running_head

#: What XML 1.0 (2.2) has no way to write.
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def find_faults(
    document: tree.Document, style: PageStyle, needs: CharacterNeeds | None = None
) -> list[Diagnostic]:
    """Return all faults of a letter; `needs` is what its characters ask for, where that is known.

    Images are judged when they are measured.
    """
    needs = needs or character_reader(style.families).read(document)
    faults = [] if _is_clean(document) else [*_illegal(document), *_without_alt(document)]
    if style.embeds and not faults and not needs.sound:
        missing = dict(missing_characters(document, style.families))
        faults += [missing_glyphs(missing)] if missing else []
    try:
        date.fromisoformat(document.date)
    except ValueError:
        faults.append(
            Diagnostic("docx.date", f"{document.date!r} is not a date", hint="write 2023-07-20")
        )
    try:
        running_head("", document.page_label)
    except ValueError as error:
        hint = "write it like `Page {page} of {pages}`"
        faults.append(Diagnostic("docx.page-label", str(error), hint=hint))
    return faults


def _is_clean(document: tree.Document) -> bool:
    """Say whether `_illegal` and `_without_alt` find nothing; blocks are remembered."""
    frame = "".join(text for _, text in _texts(document, blocks=False))
    pictures = (*document.letterhead.pictures, *_signature_images(document))
    return (
        not _ILLEGAL.search(frame)
        and all(alt.strip() for _, alt in pictures)
        and all(map(_is_clean_block, document.body))
        and all(map(_is_clean_block, document.note))
    )


@lru_cache(maxsize=1024)
def _is_clean_block(block: tree.Block) -> bool:
    alts = (alt for _, alt in block_images((block,)))
    return all(alt.strip() for alt in alts) and not any(
        map(_ILLEGAL.search, _block_texts((block,)))
    )


def _illegal(document: tree.Document) -> Iterator[Diagnostic]:
    for place, text in _texts(document):
        if found := _ILLEGAL.search(text):
            yield Diagnostic(
                "docx.illegal-character",
                f"a DOCX cannot hold {_name(found[0])}, in the {place}",
                hint="take the character out",
            )


def _name(character: str) -> str:
    """Return a character as people look it up: U+000B, and its name where it has one."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name})' if name else ''}"


def _without_alt(document: tree.Document) -> Iterator[Diagnostic]:
    for asset, alt in used_images(document):
        if not alt.strip():
            yield Diagnostic(
                "docx.missing-alt",
                f"the image {asset.name} has no alternative text",
                hint="say in words what it shows",
            )


def _signature_images(document: tree.Document) -> Iterator[tuple[tree.Asset, str]]:
    return ((one.image, one.image_alt) for one in document.signatures if one.image)


def _texts(document: tree.Document, *, blocks: bool = True) -> Iterator[tuple[str, str]]:
    """Yield every text that goes into the file, with what it is called.

    Without `blocks` those of the body and the note are left out.
    """
    head = document.letterhead
    alts = (alt for _, alt in head.pictures)
    yield "file's properties", document.title + document.author + document.language
    yield "running head", document.running_head + document.page_label
    yield "letterhead", "".join((*head.words, *alts))
    yield "date line", document.date_line
    yield "sender's line", document.return_line
    yield "references", document.references
    yield "address block", "".join(document.address_block)
    yield "subject", document.subject
    yield "salutation", document.salutation
    if blocks:
        yield "body", "".join(_block_texts(document.body))
    yield "close", document.close
    for one in document.signatures:
        yield "signature", one.name + one.role + one.organisation + one.image_alt
    for part in document.after:
        yield "enclosures", "".join((part.label, *part.items))
    if blocks:
        yield "note", "".join(_block_texts(document.note))


def _block_texts(blocks: Iterable[tree.Block]) -> Iterator[str]:
    yield from tree.block_texts(blocks)
    for _, alt in block_images(blocks):
        yield alt
