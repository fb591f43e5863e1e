"""Read rosters that are objects in a store into files, whatever their size."""

from __future__ import annotations

from pathlib import Path

from ...config.output_settings import OutputSettings
from ...config.settings import RosterSettings, Settings
from ...config.store_address import StoreAddress, is_address
from ...diagnostics import Diagnostic, Where
from ...errors import OutputError, RosterError, UsageError
from ...output.file_system_calls import fault_of
from ...output.store_opening import fetch_object
from ...output.transfer_folder import find_spool
from ...recipients import FetchedSettings, fetched_roster


def find_roster_file(settings: Settings, text: str) -> str:
    """Return the path on this machine of a roster that `--roster` names; a path stays as it is.

    Raises:
        UsageError: there is no such object.
        SettingsError, OutputError: the address, or its store, cannot be used.
    """
    if not is_address(text):
        return text
    try:
        return str(_fetch(text, settings.output))
    except FileNotFoundError:
        raise UsageError(f"there is no object {text}", hint="check --roster") from None


def fetch_roster(roster: RosterSettings, output: OutputSettings) -> RosterSettings:
    """Return a roster of which the source can be read here; what is an address is fetched.

    Raises:
        RosterError: there is no such object.
        SettingsError, OutputError: the address, or its store, cannot be used.
    """
    if not is_address(roster.source) or isinstance(roster, FetchedSettings):
        return roster
    try:
        return fetched_roster(roster, _fetch(roster.source, output))
    except FileNotFoundError:
        hint = "put it there, or fix recipients.source"
        where = Where(roster.source)
        fault = Diagnostic("roster.missing-file", "there is no such object", where, hint)
        raise RosterError.from_fault(fault) from None


def _fetch(text: str, output: OutputSettings) -> Path:
    """Return a copy of an object; raises FileNotFoundError where there is none."""
    place = output.place(Path(), text)
    assert isinstance(place, StoreAddress)
    file = find_spool(text) / place.name
    try:
        fetch_object(place, file)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, text)) from None
    return file
