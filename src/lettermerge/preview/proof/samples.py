"""Compose and lay out all letters, and record what each shows.

The letters themselves are not stored, as there may be thousands: selected ones are made again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...app.batch.job_list import at_row
from ...app.pipeline import compose, style_of, write_one
from ...app.project import Project
from ...app.rosters.addressing import Letter
from ...diagnostics import Diagnostic, Failure, Row, failure_of
from ...errors import LettermergeError
from ...layout.page_style import PageStyle
from ...templating import Branch
from ...templating.coverage.coverage_sandbox import WatchingSandbox
from ...workers.letter_limits import Limits, limited, one_letter
from ..single_letter import PROOF_MARK

#: Called after each letter with the number of letters done, and of all.
Progress = Callable[[int, int], None]
_WORD = re.compile(r"[\w'’-]+")
_DOTS = re.compile(r"…(?:[\s.,]*…)+")
_BODY = "the parliament itself"  # the role `body`, which is not in the profile


@dataclass(frozen=True, slots=True)
class LetterSample:
    """A letter, the branches of its templates that it takes, its paper and its pages.

    `parliament`, `chamber` ("" for none) and `role` are names of the profile. `name` is the number
    of characters of the envelope's name line; `address` is the number of lines of the address, and
    of characters of its longest line. `form` is how the recipient is addressed and taken leave of,
    whoever it is: the salutation with … for the name, and the close.
    """

    letter: Letter
    parliament: str
    chamber: str
    role: str
    form: str
    name: int
    address: tuple[int, int]
    paper: str
    pages: int
    branches: frozenset[Branch]


@dataclass(frozen=True, slots=True)
class RowWithoutLetter:
    """A row of which no letter can be made, and why; `name` is "" if it is unknown."""

    row: Row
    name: str
    diagnostics: tuple[Diagnostic, ...]


def take_samples(
    project: Project, letters: Sequence[Letter], progress: Progress
) -> tuple[tuple[LetterSample, ...], tuple[RowWithoutLetter, ...]]:
    """Compose and lay out all letters, in the order of the rosters.

    `project` was opened with a WatchingSandbox.
    """
    found: dict[str, LetterSample | RowWithoutLetter] = {}
    groups: dict[str, list[Letter]] = {}
    for letter in letters:
        groups.setdefault(style_of(project, letter).paper.name, []).append(letter)
    with limited(Limits()) as clocks:
        for paper, group in groups.items():
            style = proof_style(project, paper)
            for letter, one in _samples(project, style, group, clocks):
                found[letter.id] = one
                progress(len(found), len(letters))
    ordered = [found[letter.id] for letter in letters]
    return (
        tuple(one for one in ordered if isinstance(one, LetterSample)),
        tuple(one for one in ordered if isinstance(one, RowWithoutLetter)),
    )


def proof_style(project: Project, paper: str) -> PageStyle:
    """Return the style of a letter that is marked as a proof, with the same layout."""
    return replace(project.styles[paper], proof=PROOF_MARK)


def _samples(
    project: Project, style: PageStyle, group: Sequence[Letter], clocks: Limits | None
) -> Iterator[tuple[Letter, LetterSample | RowWithoutLetter]]:
    """Yield the result of each letter of one paper."""
    assert isinstance(project.sandbox, WatchingSandbox)
    watch = project.sandbox.watch
    for letter in group:
        watch.collect()
        try:
            with one_letter(clocks):
                document = compose(project, letter).document
        except LettermergeError as error:
            yield letter, _row_without_letter(letter, failure_of(error))
            continue
        branches = watch.collect()
        written = write_one(document, style, "pdf", clocks)
        if isinstance(written, Failure):
            yield letter, _row_without_letter(letter, written)
        else:
            yield letter, _sample(project, letter, branches, written.pages or 0)


def _sample(
    project: Project, letter: Letter, branches: frozenset[Branch], pages: int
) -> LetterSample:
    who = letter.addressee
    profile = project.profiles[who.parliament]
    return LetterSample(
        letter=letter,
        parliament=profile.name,
        chamber=profile.chambers[who.chamber].name if who.chamber else "",
        role=profile.roles[who.role].name if who.role in profile.roles else _BODY,
        form=form_of(who.salutation, who.close, letter.name),
        name=len(who.envelope_name),
        address=(len(who.address_block), max(map(len, who.address_block), default=0)),
        paper=profile.paper,
        pages=pages,
        branches=branches,
    )


def form_of(salutation: str, close: str, name: str) -> str:
    """Return a salutation and a close without the words of a name: "Dear Mr. …: Sincerely,"."""
    words = {word.casefold() for word in _WORD.findall(name)}
    shown = _WORD.sub(lambda one: "…" if one[0].casefold() in words else one[0], salutation)
    return f"{_DOTS.sub('…', shown)} {close}".strip()


def _row_without_letter(letter: Letter, failure: Failure) -> RowWithoutLetter:
    faults = tuple(at_row(one, letter) for one in failure.diagnostics)
    return RowWithoutLetter(letter.row, letter.name, faults)
