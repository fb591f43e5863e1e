"""The Nationalrat of Austria, a parliament for lettermerge."""

from __future__ import annotations

from importlib.resources import files


def profile() -> str:
    """Return the text of the profile."""
    return files(__name__).joinpath("at.toml").read_text(encoding="utf-8")
