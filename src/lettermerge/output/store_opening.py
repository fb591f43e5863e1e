"""Open the store at a place, or fetch one object of it: a folder on disk, or an object store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..config.store_address import Place, StoreAddress, parent_of

if TYPE_CHECKING:
    from .file_system_calls import Disk
    from .store import Store


def place_exists(place: Place) -> bool:
    """Return whether a file or an object is there; raises OutputError where that is not known."""
    if isinstance(place, Path):
        return place.exists()
    from .object_store import object_exists

    return object_exists(place)


def fetch_object(place: StoreAddress, file: Path) -> None:
    """Write an object of any size into a file.

    Raises:
        FileNotFoundError: there is none.
        OSError: the store does not answer, or there is no room here.
        MissingEngineError, SettingsError: object stores need an extra, and credentials.
    """
    from .bucket import open_bucket

    above = parent_of(place)
    assert not isinstance(above, Path)
    open_bucket(above).download(place.name, file)


def open_store(place: Place, disk: Disk | None = None) -> Store:
    """Return the store at a place; nothing is written, or asked for, yet.

    Raises:
        MissingEngineError, SettingsError: object stores need an extra, and credentials.
    """
    if isinstance(place, Path):
        from .folder_store import FolderStore

        return FolderStore(place, disk)
    from .object_store import ObjectStore

    return ObjectStore(place)
