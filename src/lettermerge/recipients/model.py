"""Define a recipient as the list gives it: text, cell for cell, before protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..diagnostics import Row

#: The roster's own columns (`address_1` .. `address_6` are folded into `address`).
COLUMNS: tuple[str, ...] = (
    "id", "parliament", "chamber", "role", "title", "honorific", "given_name", "family_name",
    "full_name", "suffix", "post_nominals", "gender", "constituency", "party", "language",
    "email", "hold", "salutation", "envelope_name", "office", "address", "city", "region",
    "postal_code", "country", "joint", "title_2", "given_name_2", "family_name_2",
    "full_name_2", "gender_2",
)  # fmt: skip

#: The parliaments that are built in: those of protocol/parliaments and of mapping/evidence.toml.
PARLIAMENTS = ("eu", "us", "ca", "au", "uk", "nz")

#: Characters of a name or of a part of one. The longest real ones have under 300; what takes names
#: apart compares their words with each other.
LONGEST_NAME = 1_000


@dataclass(frozen=True, slots=True)
class Recipient:
    """A well-formed row: typed, cleaned, with an id that is unique in the whole run.

    Every field is text as typed (NFC, trimmed); "" means that the roster does not say.
    `parliament`, `chamber`, `role` and `title` are not resolved yet. `address` holds the lines of
    the street address only; town, region, code and country have fields of their own unless the
    roster gives one multi-line `address`. `hold` says why no letter is made for now ("": one is);
    rows with one value under `joint` get one letter together. Columns that end in `_2` are of a
    second person in the row. `extra` holds every other mapped column by name.
    """

    id: str
    parliament: str
    row: Row = field(compare=False)
    chamber: str = ""
    role: str = ""
    title: str = ""
    honorific: str = ""
    given_name: str = ""
    family_name: str = ""
    full_name: str = ""
    suffix: str = ""
    post_nominals: str = ""
    gender: str = ""
    constituency: str = ""
    party: str = ""
    language: str = ""
    email: str = ""
    hold: str = ""
    salutation: str = ""
    envelope_name: str = ""
    office: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    joint: str = ""
    title_2: str = ""
    given_name_2: str = ""
    family_name_2: str = ""
    full_name_2: str = ""
    gender_2: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
