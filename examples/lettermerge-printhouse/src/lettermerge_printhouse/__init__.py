"""Describe a print house for `lettermerge handoff printhouse`."""

from __future__ import annotations

from importlib.resources import files


def describe() -> str:
    """Return the text of the service's description."""
    return files(__name__).joinpath("printhouse.toml").read_text(encoding="utf-8")
