"""Check that the parts of a profile fit each other, beyond their types. All faults at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..diagnostics import Diagnostic, Where, did_you_mean
from .address_form_syntax import FormError, compile_form
from .languages import refuse_pattern
from .profile import Forms, Profile


def check_profile(profile: Profile, file: str) -> tuple[Diagnostic, ...]:
    """Return every fault of a well-formed profile: missing forms, unknown roles, parts, sources."""
    return tuple(
        Diagnostic(code, message, Where(file, column=f"parliaments.{profile.id}.{key}"), hint)
        for key, code, message, hint in (
            *_missing_forms(profile),
            *_bad_forms(profile),
            *_bad_joint_forms(profile),
            *_bad_dates(profile),
            *_unknown_names(profile),
            *_bad_rooms(profile),
            *_bad_addresses(profile),
            *_bad_offices(profile),
            *_unknown_sources(profile),
        )
    )


_Fault = tuple[str, str, str, str]


def _missing_forms(profile: Profile) -> Iterator[_Fault]:
    for where, forms in (("forms", profile.forms), ("body.forms", profile.body.forms)):
        for language in {profile.language, *forms}:
            given = forms.get(language, Forms())
            for part in ("envelope", "salutation", "close"):
                if not getattr(given, part):
                    key = f"{where}.{language}.{part}"
                    yield key, "settings.missing-key", f"`{key}` is missing", "add a list of forms"


def _bad_dates(profile: Profile) -> Iterator[_Fault]:
    for language, pattern in profile.dates.items():
        if reason := refuse_pattern(pattern):
            key, message = f"dates.{language}", f"`{pattern}` is no pattern of a date: {reason}"
            yield key, "settings.bad-value", message, "write one of CLDR, such as d MMMM y"


def _all_forms(profile: Profile) -> Iterator[tuple[str, Mapping[str, Forms]]]:
    """Yield where forms stand, and the forms by language."""
    yield "forms", profile.forms
    yield "body.forms", profile.body.forms
    for key, role in profile.roles.items():
        yield f"roles.{key}.forms", role.forms
    for key, rank in profile.ranks.items():
        yield f"ranks.{key}.forms", rank.forms


def _bad_forms(profile: Profile) -> Iterator[_Fault]:
    shared = {
        language: {
            word for _, by in _all_forms(profile) for word in by.get(language, Forms()).words
        }
        | {*profile.voices.get(language, {})}
        for language in profile.languages
    }
    for where, by_language in _all_forms(profile):
        for language, forms in by_language.items():
            if language not in profile.languages:
                hint = did_you_mean(language, profile.languages)
                key = f"{where}.{language}"
                yield key, "settings.bad-value", f"`{key}` is not one of the languages", hint
            for part in ("envelope", "salutation", "close"):
                for text in getattr(forms, part):
                    yield from _bad_form(
                        f"{where}.{language}.{part}", text, shared.get(language, ())
                    )
    for key, role in profile.roles.items():
        for language, text in role.office.items():
            yield from _bad_form(f"roles.{key}.office.{language}", text, shared.get(language, ()))


def _bad_form(key: str, text: str, words: Iterable[str]) -> Iterator[_Fault]:
    try:
        compile_form(text, words)
    except FormError as error:
        yield key, "settings.bad-value", str(error), "docs/parliaments.md lists the parts"


def _bad_joint_forms(profile: Profile) -> Iterator[_Fault]:
    """Yield the joint forms in a language that is none, and those that ask for unknown parts."""
    for language, forms in profile.joint.items():
        if language not in profile.languages:
            hint = did_you_mean(language, profile.languages)
            key = f"joint.{language}"
            yield key, "settings.bad-value", f"`{key}` is not one of the languages", hint
        for part, last in (("couple", "family"), ("couple_envelope", "name")):
            text = getattr(forms, part)
            rest = text.replace("{titles}", "", 1).replace(f"{{{last}}}", "", 1)
            if text and (len(text) - len(rest) != len(last) + 10 or set("{}") & set(rest)):
                key = f"joint.{language}.{part}"
                message = f"`{text}` must hold {{titles}} and {{{last}}}, each once"
                yield key, "settings.bad-value", message, f"write {{titles}} {{{last}}}"


def _unknown_names(profile: Profile) -> Iterator[_Fault]:
    roles, chambers = list(profile.roles), list(profile.chambers)
    for key, chamber in profile.chambers.items():
        if chamber.member not in profile.roles:
            where = f"chambers.{key}.member"
            hint = did_you_mean(chamber.member, roles)
            yield where, "settings.bad-value", f"there is no role `{chamber.member}`", hint
    for one in profile.precedence:
        if one not in profile.roles:
            hint = did_you_mean(one, roles)
            yield "precedence", "settings.bad-value", f"there is no role `{one}`", hint
    named = [(f"roles.{key}.chambers", role.chambers) for key, role in profile.roles.items()]
    named += [(f"ranks.{key}.chambers", rank.chambers) for key, rank in profile.ranks.items()]
    named += [("instruments.chambers", one.chambers) for one in profile.instruments]
    for where, given in named:
        for one in given:
            if one not in profile.chambers:
                hint = did_you_mean(one, chambers)
                yield where, "settings.bad-value", f"there is no chamber `{one}`", hint


def _bad_rooms(profile: Profile) -> Iterator[_Fault]:
    for key, chamber in profile.chambers.items():
        for rooms in chamber.address.rooms:
            where = f"chambers.{key}.address.rooms"
            if not (rooms.buildings or rooms.codes):
                message = "rooms without a building and a code"
                yield where, "settings.missing-key", message, "add `buildings` or `codes`"
            if rooms.city and not rooms.postal_code:
                message = f"rooms in `{rooms.city}` have no `postal_code`"
                yield where, "settings.missing-key", message, "add it, or take `city` out"


def _bad_addresses(profile: Profile) -> Iterator[_Fault]:
    seats = [("body", profile.body.address)]
    seats += [(f"chambers.{key}", one.address) for key, one in profile.chambers.items()]
    seats += [(f"roles.{key}", one.address) for key, one in profile.roles.items() if one.address]
    for where, seat in seats:
        for one, other in (("city", "postal_code"), ("postal_code", "city")):
            if not getattr(seat, one) and getattr(seat, other):
                key = f"{where}.address.{one}"
                hint = "add it; without both, each row of a roster must have its address"
                yield key, "settings.missing-key", f"`{key}` is missing", hint


def _bad_offices(profile: Profile) -> Iterator[_Fault]:
    for part in ("offices", "committees"):
        for language in {tag for row in getattr(profile, part) for tag in row}:
            if language not in profile.languages:
                hint = did_you_mean(language, profile.languages)
                key = f"{part}.{language}"
                yield key, "settings.bad-value", f"`{key}` is not one of the languages", hint


def _unknown_sources(profile: Profile) -> Iterator[_Fault]:
    known = {"memory", *profile.sources}
    used = [(f"basis.{key}", source) for key, source in profile.basis.items()]
    used += [(f"chambers.{key}.source", one.source) for key, one in profile.chambers.items()]
    used += [
        (f"chambers.{key}.address.source", one.address.source)
        for key, one in profile.chambers.items()
    ]
    used += [
        (f"chambers.{key}.address.rooms", rooms.source)
        for key, one in profile.chambers.items()
        for rooms in one.address.rooms
    ]
    used += [(f"roles.{key}.source", one.source) for key, one in profile.roles.items()]
    used += [
        (f"roles.{key}.address.source", one.address.source)
        for key, one in profile.roles.items()
        if one.address
    ]
    used += [(f"ranks.{key}.source", one.source) for key, one in profile.ranks.items()]
    used += [("instruments.source", one.source) for one in profile.instruments]
    used += [
        ("body.source", profile.body.source),
        ("body.address.source", profile.body.address.source),
    ]
    for where, source in used:
        if source not in known:
            hint = did_you_mean(source, known)
            yield where, "settings.bad-value", f"`{source}` is not among the sources", hint
