"""Hold the settings while rosters are mapped, and write them whole once that is agreed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..app.project import Project
    from ..app.rosters.mapping_trial import TriedMapping
    from ..config.settings import RosterSettings
    from .console import Console


class SettingsDraft:
    """The settings with what was agreed so far; written once, at the end."""

    def __init__(self, folder: Path, text: str, settings: Any) -> None:
        self.folder, self.before, self.text, self.settings = folder, text, text, settings
        self.profile = ""

    def add_profile(self, parliament: str, roster: RosterSettings) -> None:
        """Add a starter profile to the settings, for the country of a roster's addresses."""
        from ..app.rosters.mapping_trial import country_of_roster
        from ..config.settings import parse_settings
        from ..errors import UsageError
        from ..protocol.added_profiles import find_profiles
        from ..protocol.profile_loading import load_profiles
        from ..protocol.starter_profile import starter_profile

        if self.profile and f"[parliaments.{parliament}]" in self.profile:
            return
        added = find_profiles(self.folder)
        if parliament in load_profiles(self.settings.parliaments, None, added).ids:
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
        from ..app.rosters.mapping_trial import map_roster
        from ..workers.parallel_map import cores

        if parliament:
            constants = {**settings.constants, "parliament": parliament}
            settings = replace(settings, constants=constants)
        with console.doing(f"trying a mapping of {settings.name}"):
            opened: Project = open_project(self.folder, self.settings)
            return map_roster(opened, settings, cores())

    def put(self, tried: TriedMapping) -> None:
        from ..config.roster_settings_writer import put_block
        from ..config.starter_files import starter_roster

        sources = (one.source for one in self.settings.recipients if one.source)
        starter = "" if tried.proposal.sheet else starter_roster(self.folder, sources)
        self.text = put_block(self.text, tried.block, starter)
        parliament = tried.proposal.constants.get("parliament", "")
        if f"[parliaments.{parliament}]" in self.profile:
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
