"""Headings and cells are mapped right in one round: every shape that is known, and others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recipients.mapping.rosters import SHAPES, Shape

from lettermerge.config.settings import RosterSettings
from lettermerge.protocol.mapping_knowledge import known_parliaments
from lettermerge.protocol.profiles import load_profiles
from lettermerge.recipients.mapping import Proposal, propose, read_sample


def proposed(folder: Path, text: str, name: str = "r.csv", **given: object) -> Proposal:
    """Return what is proposed for a text as a roster."""
    (folder / name).write_text(text, encoding="utf-8")
    settings = RosterSettings(name, **given)  # type: ignore[arg-type]
    return propose(read_sample(settings, folder), known_parliaments(load_profiles()), settings)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=[*SHAPES])
def test_a_shape_is_mapped_right_in_one_round(tmp_path: Path, shape: Shape) -> None:
    found = proposed(tmp_path, shape.text, shape.file)
    assert dict(found.columns) == shape.columns
    assert dict(found.constants) == shape.constants
    assert found.missing == ()
