"""Name the files of letters, as `output.name` says."""

from __future__ import annotations

from dataclasses import replace

from ..config.settings import FILE_NAME
from ..diagnostics import Where
from ..errors import LetterError
from ..output.file_names import make_name
from ..workers.letter_limits import EXPRESSION, Limits, one_letter
from .project import Project
from .rosters.addressed_letters import Letter


class LetterNames:
    """Names the files of a project's letters, without the ending."""

    def __init__(self, project: Project) -> None:
        self._project = project
        text = project.settings.output.name
        where = Where(FILE_NAME, column="output.name", value=text)
        self._unnamed: LetterError | None = None
        self._name_of = project.sandbox.compile_name(text, where)

    def name(self, letter: Letter, clocks: Limits | None) -> str:
        """Return the name of a letter's files; once it has taken too much, it is not tried again.

        Raises:
            LetterError: it takes too much, or is no name.
            SandboxError: the template of the name fails for this letter.
        """
        if self._unnamed:
            raise self._unnamed
        to = letter.addressees
        variables = {
            "recipient": to.recipient,
            "recipients": to.recipients,
            "parliament": self._project.profiles[letter.parliament],
        }
        try:
            with one_letter(clocks and EXPRESSION, "the name of the file"):
                return make_name(self._name_of(variables))
        except LetterError as error:
            self._unnamed = _at_setting(error)
            raise self._unnamed from None


def _at_setting(error: LetterError) -> LetterError:
    """Return an error whose place is the setting that names files."""
    place = Where(FILE_NAME, column="output.name")
    faults = (replace(one, where=place) for one in error.faults)
    return LetterError(error.message, hint=error.hint, faults=tuple(faults))
