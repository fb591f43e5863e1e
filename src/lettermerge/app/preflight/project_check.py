"""Find everything that is wrong or doubtful in a project, and count what a run would make."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ...config.settings import FILE_NAME, Settings, SigningSettings
from ...diagnostics import Diagnostic, Failure, Report, Severity, Where, faults_of
from ...errors import ExitCode, MissingEngineError
from ...inspection.batch_outliers import Digest, compare_letters, digest
from ...inspection.format_comparison import compare_words
from ...inspection.libreoffice_page_count import DocxSample
from ...inspection.page_checks import inspect_sheets
from ...inspection.pdf_text import read_pdf_text
from ...letter.compose import PERSONAL, Composed
from ...letter.document import Document, block_texts
from ...letter.foreign_merge_syntax import find_leftovers
from ...letter.pasted_letter import find_pasted
from ...letter.template import FOLDER
from ...protocol.letter_lint import lint_letter, lint_rows, lint_sender
from ...protocol.parliament_word_lint import LetterSource, LetterText, lint_words
from ...recipients.holds import notes_of_held
from ...recipients.roster import row_file
from ...workers.letter_limits import Limits, limited
from ...workers.parallel_map import parallel_map
from ...writers.writer_interface import Written
from ..batch.job_list import make_jobs
from ..batch.repaired_rows import find_unrepaired
from ..dispatch.renamed_recipients import warn_of_renamed
from ..letter_selection import ALL, Selection, narrow_rosters
from ..personal_notes import find_strays, judge_note
from ..pipeline import compose, style_of, write_one
from ..project import Project, open_project
from ..rosters.addressed_letters import count_rows, persons_of
from ..rosters.addressing import AddressedRosters, Letter
from ..rosters.diagnostics_by_heading import with_headings
from ..rosters.mapping_trial import propose_chambers
from ..rosters.roster_addressing import address_rosters
from ..rosters.unused_columns import find_unused, read_texts
from . import Failures, Inspected, find_failures, inspect
from .extension_checks import check_letter
from .missing_translations import find_missing_languages, find_single_texts
from .print_service_check import service_faults


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run would make: `letters` of `rows` in every format, and so many `files` by format.

    `lettered` are the rows that have a letter, `on_hold` are rows, too; the others fail.
    `report` holds every fault, warning and note; `unused` the columns that nothing reads, by list.
    """

    letters: int
    rows: int
    lettered: int
    on_hold: int
    files: Mapping[str, int]
    report: Report
    unused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """How many rows make no letter for a fault."""
        return self.rows - self.lettered - self.on_hold


def check_project(
    folder: Path,
    settings: Settings,
    *,
    selection: Selection = ALL,
    rendered: bool = False,
    processes: int = 1,
) -> Checked:
    """Look through a project as a run would, with at most `processes` that compose at once.

    `rendered` lays every letter out, too, and looks at the finished pages.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole; every fault is named.
        UsageError, OutputError: a selection that fails, as for `choose_letters`.
    """
    from ...output.file_names import find_collisions

    project = open_project(folder, settings)
    audience = narrow_rosters(project, address_rosters(project, processes=processes), selection)
    jobs, failed = make_jobs(project, audience.letters, None, processes)
    held_jobs, held_failed = make_jobs(project, audience.held_letters, None, processes)
    letters = (*jobs.letters, *held_jobs.letters)
    stops: list[Diagnostic] = [*_missing_keys(folder, settings.signing), *find_collisions(jobs)]
    found = [*project.look_at_settings(), *project.look_at_style(), *audience.report]
    failed = (*audience.rejected, *failed, *held_failed)
    found += [d for one in failed for d in one.diagnostics]
    found += find_missing_languages(settings, project.theme, letters)
    found += find_single_texts(settings, project.theme, letters)
    if any(person.email for one in letters for person in one.addressees.recipients):
        from ..mail.letter_mailboxes import find_doubtful_addresses  # most lists have no addresses

        found += find_doubtful_addresses(letters, settings.recipients)
    found += propose_chambers(project, audience, processes)
    ids = {*audience.ids, *audience.joint_ids}
    found += find_strays(folder, ids)
    found += warn_of_renamed(folder, settings, letters, ids)
    output = settings.output.place(folder)
    if isinstance(output, Path):  # of letters in an object store the run itself tells
        found += find_unrepaired(output, audience)
    inspected, linted = look_at_letters(project, letters, processes)
    failures, pages = Failures(settings.output.formats), list[Diagnostic]()
    try:
        failures = find_failures(project, letters, inspected)
        if rendered:
            pages = look_at_pages(project, letters, failures)
    except MissingEngineError as error:  # what needs no engine is told beside it
        stops += faults_of(error, "machine.missing-engine")
    places = {(one.row.file, one.row.number) for one in audience.held}
    said = with_headings((*failures, *linted, *pages), settings.recipients)
    told = notes_of_held((*stops, *found, *said), places)
    report = Report(tuple(dict.fromkeys(settings.warnings.applied(told))))
    failures.leave_out(one.id for one in held_jobs.letters)
    files = failures.count(len(jobs.letters))
    made = [one for one in jobs.letters if not failures.fails(one)]
    if stops:
        files, made = dict.fromkeys(files, 0), []
    held = len(audience.held)
    unused = _unused(project, audience)
    return Checked(len(made), audience.rows, count_rows(made), held, files, report, unused)


def _unused(project: Project, audience: AddressedRosters) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each list that neither its mapping nor the project's texts read."""
    texts = read_texts(project.folder)
    rosters = {row_file(one): one for one in project.settings.recipients}
    found = {}
    for source in audience.sources:
        roster = rosters.get(source.file)
        if roster and not source.is_rejects:
            left = [one for one in source.headings if one not in source.mapped]
            found[source.file] = find_unused(left, roster.columns, texts)
    return {file: names for file, names in found.items() if names}


#: What an imported template prints where a recipient has no such column.
_STAND_IN = re.compile(r"""default\("«([^»"]+)»"\)""")
#: What its conditions ask for.
_ASKED = re.compile(r"""recipient\.extra\["([^"]+)"\] \| default\(""\)""")


def _missing_keys(folder: Path, signing: SigningSettings) -> Iterator[Diagnostic]:
    """Yield the files that a run would sign with and that are not there; none is opened."""
    names = ["key", "chain", "passphrase_file"]
    if signing.identity not in ("demo", "none") and not signing.pkcs11:
        names.insert(0, "identity")
    if os.sep in signing.pkcs11:  # a bare name is the system's to find
        names.append("pkcs11")
    for name in names:
        path = getattr(signing, name)
        if path and not (folder / Path(path).expanduser()).is_file():
            yield Diagnostic(
                "signing.missing-file",
                "there is no such file, so that no letter can be signed",
                Where(FILE_NAME, column=f"signing.{name}", value=path),
                "fix the path; `lettermerge identity create` makes an identity",
                exit_code=ExitCode.SIGNATURE,
            )


def look_at_letters(
    project: Project, letters: Sequence[Letter], processes: int = 1
) -> tuple[list[Inspected], list[Diagnostic]]:
    """Return what is known of each letter before any is laid out, and what looks wrong in them."""
    inspected: list[Inspected] = []
    linted: list[Diagnostic] = []
    for one, found in parallel_map(partial(_look_at_each, project), letters, processes):
        inspected.append(one)
        linted += found
    linted += lint_rows(persons_of(letters), project.profiles)
    return inspected, linted


def _look_at_each(
    project: Project, letters: Sequence[Letter]
) -> list[tuple[Inspected, tuple[Diagnostic, ...]]]:
    looked_at = []
    for letter in letters:
        composed = compose(project, letter)
        found = tuple(lint_composed(project, letter, composed))
        looked_at.append((inspect(project, letter, composed), found))
    return looked_at


def lint_composed(project: Project, letter: Letter, composed: Composed) -> Iterator[Diagnostic]:
    """Yield what is not wrong with a letter but looks it, its templates included."""
    stand_ins: set[str] = set()
    asked: set[str] = set()
    sources: list[LetterSource] = []
    for name in composed.templates:
        with suppress(OSError, UnicodeDecodeError):  # it has changed since the letter was composed
            source = (project.folder / FOLDER / name).read_text(encoding="utf-8-sig")
            yield from find_leftovers(source, f"{FOLDER}/{name}")
            yield from find_pasted(source, f"{FOLDER}/{name}")
            stand_ins |= {*_STAND_IN.findall(source)}
            asked |= {*_ASKED.findall(source)}
            sources.append(LetterSource(f"{FOLDER}/{name}", source))
    letter_texts = [one.text for one in sources if not one.file.startswith(f"{FOLDER}/{PERSONAL}/")]
    yield from judge_note(letter, composed, letter_texts)
    with suppress(OSError, UnicodeDecodeError):
        settings = (project.folder / FILE_NAME).read_text(encoding="utf-8-sig")
        sources.append(LetterSource(FILE_NAME, settings))
    document, place = composed.document, letter.row.at()
    if not document.body:
        message = f"{FOLDER}/{letter.template} leaves this letter without a word of its own"
        hint = "write what comes between the salutation and the close"
        yield Diagnostic("lint.empty-letter", message, place, hint, Severity.WARNING)
    text = "\n".join((document.subject, *block_texts(document.body)))
    for name in sorted(one for one in stand_ins if f"«{one}»" in text):
        message = f"«{name}» is printed: this recipient has no column `{name}`"
        hint = f"add a column `{name}` to the roster, or map one to it in recipients.columns"
        yield Diagnostic("lint.placeholder", message, place, hint, Severity.WARNING)
    for name in sorted(asked - letter.addressee.extra.keys()):
        message = f"a condition asks for `{name}`, which this recipient has no column of"
        hint = f"add a column `{name}` to the roster, or map one to it in recipients.columns"
        yield Diagnostic("lint.missing-column", message, place, hint, Severity.WARNING)
    yield from lint_letter(letter.addressee, letter.row, text)
    yield from check_letter(letter, document)
    printed = LetterText(_printed(document), letter.language, tuple(sources), place)
    yield from lint_words(letter.addressee, printed, project.profiles)
    yield from lint_sender(letter.addressee, letter.row, project.settings.sender.address)


def _printed(document: Document) -> str:
    """Return what a letter prints beside names, salutation and close, a line for each text."""
    lines = [document.letterhead.tagline, document.subject, *block_texts(document.body)]
    for signature in document.signatures:
        lines += [signature.role, signature.organisation]
    for labelled in document.after:
        lines += labelled.items
    return "\n".join((*lines, *block_texts(document.note)))


Result = Written | Failure | None


def look_at_pages(
    project: Project, letters: Sequence[Letter], failures: Failures
) -> list[Diagnostic]:
    """Lay letters out in every format of the settings; return what looks wrong on their pages.

    A letter of which a file fails for a reason that nobody knew is entered in `failures`.

    Raises:
        MissingEngineError: the machine lacks what a format needs.
    """
    found: list[Diagnostic] = []
    digests: dict[str, Digest] = {}
    sample: DocxSample[Letter] = DocxSample()
    by_paper: dict[str, list[Letter]] = {}
    for letter in letters:
        by_paper.setdefault(style_of(project, letter).paper.name, []).append(letter)
    for paper, group in by_paper.items():
        envelope = project.envelope(paper)
        for letter, document, pdf, docx in _written(project, group, paper):
            faults: list[Diagnostic] = []
            for kind, result in (("pdf", pdf), ("docx", docx)):
                if isinstance(result, Failure) and not failures.has(letter, kind):
                    failures.add(letter, kind, result.diagnostics)
            pages = None
            if isinstance(pdf, Written):
                sheets = read_pdf_text(pdf.content)
                faults += inspect_sheets(
                    document, project.styles[paper], sheets, envelope
                ).diagnostics
                faults += service_faults(project, letter, pdf, document)
                pages = len(sheets)
                if isinstance(docx, Written):
                    faults += filter(None, [compare_words(sheets, docx.content)])
                    sample.add(letter, docx.content, paper, sheets)
            found += (_at(letter, one) for one in faults)
            where = letter.row.at()
            digests[letter.id] = digest(document, where, letter.id, pages)
    found += compare_letters(digests[letter.id] for letter in letters)
    for suspect, fault in sample.compare():
        found.append(_at(suspect, fault) if suspect else fault)
    return found


def _written(
    project: Project, letters: Sequence[Letter], paper: str
) -> Iterator[tuple[Letter, Document, Result, Result]]:
    """Yield each letter with its document, its PDF and its DOCX (None: not wanted).

    The PDF is always laid out: it is what pages are measured on, and a DOCX has the same. Where it
    is not among the formats, what only a PDF cannot print is no fault.
    """
    style, wanted = project.styles[paper], project.settings.output.formats
    with limited(Limits()) as clocks:
        for letter in letters:
            document = compose(project, letter).document
            pdf: Result = write_one(document, style, "pdf", clocks)
            if "pdf" not in wanted and isinstance(pdf, Failure):
                pdf = None
            docx = write_one(document, style, "docx", clocks) if "docx" in wanted else None
            yield letter, document, pdf, docx


def _at(letter: Letter, fault: Diagnostic) -> Diagnostic:
    where = replace(fault.where, file=letter.row.file, row=letter.row.number)
    return replace(fault, where=where)
