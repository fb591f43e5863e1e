"""Hash everything that a row's letter could read, whether it does or not.

Where that hash is the recorded one, addressing and composing the row again would say what they
said. What they might read is asked for widely: all cells, all files of letters/, all settings, the
program's own text.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from posixpath import normpath

from ...config.settings import Settings
from ...letter.compose import PERSONAL, Composed
from ...letter.template import FOLDER
from ...output.job import hash_of
from ...recipients import Recipient
from ...recipients.packed_row import Extra, Headings, PackedRow, pack
from ...templating import split_front_matter
from ..fingerprint import Fingerprints, describe_libraries
from ..personal_notes import note_template
from ..project import Project

_TEXTS = tuple(
    name for name in Recipient.__slots__ if name not in ("id", "row", "address", "extra")
)
_texts_of = attrgetter("id", *_TEXTS)
_PROGRAM = Path(__file__).resolve().parents[2]
_INCLUDES = re.compile(r"\{%[^%]*\b(include|import|from|extends)\b")


class RowInputs:
    """Hashes rows of one project. What letters can read beside their rows is hashed once."""

    def __init__(self, project: Project, prints: Fingerprints) -> None:
        self._project = project
        self._notes = project.folder / FOLDER / PERSONAL
        self._has_notes = self._notes.is_dir()
        self._shared = bytes.fromhex(hash_of(*_shared_by_all(project, prints)))
        self._images = {one.image for one in project.settings.signatories if one.image}
        self._columns: dict[int, tuple[Headings, bytes]] = {}
        self._own: dict[str, bool] = {}  # whether a template is the note of one letter

    def hash(self, recipient: Recipient) -> bytes:
        """Return eight bytes that tell what a letter to one row could read; none where unknown."""
        cells, extra = recipient.row.cells, recipient.extra
        if not isinstance(extra, Extra) or not isinstance(cells, PackedRow):
            return b""  # it is of no roster
        digest = hashlib.sha256(self._shared)
        digest.update(pack((*_texts_of(recipient), *recipient.address)))
        digest.update(b"\0%d\0" % len(recipient.address))
        digest.update(self._hash_columns(extra.columns))
        digest.update(cells.packed)
        digest.update(b"\0")
        digest.update(extra.packed)
        if self._has_notes:
            digest.update(self._note_of(recipient.id))
        return digest.digest()[:8]

    def _hash_columns(self, columns: Headings) -> bytes:
        """Return the hash of the columns that letters see as `extra`, worked out once for each."""
        known = self._columns.get(id(columns))
        if known is None:
            places = (f"{name}={place}" for name, place in columns.index.items())
            hashed = bytes.fromhex(hash_of(*columns.names, "", *places))
            known = self._columns[id(columns)] = (columns, hashed)  # held, so the id stays its own
        return known[1]

    def _note_of(self, id_: str) -> bytes:
        """Return what is in a row's own note, with a mark before it; nothing where it has none."""
        try:
            return b"\0" + (self._project.folder / FOLDER / self._note(id_)).read_bytes()
        except OSError:
            return b""

    def _note(self, id_: str) -> str:
        return note_template(self._project.folder, id_)

    def cover(self, id_: str, composed: Composed) -> bool:
        """Return whether all that a letter was just made of is hashed.

        It is not where the letter reads another's note, or an image that is not in letters/, nor
        where a filter of a package is used: what that reads is not known.
        """
        if self._project.sandbox.has_added_filters:
            return False
        own = self._note(id_)
        looked_up = self._project.sandbox.looked_up
        if any(self._is_note(name) for name in looked_up if name != own):
            return False
        return all(one in self._images or _is_shared(one) for one in composed.images)

    def _is_note(self, name: str) -> bool:
        """Return whether a template is where notes are, by whatever name."""
        if name not in self._own:
            folder = self._project.folder / FOLDER
            try:
                path = (folder / name).resolve()
            except (OSError, ValueError, RuntimeError):
                path = folder / name
            notes = (self._notes.resolve(), self._notes)
            self._own[name] = path.parent in notes or normpath(name).startswith(f"{PERSONAL}/")
        return self._own[name]


def _is_shared(image: str) -> bool:
    return image.startswith(f"{FOLDER}/")


def _shared_by_all(project: Project, prints: Fingerprints) -> Iterator[str | bytes]:
    """Yield all that letters can read beside their own rows."""
    yield repr(_as_read(project.settings))
    yield from project.profiles.ids
    yield from map(project.profiles.fingerprint, project.profiles.ids)
    yield repr(project.theme)
    yield from prints.looks()
    for one in project.settings.signatories:
        yield project.assets.load(one.image, "").content if one.image else ""
    for name, version in describe_libraries().items():
        yield f"{name}={version}"
    yield hash_program()
    yield from _hash_letters(project)


def _as_read(settings: Settings) -> Settings:
    """Return settings without those that decide which files are made, and where."""
    return replace(settings, output=replace(settings.output, formats=(), directory=""))


def _hash_letters(project: Project) -> Iterator[str]:
    """Yield names and hashes of the files of letters/, but for notes that single letters read."""
    folder = project.folder / FOLDER
    notes = folder / PERSONAL
    together = _INCLUDES.search(project.settings.output.name) is not None
    single: list[Path] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield f"{name} -> {path.readlink()}"
        if not path.is_file():
            continue
        if path.parent == notes and path.suffix == ".md":
            single.append(path)
            continue
        content = path.read_bytes()
        yield f"{name}={hashlib.sha256(content).hexdigest()}"
        if path.suffix not in _PICTURES:
            together = together or _reads_notes(content.decode("utf-8", "replace"))
    for path in single if together else ():
        yield f"{path.name}={hashlib.sha256(path.read_bytes()).hexdigest()}"


_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".svg", ".pdf"))


def _reads_notes(text: str) -> bool:
    """Return whether a template may read notes of other letters in a way that nobody sees."""
    front, _ = split_front_matter(text)
    return f"{PERSONAL}/" in text or _INCLUDES.search(front) is not None


@cache
def hash_program() -> str:
    """Return a hash of the program's own modules and data."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(_PROGRAM):
        folders.sort()  # which is also the order of the walk
        for name in sorted(names):
            if not name.endswith((".pyc", ".ttf")):  # faces are hashed in modules
                digest.update(f"{folder[len(str(_PROGRAM)) :]}/{name}".encode())
                digest.update(hashlib.sha256(Path(folder, name).read_bytes()).digest())
    return digest.hexdigest()
