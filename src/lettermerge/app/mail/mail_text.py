"""Compose the subject and the text of each recipient's e-mail from letters/mail.md.

The same sandbox and the same Markdown as a letter's: cells are text, and letters/mail.fr.md is used
for those whose letter is in French.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

from ...diagnostics import Diagnostic, Where
from ...dispatch.mail.email_address import one_line
from ...dispatch.mail.email_message import EmailText
from ...dispatch.mail.plain_text_rendering import to_text
from ...errors import LetterError, TemplateError
from ...letter.compose import LetterFacts
from ...letter.fill import MarkupError
from ...letter.markdown import to_blocks
from ...letter.template import FOLDER, Template, choose, load_templates
from ...protocol.languages import format_date
from ...protocol.localised_parliament_names import profile_in
from ...templating import SandboxError
from ...writers.html import text_page
from ..project import Project
from ..rosters.addressing import Letter

SOURCE = "mail.md"
_EXAMPLE = "write it, with `subject: ...` between two lines of ---, and the text below them"


class MailTexts:
    """The texts of the e-mails of an opened project."""

    def __init__(self, project: Project) -> None:
        """Compile letters/mail.md and its variants by language.

        Raises:
            TemplateError: missing, without a subject, or not to be compiled; every fault is named.
        """
        self._project = project
        self._typeset = project.composer.stationery.typeset._replace(narrow=False)
        if not (project.folder / FOLDER / SOURCE).is_file():
            fault = Diagnostic(
                "mail.no-text",
                "there is no text for e-mails",
                Where(f"{FOLDER}/{SOURCE}"),
                _EXAMPLE,
            )
            raise TemplateError.from_fault(fault, f"{FOLDER}/{SOURCE}")
        self._templates, faults = load_templates(
            project.folder, SOURCE, project.sandbox, self._typeset
        )
        faults = (*faults, *(f for one in self._templates.values() for f in _unfit(one)))
        if faults:
            raise TemplateError.from_faults("the text of the e-mails", faults)

    def language_of(self, letter: Letter) -> str:
        """Return the language (a BCP 47 tag) in which the e-mail of a letter is written."""
        template = choose(self._templates, letter.language)
        return template.language or self._project.settings.letter.language

    def compose(self, letter: Letter) -> EmailText:
        """Return the text of one letter's e-mail.

        Raises:
            LetterError: the text fails for this recipient, or has a picture.
        """
        project = self._project
        profile = project.profiles[letter.parliament]
        wanted = letter.language
        template = choose(self._templates, wanted)
        spoken = self.language_of(letter)
        date = project.settings.letter.date
        facts = LetterFacts(format_date(date, wanted, profile), date.isoformat(), wanted)
        variables: dict[str, object] = {
            "recipient": letter.addressee,
            "recipients": letter.addressees.recipients,
            "parliament": profile_in(profile, wanted),
            "sender": project.settings.sender,
            "signatories": project.settings.signatories,
            "letter": facts,
        }
        try:
            of_letter = next(t for t in project.templates.values() if t.name == letter.template)
            subject = _fold(of_letter.front.subject, variables)
            variables["letter"] = LetterFacts(facts.date, facts.iso_date, wanted, subject)
            headline = _fold(template.front.subject, variables)
            merged = project.sandbox.merge_body(template.name, variables)
            typeset = self._typeset.spoken(spoken)
            blocks = to_blocks(
                merged.text,
                merged.values,
                _refuse_image,
                f"{FOLDER}/{template.name}",
                typeset,
                keeps_lines=True,
            )
        except (SandboxError, MarkupError) as error:
            raise LetterError.from_fault(error.fault) from None
        if not headline:
            raise LetterError.from_fault(_no_subject(template, letter.template, subject))
        return EmailText(headline, to_text(blocks), text_page(blocks, spoken))


def _no_subject(template: Template, of_letter: str, subject: str) -> Diagnostic:
    """Return why an e-mail has no subject: where it takes the letter's, that may be the cause."""
    own = f"{FOLDER}/{template.name}"
    if not subject:
        letter = f"{FOLDER}/{of_letter}"
        return Diagnostic(
            "mail.no-subject",
            f"the letter has no subject, and that of {own} is empty",
            Where(letter, column="subject"),
            f'write "subject: ..." between the --- lines of {letter}, or in {own}',
        )
    where = Where(own, column="subject")
    return Diagnostic("mail.no-subject", "the subject is empty", where, "let it say more")


def _unfit(template: Template) -> list[Diagnostic]:
    """Return what the front matter of a text for e-mails lacks, or must not have."""
    where = f"{FOLDER}/{template.name}"
    front, faults = template.front, []
    if front.subject is None:
        faults.append(
            Diagnostic("mail.no-subject", "it has no subject", Where(where, line=1), _EXAMPLE)
        )
    for key, items in (("cc", front.cc), ("enclosures", front.enclosures)):
        if items:
            message = f"the text of an e-mail has no `{key}`"
            hint = "delete it: e-mails go to the recipient alone, and mail.attach names the files"
            faults.append(Diagnostic("mail.front-matter", message, Where(where, column=key), hint))
    return faults


def _fold(
    render: Callable[[Mapping[str, object]], str] | None, variables: Mapping[str, object]
) -> str:
    return one_line(render(variables)) if render else ""


def _refuse_image(name: str) -> NoReturn:
    where = Where(f"{FOLDER}/{SOURCE}", value=name)
    hint = "delete the image: many mail programs block pictures; the letter may have it"
    raise MarkupError(Diagnostic("mail.image", "an e-mail's text has a picture", where, hint))
