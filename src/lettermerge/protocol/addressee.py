"""A recipient with protocol applied: how the person or body is written to, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a letter, a file name and `-w` see as `recipient`: plain values only.

    `parliament`, `chamber` and `role` are ids of the profile ("" for no chamber). `name` is the
    person's name without titles, or the office, or the body's name, never empty. `envelope_name`
    is the whole name line of the envelope. `address_block` holds every line of the address as
    printed, envelope name first, country last where the letter crosses a border. `salutation` and
    `close` are whole lines as printed, punctuation included. `language` is the BCP 47 tag that the
    recipient is written to in, as far as protocol decides it. `gender` is "m", "f" or "".
    """

    id: str
    parliament: str
    chamber: str
    chamber_name: str
    role: str
    role_name: str
    name: str
    envelope_name: str
    salutation: str
    close: str
    address_block: tuple[str, ...]
    language: str
    title: str = ""
    honorific: str = ""
    given_name: str = ""
    family_name: str = ""
    suffix: str = ""
    post_nominals: str = ""
    gender: str = ""
    constituency: str = ""
    party: str = ""
    email: str = ""
    office: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
