"""Make one letter of each group before there are workers, so that all know what it teaches.

A copy of the fork server makes them (`workers/fork_server_copy.py`) while the run is planned.
Nothing is kept but what the writers remember; a letter that fails here is made, and fails, once
more in its turn. The copy is given no key: the letters are not sealed, their room for a signature
is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...config.output_formats import OWN_FORMATS
from ...config.settings import Settings
from ...errors import LettermergeError
from ...workers.fork_server import ForkServer
from ...workers.fork_server_copy import WarmUp
from ...writers.writer_dispatch import write
from ...writers.writer_interface import ReservedField, SignatureSpace
from ..pipeline import compose, style_of
from ..project import Project, open_project
from ..rosters.addressing import Letter
from ..signing.sealing import Seal, Signer
from .job_list import group_of

#: Letters for which it is worth it, of a run and of a group; and groups at most, the largest first.
_FEWEST, _FEWEST_OF_GROUP, _MOST_GROUPS = 64, 8, 8


@dataclass(frozen=True, slots=True)
class FirstLetters:
    """What a process needs to make them: no signer, but the room that PDFs leave for signatures."""

    folder: Path
    settings: Settings
    letters: tuple[Letter, ...]
    space: SignatureSpace | None
    reserved: tuple[ReservedField, ...]


def warm_up(
    fork_server: ForkServer, project: Project, letters: Iterable[Letter], signer: Signer | None
) -> None:
    """Let workers of a fork server know what the first of these letters teach. Returns at once."""
    chosen = choose_first(project, letters)
    if not chosen:
        return
    space = None
    if signer:
        with suppress(LettermergeError):  # which each letter says in its turn
            space = Seal(project, signer).space
    reserved = tuple(one.reserved for one in project.cosigners)
    first = FirstLetters(project.folder, project.settings, chosen, space, reserved)
    fork_server.warm_up(WarmUp(make_first_letters, first))


def choose_first(project: Project, letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Return the first letter of each large group, none where few letters are to be made."""
    first: dict[tuple[str, ...], Letter] = {}
    sizes: Counter[tuple[str, ...]] = Counter()
    for letter in letters:
        if letter.is_recorded:
            continue
        group = group_of(project, letter)
        first.setdefault(group, letter)
        sizes[group] += 1
    if sizes.total() < _FEWEST:
        return ()
    largest = sizes.most_common(_MOST_GROUPS)
    return tuple(first[group] for group, size in largest if size >= _FEWEST_OF_GROUP)


def make_first_letters(first: FirstLetters) -> None:
    """Compose and write each letter in all formats, and keep none; not in those of extensions."""
    project = open_project(first.folder, first.settings)
    for letter in first.letters:
        with suppress(LettermergeError):
            document = compose(project, letter).document
            style = style_of(project, letter)
            for kind in first.settings.output.formats:
                if kind in OWN_FORMATS:
                    space = first.space if kind == "pdf" else None
                    list(write((document,), style, kind, space, first.reserved))
