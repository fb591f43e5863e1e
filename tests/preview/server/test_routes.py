"""Test the routes of the page server, and the requests that it refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from tests.preview.server.served import write_project

from lettermerge.preview.server.access_control import AccessMiddleware
from lettermerge.preview.server.endpoint import Endpoint, listen, make_token
from lettermerge.preview.server.render_process import RenderProcess
from lettermerge.preview.server.routes import PAGE_FILES, make_app
from lettermerge.preview.server.subscriptions import Subscriptions

ENDPOINT = Endpoint(
    "127.0.0.1", 8323, "0123456789" * 4 + "abc"
)  # one for all processes that run tests


class Client:
    """Requests pages from the application as a browser would, but without a network."""

    def __init__(self, app: AccessMiddleware) -> None:
        self.app = app

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", ENDPOINT.url + path, **options)

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app)) as client:
                return await client.request(method, url, **options)

        return asyncio.run(send())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("app") / "p")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    with RenderProcess(folder) as renderer:
        yield Client(make_app(renderer, Subscriptions(folder), ENDPOINT))


def letter(client: Client, **values: object) -> dict[str, Any]:
    response = client.get("letter", params={"key": "a1", "resolution": 96, **values})
    assert response.status_code == 200
    data: dict[str, Any] = response.json()
    return data


def test_the_page_comes_with_its_own_files_and_no_others(client: Client) -> None:
    page = client.get("")
    assert page.headers["content-type"].startswith("text/html")
    for name, kind in PAGE_FILES.items():
        assert kind in client.get("" if name == "index.html" else name).headers["content-type"]
    for name in ("index.html", "app.py", "page/page.css"):
        assert client.get(name).status_code == 404


def test_no_script_and_no_style_stands_in_the_page_itself(client: Client) -> None:
    page = client.get("").text
    assert page.count("<script") == page.count('<script type="module" src=') == 1
    assert "<style" not in page
    assert " style=" not in page
    assert "http" not in page


def test_a_letter_comes_with_pages_words_data_and_what_is_said(client: Client) -> None:
    data = letter(client)
    assert data["state"] == "made"
    assert data["name"] == "Ann Testwright"
    assert ["salutation", 0, "Dear Ms Testwright,"] in data["text"]
    (group, *_) = data["data"]
    assert ["constituency", "Mole & Dale"] in group["rows"]
    (page,) = data["pages"]
    picture = client.get("page", params={"key": "a1", "page": 1, "resolution": 96})
    with Image.open(BytesIO(picture.content)) as image:
        assert image.size == (page["width"], page["height"]) == (794, 1123)


@pytest.mark.parametrize("resolution", [72, 144, 288])
def test_a_dense_screen_gets_more_dots(client: Client, resolution: int) -> None:
    (page,) = letter(client, resolution=resolution)["pages"]
    assert abs(page["width"] - 8.27 * resolution) < 2


def test_without_a_key_the_first_letter_is_shown(client: Client) -> None:
    assert letter(client, key="")["key"] == "nz"


def test_a_recipient_who_has_gone_is_said_to_have_gone(client: Client) -> None:
    assert letter(client, key="nobody")["state"] == "gone"
    assert client.get("file", params={"key": "nobody", "kind": "pdf"}).status_code == 404


def test_a_row_that_was_removed_meanwhile_is_no_fault(client: Client) -> None:
    """The browser asks for pictures and checks of a letter that an edit may have taken away."""
    inspected = client.get("inspection", params={"key": "nobody"})
    assert (inspected.status_code, inspected.json()["state"]) == (200, "gone")
    values = {"key": "nobody", "page": 1, "resolution": 96}
    assert client.get("page", params=values).status_code == 404
    response = client.get("page", params={**values, "is": "a picture of an hour ago"})
    assert (response.status_code, response.content) == (204, b"")


def test_both_files_can_be_had_and_are_proofs(client: Client) -> None:
    pdf = client.get("file", params={"key": "a1", "kind": "pdf"})
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"] == "attachment; filename*=UTF-8''a1-proof.pdf"
    docx = client.get("file", params={"key": "a1", "kind": "docx"})
    with ZipFile(BytesIO(docx.content)) as package:
        assert any(b"PROOF" in package.read(name) for name in package.namelist())


@pytest.mark.parametrize(
    ("path", "values", "status"),
    [
        ("page", {"key": "a1", "page": 2, "resolution": 96}, 404),
        ("page", {"key": "a1", "page": 0, "resolution": 96}, 400),
        ("page", {"key": "a1", "page": 1, "resolution": 97}, 400),
        ("page", {"key": "a1", "page": "²", "resolution": 96}, 400),
        ("letter", {"key": "a1", "resolution": "9" * 400}, 400),
        ("letter", {"key": "a" * 3000, "resolution": 96}, 414),
        ("file", {"key": "a1", "kind": "../../etc/passwd"}, 400),
        ("file", {"key": "../../../etc/passwd", "kind": "pdf"}, 404),
        ("events", {}, 503),
    ],
)
def test_what_does_not_fit_is_refused(
    client: Client, path: str, values: dict[str, object], status: int
) -> None:
    assert client.get(path, params=values).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 403),
        ("GET", "/wrong-token/", {}, 403),
        ("GET", f"/{ENDPOINT.token[:-1]}/", {}, 403),
        ("GET", f"/{ENDPOINT.token}", {}, 403),
        ("GET", f"/{ENDPOINT.token}/", {"host": "evil.example"}, 421),
        ("GET", f"/{ENDPOINT.token}/", {"host": "127.0.0.1:9"}, 421),
        ("GET", f"/{ENDPOINT.token}/", {"host": "127.0.0.1"}, 421),
        ("GET", f"/{ENDPOINT.token}/", {"origin": "https://evil.example"}, 403),
        ("GET", f"/{ENDPOINT.token}/", {"origin": "null"}, 403),
        ("GET", f"/{ENDPOINT.token}/", {"sec-fetch-site": "cross-site"}, 403),
        ("GET", f"/{ENDPOINT.token}/", {"sec-fetch-site": "same-site"}, 403),
        ("GET", f"/{ENDPOINT.token}/..%2f..%2fetc%2fpasswd", {}, 400),
        ("GET", f"/{ENDPOINT.token}/page%2epy", {}, 400),
        ("GET", f"/{ENDPOINT.token}/a\\b", {}, 400),
        ("POST", f"/{ENDPOINT.token}/letter", {}, 405),
        ("DELETE", f"/{ENDPOINT.token}/letter", {}, 405),
        ("GET", f"/{ENDPOINT.token}/", {"content-length": "9"}, 413),
        ("GET", f"/{ENDPOINT.token}/", {"transfer-encoding": "chunked"}, 413),
        ("GET", f"/{ENDPOINT.token}/nothing", {}, 404),
        ("GET", f"/{ENDPOINT.token}/", {"origin": "http://127.0.0.1:8323"}, 200),
        ("GET", f"/{ENDPOINT.token}/", {"host": "localhost:8323", "sec-fetch-site": "none"}, 200),
        ("HEAD", f"/{ENDPOINT.token}/", {"host": "[::1]:8323"}, 200),
    ],
)
def test_who_may_come_in(
    client: Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = client.request(method, f"http://127.0.0.1:8323{path}", headers=headers)
    assert response.status_code == status
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    assert "unsafe" not in response.headers["content-security-policy"]


def test_a_ticket_leads_in_once(folder: Path) -> None:
    """The access checks alone decide it, so no process that renders is needed."""
    endpoint = Endpoint("127.0.0.1", 8323, "token", "ticket")
    client = Client(AccessMiddleware(Starlette(), endpoint))
    foreign = client.request("GET", endpoint.url_once, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    first, second = (client.request("GET", endpoint.url_once) for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (303, "/token/")
    assert second.status_code == 403
    without = Client(AccessMiddleware(Starlette(), Endpoint("127.0.0.1", 8323, "token")))
    assert without.request("GET", "http://127.0.0.1:8323/").status_code == 403


def test_a_web_socket_is_refused(client: Client) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": f"/{ENDPOINT.token}/events", "headers": []}
    asyncio.run(client.app(scope, receive, send))
    assert [one["type"] for one in sent] == ["websocket.close"]


def test_who_listens_everywhere_is_called_by_an_address_or_its_own_name() -> None:
    endpoint = Endpoint("0.0.0.0", 8323, "t")
    assert endpoint.url == "http://127.0.0.1:8323/t/"
    assert endpoint.matches_host("192.0.2.7:8323")
    assert not endpoint.matches_host("evil.example:8323")
    assert not Endpoint("127.0.0.1", 8323, "t").matches_host("192.0.2.7:8323")
    assert Endpoint("::1", 8323, "t").url == "http://[::1]:8323/t/"


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    with listen("127.0.0.1", [0]) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", [port])
        with listen("127.0.0.1", [port, 0]) as other:
            assert other.getsockname()[1] != port


def test_a_row_that_makes_no_letter_is_shown_with_what_is_wrong(
    client: Client, folder: Path
) -> None:
    roster = folder / "r.csv"
    before = roster.read_text(encoding="utf-8")
    roster.write_text(before + "b1,narnia,,,,Cora,Testling,,\n", encoding="utf-8")
    data = letter(client, key="row 5 of r.csv")
    roster.write_text(before, encoding="utf-8")
    assert data["state"] == "rejected"
    assert "narnia" in data["diagnostics"][0]["message"] + data["diagnostics"][0]["value"]
    assert ["parliament", "narnia"] in data["data"][0]["rows"]


def test_the_finished_page_is_measured(client: Client) -> None:
    data = client.get("inspection", params={"key": "a1"}).json()
    left, width, top, height = data["boxes"]["window"]
    inner_left, inner_width, inner_top, inner_height = data["boxes"]["address"]
    assert left <= inner_left <= inner_left + inner_width <= left + width <= 1
    assert top <= inner_top <= inner_top + inner_height <= top + height <= 1
    assert data["envelope"]
    assert data["diagnostics"] == []


def test_faults_of_the_page_are_reported(client: Client, folder: Path) -> None:
    settings = folder / "lettermerge.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(before + '[envelopes]\na4 = "din-5008-a"\n', encoding="utf-8")
    data = client.get("inspection", params={"key": "a1"}).json()
    settings.write_text(before, encoding="utf-8")
    assert [one["code"] for one in data["diagnostics"]] != []


def test_what_only_the_docx_cannot_print_is_reported(client: Client, folder: Path) -> None:
    """A drawing without a width is nothing on a page, and no picture of a DOCX."""
    template, drawing = folder / "letters" / "a.md", folder / "letters" / "map.svg"
    before = template.read_text(encoding="utf-8")
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="10">'
    drawing.write_text(f'{head}<rect width="9" height="9"/></svg>', encoding="utf-8")
    template.write_text(before + "\n![A map](map.svg)\n", encoding="utf-8")
    assert letter(client)["state"] == "made"
    data = client.get("inspection", params={"key": "a1"}).json()
    template.write_text(before, encoding="utf-8")
    drawing.unlink()
    errors = [one["message"] for one in data["diagnostics"] if one["severity"] == "error"]
    assert len(errors) == 1
    assert "map.svg" in errors[0]


def test_two_letters_are_compared(client: Client) -> None:
    values = {"key": "a2", "other": "a1"}
    data = client.get("comparison", params=values).json()
    parts = {part["name"]: part["lines"] for part in data["parts"]}
    spans = parts["salutation"][0]["spans"]
    assert {(one["where"], one["text"].strip()) for one in spans} >= {("first", "Ms Testwright,")}
    assert "letterhead" in data["same"]
    assert client.get("comparison", params={"key": "a2", "other": "nobody"}).status_code == 404


def test_a_letter_that_cannot_be_made_is_neither_measured_nor_compared(
    client: Client, folder: Path
) -> None:
    template = folder / "letters" / "a.md"
    before = template.read_text(encoding="utf-8")
    template.write_text(before + "{{ nothing }}", encoding="utf-8")
    data = letter(client)
    assert (data["state"], data["pages"], data["text"]) == ("failed", [], [])
    assert ["name", "Ann Testwright"] in data["data"][0]["rows"]
    assert client.get("inspection", params={"key": "a1"}).json()["boxes"] == {}
    assert client.get("comparison", params={"key": "a1", "other": "a2"}).json()["failed"]
    assert client.get("file", params={"key": "a1", "kind": "pdf"}).status_code == 409
    assert client.get("file", params={"key": "a1", "kind": "docx"}).status_code == 409
    template.write_text(before, encoding="utf-8")


HOSTILE = '</script><img src=x onerror="alert(1)">"\'&{{ 7*7 }}\u202e' + "W" * 300


def test_hostile_cells_are_data(client: Client, folder: Path) -> None:
    row = f'h1,uk,commons,,Ms,"{HOSTILE.replace(chr(34), chr(34) * 2)}",Testmal,f,{HOSTILE[:20]}\n'
    roster = folder / "r.csv"
    before = roster.read_text(encoding="utf-8")
    roster.write_text(before + row, encoding="utf-8")
    response = client.get("recipients")
    assert response.headers["content-type"] == "application/json"
    names = [name for _, name, *_ in json.loads(response.content)["rows"]]
    assert any("onerror" in name and "49" not in name for name in names)
    assert client.get("letter", params={"key": "h1", "resolution": 96}).json()["key"] == "h1"
    roster.write_text(before, encoding="utf-8")
    assert len(client.get("recipients").json()["rows"]) == 3


@pytest.mark.slow
def test_no_two_tokens_are_alike() -> None:
    tokens = {make_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43  # 256 bits in base64 (RFC 4648, 5)


def test_files_of_the_shown_letters_are_asked_for_by_the_filter(client: Client) -> None:
    values = {"kind": "print", "search": "", "parliament": "uk", "state": "", "count": "1"}
    data = client.get("dispatch", params=values).json()
    assert (data["state"], data["letters"]) == ("ready", 0)
    assert "there is no uk/a1-ann-testwright.pdf yet" in data["left_out"][0]["message"]
    assert client.get("dispatched-file", params=values).status_code == 409
    for wrong in ({"kind": "all"}, {"count": "0"}, {"count": "x"}):
        assert client.get("dispatch", params=values | wrong).status_code == 400
    assert client.request("POST", ENDPOINT.url + "dispatch", params=values).status_code == 405
    assert client.get("dispatch", params=values, headers={"origin": "http://x"}).status_code == 403
