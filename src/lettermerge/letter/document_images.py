"""Find the images of a letter, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .document import Asset, Block, Document, Image, ItemList, Quote


def block_images(blocks: Iterable[Block]) -> Iterator[tuple[Asset, str]]:
    """Yield each image of blocks with its alternative text."""
    for block in blocks:
        match block:
            case Image(asset, alt):
                yield asset, alt
            case Quote(children):
                yield from block_images(children)
            case ItemList(items):
                for item in items:
                    yield from block_images(item)
            case _:
                pass


def used_images(document: Document) -> Iterator[tuple[Asset, str]]:
    """Yield each image of the letter with its alternative text, in reading order."""
    yield from document.letterhead.pictures
    yield from block_images(document.main)
    for signature in document.signatures:
        if signature.image:
            yield signature.image, signature.image_alt
    yield from block_images(document.note)
    yield from block_images(document.annexes)
