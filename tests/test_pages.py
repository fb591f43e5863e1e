"""The pages of a published project: citation, security, contributing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import lettermerge

ROOT = Path(__file__).resolve().parents[1]
#: Nobody reads mail there: replace it, here and in SECURITY.md, when the project is published.
CONTACT = "security@example.org"


def test_the_citation_is_of_this_version() -> None:
    data = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert data["cff-version"] == "1.2.0"
    assert data["version"] == lettermerge.__version__
    assert data["license"] == "Apache-2.0"
    assert {"message", "title", "authors", "type"} <= data.keys()


def test_weaknesses_are_reported_to_a_placeholder_that_must_be_replaced() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert re.findall(r"[\w.]+@[\w.]+\w", text) == [CONTACT]


def test_what_security_promises_names_tests_that_are_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/.]+)`", text)
    assert len(named) == 3
    assert all((ROOT / name).exists() for name in named)


def test_the_verbs_of_contributing_are_the_makefile_s() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"(?m)^([a-z]+):", makefile))
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)", text)) - {"is"}
    assert named <= verbs
    assert {"setup", "test", "lint", "lock"} <= named


@pytest.mark.parametrize("name", ["SECURITY.md", "CONTRIBUTING.md"])
def test_a_page_is_one_page(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 80
