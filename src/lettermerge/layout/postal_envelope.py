"""Describe envelopes that are printed on: their sizes, and where the two addresses go.

The facts are in postal_envelopes.toml, each with its source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .page_style import Box, Paper


@dataclass(frozen=True, slots=True)
class PostalEnvelope:
    """An envelope, flap at the top; `recipient` and `sender` are the boxes of the addresses.

    Lengths are millimetres, from the top left of the front.
    """

    id: str
    name: str
    paper: Paper
    recipient: Box
    sender: Box
    sources: tuple[str, ...] = ()


@cache
def load_postal_envelopes() -> Mapping[str, PostalEnvelope]:
    """Return the envelopes by id."""
    text = files(__package__).joinpath("postal_envelopes.toml").read_text(encoding="utf-8")
    return {
        key: PostalEnvelope(
            id=key,
            name=data["name"],
            paper=Paper(key, data["width"], data["height"]),
            recipient=Box(**data["recipient"]),
            sender=Box(**data["sender"]),
            sources=tuple(data["sources"]),
        )
        for key, data in tomllib.loads(text).items()
    }
