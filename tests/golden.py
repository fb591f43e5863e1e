"""Comparing what is made with what was made before and looked at: `--update-golden` renews it."""

from __future__ import annotations

from pathlib import Path

import pytest

OPTION = "--update-golden"


def add_option(parser: pytest.Parser) -> None:
    """Add the option; called by the top conftest.py."""
    parser.addoption(OPTION, action="store_true", help="accept what is made now; look at the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Give what compares a text with the file of a name in the folder golden/ beside the test."""
    folder = Path(request.path).parent / "golden"
    return Golden(folder, update=bool(request.config.getoption(OPTION)))


class Golden:
    """Texts as they were accepted."""

    def __init__(self, folder: Path, *, update: bool) -> None:
        self.folder, self.update = folder, update

    def check(self, name: str, text: str) -> None:
        """Fail where `text` is not what was accepted; with --update-golden, accept it."""
        path = self.folder / name
        if self.update:
            self.folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        accepted = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert text == accepted, f"{path.name} has changed; if it should, run with {OPTION}"
