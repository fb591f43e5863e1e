"""A project folder with rosters in it, read by the public function."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lettermerge.config.settings import RosterSettings
from lettermerge.errors import RosterError
from lettermerge.recipients import Roster, read_recipients
from lettermerge.templating import Sandbox

DATA = Path(__file__).parents[1] / "data" / "rosters"

Read = Callable[..., Roster]
Refused = Callable[..., list[str]]


def read_text(folder: Path, text: str | bytes, **settings: Any) -> Roster:
    """Read a text as a roster with the settings given; `name` is that of its file."""
    name = settings.pop("name", "r.csv")
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return read_recipients([RosterSettings(name, **settings)], folder, Sandbox())


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a text or bytes as a roster with the settings given."""
    return lambda text, **settings: read_text(tmp_path, text, **settings)


@pytest.fixture
def read_file() -> Read:
    """Read a file of tests/data/rosters with the settings given."""

    def read(name: str, **settings: Any) -> Roster:
        return read_recipients([RosterSettings(name, **settings)], DATA, Sandbox())

    return read


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Return `code place: message (hint)` of every fault for which a roster is refused whole."""

    def read(text: str | bytes, **settings: Any) -> list[str]:
        with pytest.raises(RosterError) as caught:
            read_text(tmp_path, text, **settings)
        return [f"{getattr(one, 'code', '')} {one}" for one in caught.value.faults]

    return read
