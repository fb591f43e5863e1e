"""The manual as a site: links and anchors, pictures, and what Chromium and axe say of its pages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import manual

HERE = Path(__file__).resolve().parent
DOCS = manual.ROOT / "docs"
#: One page of each kind: the home page, long outputs, tables of words, a table of keys.
SAMPLE = ("index.html", "tutorial/index.html", "how-to/coming-from.html", "reference/settings.html")
#: What a page loads by itself; links that people follow may lead anywhere.
_LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"([^\"]+)\""
    r"|<link\b(?=[^>]*\brel=\"(?:stylesheet|preload|preconnect|icon)\")[^>]*\bhref=\"([^\"]+)\""
)


def copied(folder: Path) -> Path:
    """Return a folder with the sources of the site."""
    for name in manual.SOURCES:
        source = manual.ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(tmp_path_factory.mktemp("manual"))
    assert manual.build(folder) == 0
    return folder / manual.SITE


def test_every_page_is_in_the_navigation() -> None:
    settings = tomllib.loads((manual.ROOT / "zensical.toml").read_text(encoding="utf-8"))
    named = list(leaves(settings["project"]["nav"]))
    assert sorted(named) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def leaves(tree: Any) -> Iterator[str]:
    """Yield the pages of a navigation."""
    if isinstance(tree, str):
        yield tree
    else:
        for one in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(one)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["nowhere.md", "glossary.md#nowhere"])
def test_a_link_that_leads_nowhere_is_a_fault(
    tmp_path: Path, target: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = copied(tmp_path)
    with (folder / "docs" / "index.md").open("a", encoding="utf-8") as page:
        page.write(f"\n[a link]({target})\n")
    assert manual.build(folder) != 0
    assert "does not exist" in capfd.readouterr().err


@pytest.mark.slow
def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    assert len(pages) > 40
    for page in pages:
        for found in _LOADED.findall(page.read_text(encoding="utf-8")):
            address = "".join(found)
            assert not re.match(r"(?:\w+:)?//", address), f"{page.name}: {address}"
            assert (page.parent / address).exists(), f"{page.name}: {address}"


@pytest.mark.slow
def test_every_picture_says_what_it_shows(site: Path) -> None:
    pictures = [
        picture
        for page in site.rglob("*.html")
        for picture in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8"))
    ]
    assert len(pictures) >= 5
    assert [one for one in pictures if not re.search(r'\balt="[^"]{10,}"', one)] == []


def test_every_block_of_code_says_its_language() -> None:
    folders = ("tutorial", "how-to", "reference")
    paths = [path for folder in folders for path in (DOCS / folder).glob("*.md")]
    for path in (*paths, manual.ROOT / "README.md"):
        fences = re.findall(r"(?m)^ *```(.*)$", path.read_text(encoding="utf-8"))
        assert len(fences) % 2 == 0, path
        assert all(fences[::2]), f"{path.relative_to(manual.ROOT)}: name the language after ```"


@pytest.fixture(scope="module")
def seen(site: Path) -> dict[str, Any]:
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    node = shutil.which("node")
    if not (chromium and node and (HERE.parent / "tools/node_modules/playwright-core").is_dir()):
        pytest.skip("Chromium, Node.js or playwright-core is missing: make verifiers")
    command = [node, str(HERE / "site.mjs"), chromium, str(site), "", *SAMPLE]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.tools
@pytest.mark.slow
def test_axe_finds_nothing(seen: dict[str, Any]) -> None:
    assert len(seen["axe"]) == 2 * len(SAMPLE)
    assert {name: found for name, found in seen["axe"].items() if found} == {}


@pytest.mark.tools
@pytest.mark.slow
def test_nothing_is_wider_than_the_window(seen: dict[str, Any]) -> None:
    assert {name: over for name, over in seen["overflow"].items() if over > 0} == {}


@pytest.mark.tools
@pytest.mark.slow
def test_nothing_is_complained_of_and_nothing_asked_elsewhere(seen: dict[str, Any]) -> None:
    assert seen["trouble"] == []
    assert seen["elsewhere"] == []


@pytest.mark.tools
@pytest.mark.slow
def test_the_search_works_without_a_server_and_pages_print(seen: dict[str, Any]) -> None:
    assert seen["results"] >= 3
    assert seen["scheme"] == "default"
    assert seen["printed"] > 10_000
