"""Name a parliament, its chambers, roles and instruments in the language of a letter."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from .languages import base_language
from .office_titles import say_title
from .profile import Profile


@cache
def profile_in(profile: Profile, language: str) -> Profile:
    """Return a profile as a letter in a language (a BCP 47 tag) names what is in it.

    What has no name in that language keeps the one of the parliament's first; a role has the
    title of a holder whose gender is not known. Everything else is the same.
    """
    base = base_language(language)
    if base == base_language(profile.language):
        return profile
    return replace(
        profile,
        name=profile.by_language.get(base, profile.name),
        chambers={
            key: replace(one, name=one.by_language.get(base, one.name))
            for key, one in profile.chambers.items()
        },
        roles={
            key: replace(one, name=say_title(one.by_language.get(base, one.name), "", base))
            for key, one in profile.roles.items()
        },
        instruments=tuple(
            replace(
                one,
                name=one.by_language.get(base, one.name),
                text=one.text_by_language.get(base, one.text),
            )
            for one in profile.instruments
        ),
    )
