"""Warn, where a run is planned, of addresses that no e-mail reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...config.settings import RosterSettings, Settings
from ...diagnostics import Diagnostic
from ..batch.job_list import Jobs
from ..batch.unchanged_rows import Recording


def warn_of_addresses(
    jobs: Jobs, recording: Recording, rosters: Sequence[RosterSettings], settings: Settings
) -> tuple[Diagnostic, ...]:
    """Return a warning for each address that no e-mail reaches, where the settings send e-mails.

    It goes into what is recorded of the row: of recorded rows it is said already.
    """
    return tuple(_warnings(jobs, recording, rosters)) if settings.mail.from_ else ()


def _warnings(
    jobs: Jobs, recording: Recording, rosters: Sequence[RosterSettings]
) -> Iterator[Diagnostic]:
    from .letter_mailboxes import find_doubtful_addresses  # few projects send e-mails

    letters = {one.id: one for one in (*jobs.letters, *(one.letter for one in jobs.waiting))}
    for letter in letters.values():
        if not letter.is_recorded and (found := (*find_doubtful_addresses((letter,), rosters),)):
            recording.told[letter.id] = (*recording.told.get(letter.id, ()), *found)
            yield from found
