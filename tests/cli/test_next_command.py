"""The next command can be typed as it is printed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lettermerge.cli.next_command import next_command, program


@pytest.mark.parametrize("inside", [True, False])
def test_a_program_that_the_shell_does_not_find_is_called_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, inside: bool
) -> None:
    own = tmp_path / "my bin/lettermerge"
    own.parent.mkdir()
    own.write_text("#!/bin/sh\n", encoding="utf-8")
    own.chmod(0o755)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path if inside else elsewhere)
    monkeypatch.setattr(sys, "argv", [str(own), "render"])
    monkeypatch.setenv("PATH", str(elsewhere))
    assert program() == ("'my bin/lettermerge'" if inside else f"'{own}'")
    assert next_command(tmp_path, "status").startswith(f"{program()} status -C ")
    monkeypatch.setenv("PATH", str(own.parent))
    assert program() == "lettermerge"
    monkeypatch.setenv("PATH", str(elsewhere))
    for other in ("-c", str(tmp_path / "__main__.py"), str(elsewhere / "lettermerge")):
        monkeypatch.setattr(sys, "argv", [other])
        assert program() == "lettermerge"
