"""Keep letters in a folder on disk: its files, the manifest of them, and the lock of a run."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from .lock import hold
from .manifest import FILE_NAME, Manifest
from .manifest_journal import Journal
from .output_folder import Folder
from .store import Clock


class FolderStore(Folder):
    """An output folder as a `Store`."""

    def hold(self, clock: Clock | None = None) -> AbstractContextManager[Journal]:
        """Lock it for one run; see `lock.hold`."""
        return hold(self, clock) if clock else hold(self)

    def open_manifest(self) -> Manifest:
        """Read the manifest; raises OutputError where it cannot be read."""
        return Manifest(self.root)

    def find_manifest_file(self) -> Path:
        """Return where the manifest is, or would be."""
        return self.root / FILE_NAME

    def has_manifest(self) -> bool:
        """Return whether a run ever wrote here."""
        return self.find_manifest_file().exists()

    def below(self, name: str) -> FolderStore:
        """Return the folder below a name, which has a manifest of its own."""
        return FolderStore(self.root / name, self.disk)
