"""Find the personal notes of letters: what one recipient alone reads.

A note is a file `letters/personal/<id>.md`, the id as `output.name` writes it, or a cell of the
column `personal`; a template prints it with `{{ personal }}`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from ..diagnostics import Diagnostic, Severity, Where, did_you_mean, number_of
from ..letter.compose import PERSONAL, Composed
from ..letter.document import block_texts
from ..letter.template import FOLDER
from ..output.file_names import make_part
from .rosters.addressed_letters import Letter

_PRINTED = re.compile(r"\{[{%][^{}]*\bpersonal\b")


def note_template(project: Path, id_: str) -> str:
    """Return the name in letters/ that a letter's note has; "" where no letter has a note."""
    if not (project / FOLDER / PERSONAL).is_dir():
        return ""
    return f"{PERSONAL}/{_stem(id_)}.md"


def _stem(id_: str) -> str:
    return make_part(re.sub(r"[/\\]", "_", id_))


def share_of(composed: Composed) -> str:
    """Return how much of a letter its own note is: "34 of 812 words (4 %)"; "" without one."""
    if not composed.own_words:
        return ""
    words = sum(len(text.split()) for text in block_texts(composed.document.body)) or 1
    own = min(composed.own_words, words)
    return f"{own} of {number_of(words, 'word')} ({round(100 * own / words)} %)"


def judge_note(
    letter: Letter, composed: Composed, sources: Collection[str]
) -> Iterator[Diagnostic]:
    """Say that a letter has a note, and how much of it that is; warn if no template prints it.

    `sources` are the texts of the templates that the letter is made of, but for the note itself.
    """
    if not composed.own_words:
        return
    place = letter.row.at(PERSONAL)
    if not any(_PRINTED.search(source) for source in sources):
        message = "no template prints this recipient's personal note"
        hint = f"write {{{{ personal }}}} into {FOLDER}/{letter.template} where it belongs"
        yield Diagnostic("lint.personal-not-printed", message, place, hint, Severity.WARNING)
        return
    message = f"the letter has a personal note: {share_of(composed)} are its own"
    hint = f"read it in the letter: lettermerge preview {letter.id}"
    yield Diagnostic("letter.personal-note", message, place, hint, Severity.NOTE)


def find_strays(project: Path, ids: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the notes in letters/personal/ that are no recipient's."""
    folder = project / FOLDER / PERSONAL
    if not folder.is_dir():
        return
    stems = {_stem(one) for one in ids}
    for path in sorted(folder.glob("*.md")):
        if path.stem not in stems:
            place = Where(f"{FOLDER}/{PERSONAL}/{path.name}")
            hint = did_you_mean(path.stem, stems) or "name it after the recipient's id"
            message = f"no recipient has the id `{path.stem}`, so that nobody reads this note"
            yield Diagnostic("lint.personal-nobody", message, place, hint, Severity.WARNING)
