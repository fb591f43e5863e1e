"""Flatten Popolo JSON (https://www.popoloproject.com/specs) into one object for each person.

Popolo keeps persons, organizations, areas and posts apart and ties them by memberships; a roster
needs each person's seat beside the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: What ours are called here, taken where the settings do not map them.
DEFAULTS = {
    "full_name": "name",
    "honorific": "honorific_prefix",
    "post_nominals": "honorific_suffix",
    "constituency": "area",
    "party": "on_behalf_of",
    "chamber": "organization",
}
_SEATS = ("legislature", "chamber", "parliament")
_LISTS = (
    "contact_details",
    "identifiers",
    "links",
    "memberships",
    "other_names",
    "sources",
    "images",
)


def flatten_popolo(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one object for each person, in the order of the file.

    Beside the person's own plain values: `organization`, `on_behalf_of`, `area` and `post` (names,
    each with `_id`), `role`, `label`, `start_date` and `end_date` of one membership, or the dates
    of its legislative period; contact details by their type (`phone`, `address`), identifiers as
    `identifier_SCHEME`. The membership is one in a legislature or chamber if there is one, without
    an end if there is one, and of those the one that began last.
    """
    named = {kind: _by_id(data.get(kind)) for kind in ("organizations", "areas", "posts", "events")}
    seats: dict[str, list[Mapping[str, Any]]] = {}
    for membership in _objects(data.get("memberships")):
        seats.setdefault(str(membership.get("person_id")), []).append(membership)
    return [_person(person, seats, named) for person in _objects(data["persons"])]


def _person(
    person: Mapping[str, Any],
    seats: Mapping[str, list[Mapping[str, Any]]],
    named: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> dict[str, Any]:
    flat = {key: value for key, value in person.items() if key not in _LISTS}
    for detail in _objects(person.get("contact_details")):
        flat.setdefault(str(detail.get("type", "contact")), detail.get("value"))
    for identifier in _objects(person.get("identifiers")):
        flat.setdefault(f"identifier_{identifier.get('scheme')}", identifier.get("identifier"))
    held = [*seats.get(str(person.get("id")), ()), *_objects(person.get("memberships"))]
    if not held:
        return flat
    seat = max(held, key=lambda one: _rank(one, named))
    for key, kind in (
        ("organization", "organizations"),
        ("on_behalf_of", "organizations"),
        ("area", "areas"),
        ("post", "posts"),
    ):
        inner = seat.get(key) if isinstance(seat.get(key), Mapping) else {}
        key_id = seat.get(f"{key}_id") or inner.get("id") or ""
        found = inner or named[kind].get(str(key_id), {})
        flat[key] = found.get("name") or found.get("label") or ""
        flat[f"{key}_id"] = key_id
    if not flat["area"]:
        post = named["posts"].get(str(flat["post_id"]), {})
        area = post.get("area") or named["areas"].get(str(post.get("area_id")), {})
        flat["area"] = area.get("name", "") if isinstance(area, Mapping) else area
    period = named["events"].get(str(seat.get("legislative_period_id")), {})
    for key in ("role", "label", "start_date", "end_date"):
        flat[key] = seat.get(key) or period.get(key) or flat.get(key)
    return flat


def _rank(
    membership: Mapping[str, Any], named: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> tuple[bool, bool, str]:
    organization = membership.get("organization")
    if not isinstance(organization, Mapping):
        organization = named["organizations"].get(str(membership.get("organization_id")), {})
    period = named["events"].get(str(membership.get("legislative_period_id")), {})
    begun = str(membership.get("start_date") or period.get("start_date") or "")
    ended = membership.get("end_date") or period.get("end_date")
    return organization.get("classification") in _SEATS, not ended, begun


def _objects(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _by_id(value: object) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("id")): one for one in _objects(value)}
