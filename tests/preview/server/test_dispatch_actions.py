"""Print files and drafts of the letters on the page: those of the commands, and not recorded."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.mailing import make_mailing
from tests.tiny import Tiny

from lettermerge.preview.server.handlers import RequestHandler
from lettermerge.preview.server.messages import (
    DispatchRequest,
    LetterRequest,
    ListRequest,
    RenderResponse,
    RowFilter,
)
from lettermerge.preview.server.project_session import Session

pytestmark = pytest.mark.slow  # each makes letters and files of them


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return make_mailing(tmp_path / "p", capsys)


@pytest.fixture
def handler(tiny: Tiny) -> RequestHandler:
    return RequestHandler(Session(tiny.folder.resolve()), lambda _: None)


def ask(
    handler: RequestHandler, kind: Any, count: int, *, file: bool = False, **rows: str
) -> RenderResponse:
    wanted = {"search": "", "parliament": "", "state": "", **rows}
    return handler(DispatchRequest(kind, RowFilter(count=count, **wanted), file))


def told(response: RenderResponse) -> dict[str, Any]:
    assert response.media_type == "application/json"
    data: dict[str, Any] = json.loads(response.content)
    return data


def test_a_print_file_is_that_of_print_and_is_not_recorded(
    tiny: Tiny, handler: RequestHandler
) -> None:
    before = tiny.files()
    assert told(ask(handler, "print", 3)) == {
        "state": "ready", "letters": 3, "sheets": 3, "warnings": [], "left_out": [],
    }  # fmt: skip
    for search in ("new zealand", "ITSELF  parliament", "dale mole", "téstw", "us examplia"):
        assert told(ask(handler, "print", 1, search=search))["letters"] == 1, search
    archive = ZipFile(BytesIO(ask(handler, "print", 3, file=True).content))
    one = ask(handler, "print", 1, file=True, parliament="us")
    assert (one.name, one.media_type) == ("print-letter.pdf", "application/pdf")
    assert tiny.files() == before
    assert tiny.run("print", "-q")[0] == 0
    made = tiny.files("output/print/0001")
    assert {name: archive.read(name) for name in archive.namelist()} == made
    assert one.content == made["letter.pdf"]


def test_drafts_are_those_of_mail(tiny: Tiny, handler: RequestHandler) -> None:
    data = told(ask(handler, "drafts", 3))
    assert (data["state"], data["letters"]) == ("ready", 2)
    assert data["left_out"] == [
        {
            "name": "New Zealand Parliament",
            "message": "New Zealand Parliament has no e-mail address",
        }
    ]
    found = ask(handler, "drafts", 3, file=True)
    archive = ZipFile(BytesIO(found.content))
    assert tiny.run("mail", "-q")[0] == 0
    assert {name: archive.read(name) for name in archive.namelist()} == tiny.files("output/mail")
    assert found.name == "drafts.zip"


def test_states_are_shown_and_select(tiny: Tiny, handler: RequestHandler) -> None:
    listed = told(handler(ListRequest()))
    assert listed["dispatch"] == {}
    assert tiny.run("print", "a1", "-q")[0] == 0
    assert tiny.run("ledger", "add", "a2", "answered", "--on", "2026-03-04", "-q")[0] == 0
    again = told(handler(ListRequest()))
    assert again["version"] != listed["version"]
    assert again["dispatch"]["a2"] == ["answered", "2026-03-04", ""]
    assert again["dispatch"]["a1"][::2] == ["printed", "print"]
    letter = told(handler(LetterRequest("a2", 72)))
    assert letter["roster"] == again["version"]
    assert letter["dispatch"] == {"state": "answered", "day": "2026-03-04", "channel": None}
    data = told(ask(handler, "print", 1, state="printed"))
    assert (data["letters"], data["left_out"][0]["name"]) == (0, "Ann Testwright")
    assert "was printed before" in data["left_out"][0]["message"]
    assert told(ask(handler, "print", 1, file=True, state="printed"))["state"] == "refused"


def test_what_cannot_be_made_says_why(tiny: Tiny, handler: RequestHandler) -> None:
    data = told(ask(handler, "print", 2))
    assert data["title"] == "The list has changed meanwhile: choose again"
    tiny.write("output/uk/a1-ann-testwright.pdf", b"mine")
    data = told(ask(handler, "print", 3))
    assert "was altered" in data["left_out"][0]["message"]
    (tiny.folder / "letters/mail.md").unlink()
    data = told(ask(handler, "drafts", 3))
    assert (data["state"], data["title"]) == ("refused", "No e-mail can be written")
    assert data["diagnostics"][0]["code"] == "mail.no-text"
    (tiny.folder / "pass.txt").unlink()
    data = told(ask(handler, "print", 3))
    assert "pass.txt cannot be read" in data["title"]


def test_nothing_is_made_where_the_ledger_is_gone(tiny: Tiny, handler: RequestHandler) -> None:
    assert tiny.run("print", "a1", "-q")[0] == 0
    (tiny.folder / "output/ledger.jsonl").unlink()
    assert told(handler(ListRequest()))["dispatch"] is None
    for kind in ("print", "drafts"):
        data = told(ask(handler, kind, 3))
        assert data["title"] == "It is not known what was sent"
        assert "nobody knows who got one" in data["diagnostics"][0]["message"]
    letter = told(handler(LetterRequest("a1", 72)))
    assert "dispatch.no-ledger" in [one["code"] for one in letter["diagnostics"]]
