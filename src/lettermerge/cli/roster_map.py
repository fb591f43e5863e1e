"""Define `lettermerge roster map`: propose a mapping, show what it comes to, write it."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption, project_folder

if TYPE_CHECKING:
    from ..app.project import Project
    from ..app.roster_mapping import TriedMapping
    from ..config.settings import RosterSettings
    from .console import Console


def map_columns(
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE",
            help="A list that the settings do not name yet (default: each list of the settings).",
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help="The sheet or list inside the file.")
    ] = "",
    starter_profile: Annotated[
        str,
        typer.Option(
            "--starter-profile",
            metavar="ID",
            help="Add a profile to be filled in, for a parliament that is not built in.",
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Propose how a list's columns are mapped, show five recipients, and write it when agreed."""
    from ..config.settings import FILE_NAME, parse_settings
    from ..errors import ExitCode, prevailing
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    folder = project_folder(project)
    before = (folder / FILE_NAME).read_bytes().decode("utf-8-sig")
    draft = _Draft(folder, before, parse_settings(before))
    rosters = draft.rosters(roster, sheet)
    if starter_profile:
        draft.add_profile(starter_profile, rosters[0])
    codes: list[ExitCode] = []
    told: list[dict[str, Any]] = []
    for settings in rosters:
        tried = draft.try_mapping(settings, starter_profile, console)
        if _asks_for_profile(tried, console, yes=yes, named=starter_profile):
            starter_profile = typer.prompt("Id of the new parliament, in small letters", err=True)
            draft.add_profile(starter_profile, settings)
            tried = draft.try_mapping(settings, starter_profile, console)
        code = _exit_code(tried)
        written = False
        if not json:
            _show(tried, draft, console)
        if code is not ExitCode.DATA and (yes or _agreed(console, json=json)):
            draft.put(tried)
            written = True
        told.append(_as_json(tried, draft, written))
        codes.append(code)
        if not json:
            _say_end(tried, console, written=written, code=code)
    draft.write()
    code = prevailing(codes)
    if json:
        console.document({"rosters": told, "exit_code": int(code)})
    return int(code)


class _Draft:
    """The settings with what was agreed so far; written once, at the end."""

    def __init__(self, folder: Path, text: str, settings: Any) -> None:
        self.folder, self.before, self.text, self.settings = folder, text, text, settings
        self.profile = ""

    def add_profile(self, parliament: str, roster: RosterSettings) -> None:
        """Add a starter profile to the settings, for the country that a roster's addresses are in."""
        from ..app.roster_mapping import country_of_roster
        from ..config.settings import parse_settings
        from ..errors import UsageError
        from ..protocol.profiles import load_profiles
        from ..protocol.starter_profile import starter_profile

        if parliament in load_profiles(self.settings.parliaments).ids:
            raise UsageError(
                f"there is a parliament `{parliament}` already", hint="leave --starter-profile out"
            )
        country = country_of_roster(self.folder, roster) or self.settings.sender.country
        self.profile = starter_profile(parliament, country)
        self.settings = parse_settings(f"{self.text.rstrip()}\n\n{self.profile}")

    def rosters(self, file: Path | None, sheet: str) -> tuple[RosterSettings, ...]:
        """Return the rosters that are to be mapped."""
        from ..config.settings import RosterSettings
        from ..errors import UsageError

        if file is None:
            return tuple(self.settings.recipients)
        if not file.is_file():
            raise UsageError(f"there is no file {file}", hint="check --roster")
        path = file.resolve()
        inside = path.is_relative_to(self.folder)
        source = path.relative_to(self.folder).as_posix() if inside else str(path)
        for one in self.settings.recipients:
            if one.source == source and one.sheet == sheet:
                return (one,)
        return (RosterSettings(source, sheet=sheet),)

    def try_mapping(self, settings: RosterSettings, parliament: str, console: Console) -> Any:
        from ..app.project import open_project
        from ..app.roster_mapping import map_roster
        from ..workers.parallel_map import cores

        if parliament:
            constants = {**settings.constants, "parliament": parliament}
            settings = replace(settings, constants=constants)
        with console.doing(f"trying a mapping of {settings.source}"):
            opened: Project = open_project(self.folder, self.settings)
            return map_roster(opened, settings, cores())

    def put(self, tried: TriedMapping) -> None:
        from ..config.roster_block import put_block

        self.text = put_block(self.text, tried.block)
        if self.profile and tried.proposal.constants.get("parliament", "") in self.profile:
            self.text = f"{self.text.rstrip()}\n\n{self.profile}"
            self.profile = ""

    def write(self) -> None:
        """Write the settings whole, if anything was agreed."""
        from ..config.settings import FILE_NAME
        from ..errors import SettingsError

        if self.text == self.before:
            return
        path = self.folder / FILE_NAME
        part = path.with_name(f"{FILE_NAME}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                file.write(self.text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise SettingsError(
                f"{FILE_NAME} cannot be written: {error.strerror}",
                hint="check that you may write it, or paste the block by hand",
            ) from None


def _asks_for_profile(tried: TriedMapping, console: Console, *, yes: bool, named: str) -> bool:
    """Ask whether a starter profile is wanted, where no parliament is known to be meant."""
    if "parliament" not in tried.proposal.missing or named or yes or not _can_ask(console):
        return False
    from .roster_words import no_parliament

    console.say(no_parliament(tried))
    return typer.confirm("Add a starter profile for another parliament?", err=True)


def _can_ask(console: Console) -> bool:
    return not console.json and sys.stdin.isatty() and sys.stderr.isatty()


def _agreed(console: Console, *, json: bool) -> bool:
    from ..config.settings import FILE_NAME

    if json or not _can_ask(console):
        return False
    return typer.confirm(f"Write this into {FILE_NAME}?", err=True)


def _exit_code(tried: TriedMapping) -> Any:
    from ..errors import ExitCode

    unusable = {"id", "parliament", "full_name"} & {*tried.proposal.missing}
    if unusable or (tried.rows and not tried.letters and not tried.shown and tried.errors):
        return ExitCode.DATA
    return ExitCode.LETTERS if tried.letters < tried.rows else ExitCode.DONE


def _show(tried: TriedMapping, draft: _Draft, console: Console) -> None:
    from .roster_words import explain

    console.result(tried.block.to_toml().rstrip())
    if draft.profile:
        console.result(f"\n{draft.profile.rstrip()}")
    if tried.shown:
        rows = [
            (one.row, " / ".join(one.envelope), one.salutation, one.why) for one in tried.shown
        ]
        console.result("")
        console.table(("row", "envelope", "salutation", "shown because"), rows)
    for line in explain(tried):
        console.say(line)
    console.diagnostics(tried.report)


def _say_end(tried: TriedMapping, console: Console, *, written: bool, code: int) -> None:
    from ..config.settings import FILE_NAME
    from ..diagnostics import number_of

    makes = "can be addressed"
    console.say(f"{tried.letters:,} of {number_of(tried.rows, 'row')} {makes}")
    if written:
        console.say(f"Written into {FILE_NAME}.")
    elif code == 3:
        console.say("Nothing was written: complete the block and paste it, or map again.")
    else:
        console.say(f"Nothing was written: paste the block into {FILE_NAME}, or say --yes.")


def _as_json(tried: TriedMapping, draft: _Draft, written: bool) -> dict[str, object]:
    from .console import as_json

    proposal = tried.proposal
    return {
        "source": proposal.source,
        "sheet": proposal.sheet,
        "columns": dict(proposal.columns),
        "constants": dict(proposal.constants),
        "reasons": dict(proposal.reasons),
        "guesses": list(proposal.guesses),
        "missing": list(proposal.missing),
        "notes": list(proposal.notes),
        "block": tried.block.to_toml(),
        "starter_profile": draft.profile,
        "recipients": [asdict(one) for one in tried.shown],
        "rows": tried.rows,
        "letters": tried.letters,
        "written": written,
        "diagnostics": [as_json(one) for one in tried.report],
    }
