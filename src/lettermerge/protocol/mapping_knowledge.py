"""Look up for the mapping of rosters what parliaments, chambers and roles there are."""

from __future__ import annotations

from ..recipients.mapping.draft import KnownParliaments
from .chamber_and_role import find_chamber, find_role
from .profiles import Profiles


def known_parliaments(profiles: Profiles) -> KnownParliaments:
    """Return the parliaments of the profiles as a mapping knows them."""

    def find(text: str) -> str:
        profile = profiles.find(text) if text else None
        return profile.id if profile else ""

    def chamber_of(parliament: str, text: str) -> str:
        return find_chamber(text, profiles[parliament]) if parliament in profiles.ids else ""

    def is_role(parliament: str, chamber: str, text: str) -> bool:
        sits = chamber in chambers.get(parliament, ())
        return sits and find_role(text, profiles[parliament], chamber) is not None

    chambers = {one.id: tuple(one.chambers) for one in profiles}
    return KnownParliaments(chambers, find, chamber_of, is_role)
