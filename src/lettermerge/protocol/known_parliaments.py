"""Look up for the mapping of rosters what parliaments, chambers and roles there are.

The facts themselves are in parliaments/, a profile for each parliament, with its sources.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..recipients.mapping.mapping_draft import KnownParliaments
from .chamber_and_role import find_chamber, find_role, read_chamber
from .chamber_by_title import named_by_titles, titles_in
from .profile_loading import Profiles


def known_parliaments(profiles: Profiles) -> KnownParliaments:
    """Return the parliaments of the profiles as a mapping knows them."""

    def find(text: str) -> str:
        profile = profiles.find(text) if text else None
        return profile.id if profile else ""

    def chamber_of(parliament: str, text: str) -> str:
        return find_chamber(text, profiles[parliament]) if parliament in profiles.ids else ""

    def read(parliament: str, text: str) -> str:
        return read_chamber(text, profiles[parliament]) if parliament in profiles.ids else ""

    def name_of(parliament: str, chamber: str) -> str:
        one = profiles[parliament].chambers[chamber]
        names = (one.name, *one.names, *one.by_language.values())
        return next((name for name in names if find(name) == parliament), "")

    def title_chamber(parliament: str, name: str, titles: Sequence[str]) -> str:
        said = titles_in(name, (), titles)
        return named_by_titles(said, profiles[parliament])[0] if parliament in profiles.ids else ""

    def is_role(parliament: str, chamber: str, text: str) -> bool:
        sits = chamber in chambers.get(parliament, ())
        return sits and find_role(text, profiles[parliament], chamber) is not None

    chambers = {one.id: tuple(one.chambers) for one in profiles}
    return KnownParliaments(chambers, find, chamber_of, read, name_of, is_role, title_chamber)
