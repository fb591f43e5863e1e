"""Open a project folder: load once, and check whole, what all its letters share.

A run opens its project once in each process; nothing here changes afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import FILE_NAME, Settings
from ..config.starter_placeholders import find_placeholders
from ..config.theme import Theme, has_rules
from ..config.theme_loading import load_theme
from ..config.warning_settings import find_unknown_codes
from ..diagnostics import Diagnostic, Report, Severity, Where, faults_of
from ..errors import SettingsError, TemplateError
from ..layout.font_tables import characters_of
from ..layout.page_style import PAPERS, Box, PageStyle, page_style, paper_of
from ..layout.print_service_page import ServicePage, load_service_pages
from ..layout.text_measurement import count_address_lines, fit_return_line
from ..layout.window_envelope import WindowEnvelope, choose_envelope, fold_marks, hole_mark
from ..letter.compose import Composer
from ..letter.composition_inputs import Stationery
from ..letter.image_loading import AssetError, Assets
from ..letter.scan_background import find_ground
from ..letter.template import FOLDER, Template, load_templates
from ..letter.typography import AS_TYPED, NARROW, Signs
from ..protocol.added_profiles import find_broken_packages, find_profiles
from ..protocol.address_block import AddressPrinting
from ..protocol.profile import Profile
from ..protocol.profile_loading import Profiles, load_profiles
from ..protocol.regional_spelling import spell
from ..protocol.value_filters import value_filters
from ..templating import Sandbox

#: Dots an inch of the picture that a DOCX has of a PDF below its words.
_SHEET_DOTS = 300

if TYPE_CHECKING:
    from ..signing.approvers import Approver
    from ..signing.pdf.reserved_fields import Cosigner


@dataclass(frozen=True, slots=True)
class Project:
    """An opened project. `templates` are by language ("" is the default), `styles` by paper.

    `cosigners` are the signatories who sign the finished PDFs, too; `approvers` are those of whom
    `settings.approval.count` must agree to each letter.
    """

    folder: Path
    settings: Settings
    profiles: Profiles
    sandbox: Sandbox
    theme: Theme
    styles: Mapping[str, PageStyle]
    templates: Mapping[str, Template]
    assets: Assets
    composer: Composer
    cosigners: tuple[Cosigner, ...] = ()
    approvers: tuple[Approver, ...] = ()

    @property
    def address_printing(self) -> AddressPrinting:
        """How addresses are printed, and on which papers their envelopes have windows."""
        windowed = (paper for paper in self.styles if getattr(self.settings.envelopes, paper))
        return AddressPrinting(self.styles, frozenset(windowed), count_address_lines)

    def service_page(self, paper: str) -> ServicePage | None:
        """Return the service's page that letters on a paper are laid out for, None for none."""
        page = load_service_pages().get(self.settings.print.service)
        return page if page and page.paper == paper else None

    def envelope(self, paper: str) -> WindowEnvelope | None:
        """Return the window envelope of a paper; a service has envelopes of its own."""
        if self.service_page(paper):
            return None
        return choose_envelope(self.settings.envelopes, paper)

    def look_at_settings(self) -> tuple[Diagnostic, ...]:
        """Return which settings still hold what `init` wrote, or accept warnings that are none."""
        accepted = find_unknown_codes(self.settings.warnings, FILE_NAME)
        return (*find_placeholders(self.settings), *accepted)

    def look_at_style(self) -> tuple[Diagnostic, ...]:
        """Return which scans show as rectangles, and what PDFs will lack of the theme's own CSS.

        Packages of parliaments that are broken are named with them.

        Raises:
            SettingsError: a rule of it cannot be read; every fault is named.
            MissingEngineError: the machine lacks what reads it.
        """
        told = (*find_broken_packages(), *self._scans())
        if not has_rules(self.theme.css) or "pdf" not in self.settings.output.formats:
            return told
        from ..writers.pdf.theme_css_check import find_ignored

        found = Report(find_ignored(self.theme.css, self.theme.css_file))
        if found.errors:
            raise SettingsError.from_faults(self.theme.css_file, found)
        return (*told, *found.diagnostics)

    def _scans(self) -> tuple[Diagnostic, ...]:
        """Return which signatures show as rectangles: grey ones, white ones on stationery."""
        if self.theme.signature.transparent:
            return ()
        paper = self.theme.stationery
        lightest = 256 if paper.first or paper.later else _WHITE
        return tuple(
            Diagnostic(
                "asset.scan-ground",
                f"the picture of a signature shows as a {_shade(ground)} rectangle",
                Where(file=one.image),
                "set signature.transparent = true in theme.toml, or clear its ground",
                Severity.WARNING,
            )
            for one in self.settings.signatories
            if one.image
            and (ground := find_ground(self.assets.load(one.image, ""))) is not None
            and ground < lightest
        )


def open_project(
    folder: Path, settings: Settings, sandbox_kind: type[Sandbox] = Sandbox
) -> Project:
    """Load profiles, theme, templates and images of `settings`.

    `sandbox_kind` compiles the templates and all other expressions.

    Raises:
        SettingsError: a theme, profile, image or certificate is unfit; all of them are named.
        TemplateError: the template is missing or cannot be compiled; every fault is named.
    """
    faults: list[Diagnostic] = []
    profiles, theme = Profiles({}), Theme()
    try:
        added = find_profiles(folder)
        profiles = load_profiles(settings.parliaments, common_facts(settings), added)
    except SettingsError as error:
        faults += faults_of(error, "settings.unfit")
    try:
        theme = load_theme(folder, settings.letter.theme)
        faults += _broken_style(theme)
    except SettingsError as error:
        faults += faults_of(error, "settings.unfit")
    assets = Assets(folder, _Sheets())
    faults += _image_faults(settings, theme, assets)
    cosigners: tuple[Cosigner, ...] = ()
    try:
        cosigners = _cosigners(folder, settings)
    except SettingsError as error:
        faults += faults_of(error, "settings.unfit")
    approvers: tuple[Approver, ...] = ()
    try:
        approvers = _approvers(folder, settings)
    except SettingsError as error:
        faults += faults_of(error, "settings.unfit")
    letters = folder / FOLDER
    chosen = settings.letter
    sandbox = sandbox_kind(
        letters, by_parliament={"spelling": _spell}, by_language=value_filters(chosen.language)
    )
    styles = {paper: _style(theme, paper, settings) for paper in PAPERS}
    typeset = _signs(settings, styles)
    templates, unfit = load_templates(folder, chosen.template, sandbox, typeset)
    if faults:
        raise SettingsError.from_faults("the project", (*faults, *unfit))
    if unfit:
        raise TemplateError.from_faults("the template", unfit)
    return Project(
        folder=folder,
        settings=settings,
        profiles=profiles,
        sandbox=sandbox,
        theme=theme,
        styles=styles,
        templates=templates,
        assets=assets,
        composer=Composer(_stationery(settings, theme, typeset), sandbox, assets),
        cosigners=cosigners,
        approvers=approvers,
    )


def _stationery(settings: Settings, theme: Theme, typeset: Signs) -> Stationery:
    chosen = settings.letter
    return Stationery(
        settings.sender,
        settings.signatories,
        theme,
        chosen.date,
        typeset,
        chosen.place,
        chosen.numbered_paragraphs,
        chosen.language,
    )


def _signs(settings: Settings, styles: Mapping[str, PageStyle]) -> Signs:
    """Return the signs of the template without a language in its name, as the settings ask."""
    chosen = settings.letter
    if not chosen.smart_punctuation:
        return AS_TYPED
    narrow = all(
        one.fallback or ord(NARROW) in characters_of(one.families) for one in styles.values()
    )
    return Signs(chosen.language, chosen.smart_cells, narrow)


def common_facts(settings: Settings) -> dict[str, str]:
    """Return what the settings say for all parliaments: who writes (I or we), the sender's paper.

    Several signatories write we, and so does an organisation: a sender who does not sign alone.
    """
    alone = len(settings.signatories) == 1 and (
        settings.signatories[0].name == settings.sender.name
    )
    voice = settings.letter.voice or ("i" if alone else "we")
    facts: dict[str, str] = {"voice": voice} if voice == "we" else {}
    if settings.letter.paper == "sender":
        facts["paper"] = paper_of(settings.sender.country)
    return facts


#: The brightness of what cannot be told from paper, of 255.
_WHITE = 250


def _shade(ground: int) -> str:
    return "white" if ground >= _WHITE else "grey"


class _Sheets:
    """Judges and draws PDFs that lie below letters; imports what it takes when there is one."""

    def refuse(self, content: bytes) -> str:
        from ..writers.pdf.stationery import refuse_page

        return refuse_page(content)

    def draw(self, content: bytes) -> bytes:
        from ..writers.png import draw

        return draw(content, _SHEET_DOTS / 72)[0].to_png(9)


def _style(theme: Theme, paper: str, settings: Settings) -> PageStyle:
    """Return the style of a paper, with the marks that the theme and its envelope ask for.

    A service's page has no marks: it wants its edges clear.
    """
    style = page_style(theme, paper)
    service = load_service_pages().get(settings.print.service)
    serves = service is not None and service.paper == paper
    style = service.apply(style) if service else style
    envelope = choose_envelope(settings.envelopes, paper)
    if envelope and not serves:
        style = replace(style, window=_shown(style, envelope))
    marks = () if serves else _marks(theme, envelope, style)
    design = replace(style.design, marks=marks)
    if theme.address.return_line:
        lines, size = fit_return_line(settings.sender.line, style)
        design = replace(design, return_lines=lines, return_size=size)
    return replace(style, design=design)


def _shown(style: PageStyle, envelope: WindowEnvelope) -> Box:
    """Return the window of a style, no lower than what its envelope shows wherever the sheet lies.

    A window that begins outside of that stays as it is: `check` says where to move it.
    """
    window, shown = style.window, envelope.always_shown(style.paper)
    if not shown.top <= window.top < shown.bottom - style.address_pitch:
        return window
    return replace(window, height=min(window.height, round(shown.bottom - window.top, 2)))


def _marks(theme: Theme, envelope: WindowEnvelope | None, style: PageStyle) -> tuple[float, ...]:
    """Return the heights of the fold and hole marks that a theme prints, from the paper's top."""
    fold = fold_marks(envelope, style.paper) if theme.marks.fold else ()
    hole = hole_mark(style.paper) if theme.marks.hole else ()
    return tuple(sorted({*fold, *hole}))


def _cosigners(folder: Path, settings: Settings) -> tuple[Cosigner, ...]:
    """Read the certificates of those who co-sign; where nobody does, import nothing for it."""
    if not any(one.cosigns for one in settings.signatories):
        return ()
    from ..signing.pdf.reserved_fields import read_cosigners

    return read_cosigners(folder, settings.signatories)


def _approvers(folder: Path, settings: Settings) -> tuple[Approver, ...]:
    """Read the certificates of those who approve; where nobody does, import nothing for it."""
    if not settings.approval.is_asked:
        return ()
    from ..signing.approvers import read_approvers

    return read_approvers(folder, settings.approval.certificates)


def _spell(word: str, parliament: Profile) -> str:
    return spell(word, parliament.spelling)


def _broken_style(theme: Theme) -> tuple[Diagnostic, ...]:
    """Return what breaks the theme's own style sheet as a whole."""
    if not has_rules(theme.css):
        return ()
    from ..writers.pdf.theme_css_check import find_breaks

    return find_breaks(theme.css, theme.css_file)


def _image_faults(settings: Settings, theme: Theme, assets: Assets) -> list[Diagnostic]:
    wanted = [("signatories.image", one.image, "") for one in settings.signatories if one.image]
    wanted += [(f"the theme's {key}", name, theme.folder) for key, name in theme.images]
    faults = []
    for key, name, folder in wanted:
        try:
            assets.load(name, folder)
        except AssetError as error:
            hint = f"{error.fault.hint} ({key} names it)"
            faults.append(replace(error.fault, hint=hint))
    return faults
