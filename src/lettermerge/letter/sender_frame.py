"""Make what all letters in a language share: letterhead, signatures, the sender's note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..config.language_texts import in_language
from ..config.settings import Signatory
from ..config.theme import ThemeItem
from .composition_inputs import LetterWords, Stationery
from .document import Asset, Block, Letterhead, PlacedItem, Signature
from .image_loading import Assets
from .markdown import to_blocks
from .scan_background import without_ground
from .template import FOLDER
from .typography import Signs, typeset_text


@dataclass(frozen=True, slots=True)
class SenderFrame:
    """What letters in one language have in common, and the names of its images around the body."""

    stationery: Stationery
    letterhead: Letterhead
    signatures: tuple[Signature, ...]
    note: tuple[Block, ...]
    images_above: tuple[str, ...]
    images_below: tuple[str, ...]


class Load(Protocol):
    """Reads an image by its name, relative to a folder of the project."""

    def __call__(self, name: str, folder: str = FOLDER) -> Asset: ...


def make_frame(
    stationery: Stationery, words: LetterWords, typeset: Signs, assets: Assets
) -> SenderFrame:
    """Make what letters in one language have in common; the sender's texts are typeset, too."""
    stationery = stationery.localised(words.language)
    images: list[str] = []

    def load(name: str, folder: str = FOLDER) -> Asset:
        asset = assets.load(name, folder)
        images.append(asset.name)
        return asset

    letterhead = _letterhead(stationery, words, load, typeset)
    above = len(images)
    about = in_language(stationery.sender.about, words.language, stationery.language)
    return SenderFrame(
        stationery,
        letterhead,
        tuple(
            _signature(one, (stationery, words, typeset), load) for one in stationery.signatories
        ),
        to_blocks(about, (), load, "lettermerge.toml, sender.about", typeset),
        tuple(images[:above]),
        tuple(images[above:]),
    )


def _letterhead(
    stationery: Stationery, words: LetterWords, load: Load, typeset: Signs
) -> Letterhead:
    head, sender = stationery.theme.letterhead, stationery.sender
    lines = in_language(head.lines, words.language, stationery.language)
    if lines is None:
        lines = (*sender.address, *(line for line in (sender.email, sender.website) if line))
    name, tagline, alt = (
        in_language(text, words.language, stationery.language)
        for text in (head.name or sender.name, head.tagline, head.image_alt)
    )
    folder, paper = stationery.theme.folder, stationery.theme.stationery
    printed = head.kind == "printed"
    shown = bool(head.image) and printed
    return Letterhead(
        name=name,
        lines=(" · ".join(lines),) if head.align == "center" and lines else lines,
        tagline=typeset_text(tagline, typeset),
        image=load(head.image, folder) if shown else None,
        image_alt=(alt or words.emblem.format(name=name)) if shown else "",
        align=head.align,
        printed=printed,
        room=head.room if head.kind == "preprinted" else 0.0,
        items=tuple(_item(one, stationery, words, load) for one in head.items),
        first=load(paper.first, folder) if paper.first else None,
        later=load(paper.later, folder) if paper.later else None,
    )


def _item(item: ThemeItem, stationery: Stationery, words: LetterWords, load: Load) -> PlacedItem:
    theme = stationery.theme
    own = in_language(item.image_alt, words.language, stationery.language)
    alt = own or words.emblem.format(name=stationery.sender.name)
    return PlacedItem(
        page=item.page,
        x=item.x,
        y=item.y,
        width=item.width,
        image=load(item.image, theme.folder) if item.image else None,
        image_alt=alt if item.image else "",
        lines=in_language(item.lines, words.language, stationery.language),
        size=item.size,
        colour=item.colour or theme.colours.ink,
        align=item.align,
        bold=item.bold,
        italic=item.italic,
        side=item.side,
        edge=item.edge,
    )


def _signature(
    signatory: Signatory, context: tuple[Stationery, LetterWords, Signs], load: Load
) -> Signature:
    stationery, words, typeset = context
    image = load(signatory.image, "") if signatory.image else None
    if image and stationery.theme.signature.transparent:
        image = without_ground(image)
    organisation = in_language(signatory.organisation, words.language, "")
    return Signature(
        name=signatory.name,
        role=typeset_text(in_language(signatory.role, words.language, ""), typeset),
        organisation=typeset_text(organisation, typeset),
        image=image,
        image_alt=words.signature.format(name=signatory.name) if signatory.image else "",
        room=not signatory.image,
        cosigns=signatory.cosigns,
    )
