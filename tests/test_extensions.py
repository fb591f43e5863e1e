"""Extensions are found by their metadata, described with their package, and loaded once."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lettermerge import extensions
from lettermerge.extensions import FILTERS, READERS, ExtensionError, find_extension, find_extensions


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder on the path; which packages are installed is looked up anew."""

    def forget() -> None:
        find_extensions.cache_clear()
        extensions._describe_all.cache_clear()

    forget()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    forget()


def add(site: Path, package: str, version: str, entries: str) -> None:
    info = site / f"{package}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {package}\nVersion: {version}\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(entries, encoding="utf-8")


def test_an_extension_is_described_without_an_import(site: Path) -> None:
    add(site, "shorter", "1.2", "[lettermerge.filters]\nshort = shorter_filters:short\n")
    (site / "shorter_filters.py").write_text("def short(x): return x[0]\n", encoding="utf-8")
    found = find_extension(FILTERS, "short")
    assert found is not None
    assert (found.label, found.stamp) == ("package shorter 1.2", "shorter=1.2")
    assert "shorter_filters" not in sys.modules
    assert found.load()("abc") == "a"
    assert find_extension(READERS, "short") is None


def test_of_two_packages_with_one_name_the_first_by_alphabet_counts(site: Path) -> None:
    for package in ("zeta", "alpha"):
        add(site, package, "1", "[lettermerge.filters]\nsame = os:sep\n")
    assert find_extensions(FILTERS)["same"].package == "alpha"


def test_of_one_package_that_is_there_twice_the_first_on_the_path_counts(
    site: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(site, "twice", "1.0", "[lettermerge.filters]\nold = os:sep\n")
    nearer = tmp_path_factory.mktemp("nearer")
    add(nearer, "twice", "2.0", "[lettermerge.filters]\nnew = os:sep\n")
    monkeypatch.syspath_prepend(str(nearer))
    assert {"new"} == {*find_extensions(FILTERS)} & {"old", "new"}


def test_a_reader_is_known_by_an_ending(site: Path) -> None:
    add(site, "endings", "1", "[lettermerge.readers]\nvcf = os:sep\nV.C/F = os:sep\n")
    assert {"vcf", "V.C/F"} & {*find_extensions(READERS)} == {"vcf"}


def test_what_cannot_be_loaded_names_its_package_and_what_to_do(site: Path) -> None:
    add(site, "lost", "0.1", "[lettermerge.filters]\nlost = no_such_module:f\n")
    found = find_extension(FILTERS, "lost")
    assert found is not None
    with pytest.raises(ExtensionError) as caught:
        found.load()
    assert caught.value.message.startswith("package lost 0.1: `no_such_module:f` cannot be loaded")
    assert "uninstall lost" in caught.value.hint
    assert found.warn(caught.value).severity == "warning"


def test_the_page_has_every_kind_of_extension_and_every_example() -> None:
    root = Path(__file__).resolve().parents[1]
    page = (root / "docs/extending.md").read_text(encoding="utf-8")
    assert {*re.findall(r"\| `(lettermerge\.\w+)`", page)} == extensions.GROUPS
    examples = {path.parent.name for path in root.glob("examples/*/pyproject.toml")}
    assert {*re.findall(r"`examples/([\w-]+)`", page)} == examples
    groups = (path.read_text(encoding="utf-8") for path in root.glob("examples/*/pyproject.toml"))
    named = re.findall(r'entry-points\."([\w.]+)"', "".join(groups))
    assert sorted(named) == sorted(extensions.GROUPS)
