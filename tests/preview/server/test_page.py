"""Test the preview page in Chromium, its accessibility, and hostile names.

One browser run (page.mjs) collects all observations; each test checks some of them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.preview.server.served import FAILING_WATCH, served, write_project

from lettermerge.cli.application import run

HERE = Path(__file__).parent
HOSTILE = "<img src=x onerror=globalThis.executed=1>\"'</script>\u202eevil " + "W" * 300

pytestmark = [pytest.mark.tools, pytest.mark.slow]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    node = shutil.which("node")
    if not (
        chromium and node and (HERE.parents[1] / "tools/node_modules/playwright-core").is_dir()
    ):
        pytest.skip("Chromium, Node.js or playwright-core is missing: make verifiers")
    folder = write_project(tmp_path_factory.mktemp("page") / "p")
    quoted = HOSTILE.replace('"', '""')
    with (folder / "r.csv").open("a", encoding="utf-8") as roster:
        roster.write(f'h1,ca,commons,,Ms,"{quoted}",Testling,f,"{quoted}"\n')
    for words in (
        ("render", "-j", "0", "-q", "-f", "pdf"),
        ("ledger", "add", "a2", "answered", "-q"),
    ):
        on = ("--on", "2026-03-04") if words[0] == "ledger" else ()
        assert run([*words, *on, "-C", str(folder)]) == 0
    with served(folder, patch=FAILING_WATCH.replace("FILE", str(folder / "unwatch"))) as server:
        command = [node, str(HERE / "page.mjs"), chromium, server.url, str(folder), ""]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, timeout=900
        )
        assert done.returncode == 0, done.stderr
        code, _, said = server.interrupt()
        assert code == 0
        assert said.count("Traceback") == 1, said
        assert "LookupError: of the watch" in said
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_axe_finds_nothing(seen: dict[str, Any]) -> None:
    assert len(seen["axe"]) >= 8
    assert {name: found for name, found in seen["axe"].items() if found} == {}


def test_nothing_is_complained_of_and_nothing_asked_elsewhere(seen: dict[str, Any]) -> None:
    assert seen["trouble"] == []
    assert seen["elsewhere"] == []


def test_nothing_is_wider_than_the_window(seen: dict[str, Any]) -> None:
    assert {name: over for name, over in seen["overflow"].items() if over > 0} == {}


def test_search_and_filter_find_recipients(seen: dict[str, Any]) -> None:
    assert seen["first"] == "New Zealand Parliament"
    assert seen["filtered"] == ["Ben Testman"]


def test_an_edit_is_on_the_page_by_itself(seen: dict[str, Any]) -> None:
    edited = seen["edited"].replace("\N{NO-BREAK SPACE}", " ")  # the last word is bound
    assert "Words for Ann Testwright of Mole & Dale." in edited


def test_a_broken_template_shows_its_line_and_what_to_do(seen: dict[str, Any]) -> None:
    assert "This letter cannot be made" in seen["broken"]
    assert "letters/a.md:4" in seen["broken"]
    assert "did you mean `name`" in seen["broken"]
    assert "Body" not in seen["broken"]
    assert "recipient.nmae" in seen["broken"]
    assert seen["state"] == "Needs fixing"
    assert "letters/a.md:" in seen["unusable"]


def test_both_files_can_be_downloaded(seen: dict[str, Any]) -> None:
    assert seen["pdf"] == ["a1-proof.pdf", "%PDF"]
    assert seen["docx"] == ["a1-proof.docx", "PK\x03\x04"]


def test_the_window_of_the_envelope_lies_over_the_page(seen: dict[str, Any]) -> None:
    assert seen["boxes"] == 3


def test_another_letter_is_compared_with_the_one_that_was_shown(seen: dict[str, Any]) -> None:
    assert any("Ann Testworth" in words for words in seen["compared"])


def test_how_far_letters_have_come_is_shown_and_filtered(seen: dict[str, Any]) -> None:
    assert seen["ways"] == ["answered 2026-03-04"]
    assert seen["choices"] == ["All dispatch states", "Not sent", "Answered"]
    assert seen["answered"] == ["Ben Testman"]


def test_the_letters_in_the_list_become_a_print_file(seen: dict[str, Any]) -> None:
    assert "1 letter to print, 1 sheet" in seen["outgoing"]
    assert "The ledger records nothing of a download" in seen["outgoing"]
    assert "1 letter was signed by a DEMO identity" in seen["outgoing"]
    assert seen["print"] == ["print-a4.pdf", "%PDF"]
    assert "No e-mail can be written" in seen["refused"]
    assert "mail.from" in seen["refused"]


def test_everything_is_reached_by_keyboard_with_the_focus_in_sight(seen: dict[str, Any]) -> None:
    assert seen["unseen"] == []
    wanted = [
        "search",
        "parliament",
        "dispatch",
        "list",
        "print",
        "drafts",
        "next",
        "pages",
        "pdf",
        "docx",
        "envelope",
    ]
    assert [stop for stop in seen["stops"] if stop in wanted] == wanted
    assert seen["active"][0] == "list"
    assert "Ben Testman" in seen["active"][1]
    assert seen["entered"] == "letter"


def test_what_is_typed_in_the_list_is_searched_for(seen: dict[str, Any]) -> None:
    assert seen["typed"] == "testb"


def test_a_page_that_is_opened_while_all_is_broken_comes_to_life(seen: dict[str, Any]) -> None:
    assert seen["late"] == "The template has an error"
    assert seen["gone"] == "This recipient is not in the rosters"


def test_hostile_names_are_text(seen: dict[str, Any]) -> None:
    assert seen["executed"] == "nothing"
    assert seen["images"] == 0


def test_dark_is_dark_and_pages_are_sharp(seen: dict[str, Any]) -> None:
    red, green, blue = (int(part) for part in seen["ground"][4:-1].split(","))
    assert max(red, green, blue) < 60
    assert seen["sharp"] >= 1.96


def test_on_a_narrow_window_the_list_closes_when_one_is_chosen(seen: dict[str, Any]) -> None:
    assert seen["closed"] is True


def test_it_is_told_that_edits_are_no_longer_followed(seen: dict[str, Any]) -> None:
    assert seen["unwatched"] == "Edits are not followed: reload to see them"
