"""Test `preview --serve` as a process: its address, its end, and hostile requests."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.preview.server.served import FAILING_WATCH, PATIENCE, Served, served, write_project
from tests.tiny import Tiny, make_tiny

from lettermerge.preview.server.endpoint import listen

LOOPBACK = "127.0.0.1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("serve") / "p")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    with served(folder) as server:
        yield server


def get(server: Served, path: str = "", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=PATIENCE)
    connection.request("GET", f"/{server.token}/{path}", headers=headers)
    response = connection.getresponse()
    return response.status, response.read()


def send(server: Served, head: str, body: bytes = b"") -> bytes:
    """Send bytes as they are; return what comes back, if anything does."""
    with socket.create_connection((LOOPBACK, server.port), timeout=PATIENCE) as wire:
        with contextlib.suppress(OSError):  # it has closed already: that is an response, too
            wire.sendall(head.replace("\n", "\r\n").encode() + body)
        try:
            return wire.recv(1 << 16)
        except OSError:
            return b""


def events(server: Served, tab: str) -> Iterator[str]:
    """Yield the names of the events that a page receives."""
    wire = socket.create_connection((LOOPBACK, server.port), timeout=PATIENCE)
    with wire, wire.makefile("rb") as lines:
        path = f"/{server.token}/events?tab={tab}"
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{server.port}\r\n\r\n".encode())
        heartbeats = 0
        for line in lines:
            if line.startswith(b"event: "):
                heartbeats = 0
                yield line[7:].strip().decode()
            heartbeats += line.startswith(b":")
            assert heartbeats < 20, "no event within five minutes"


def test_the_address_is_all_that_stands_on_stdout(server: Served) -> None:
    assert server.url == f"http://{LOOPBACK}:{server.port}/{server.token}/"
    assert len(server.token) >= 32
    assert get(server)[0] == 200


def test_a_saved_file_notifies_the_page_that_shows_it_and_to_no_other(
    server: Served, folder: Path
) -> None:
    more = folder / "letters" / "a2.md"
    more.write_text("More.", encoding="utf-8")
    template = folder / "letters" / "a.md"
    before = template.read_text(encoding="utf-8")
    template.write_text(
        before + '{% if recipient.id == "a2" %}{% include "a2.md" %}{% endif %}', encoding="utf-8"
    )
    one, two = events(server, "one"), events(server, "two")
    assert [next(one), next(two)] == ["ready", "ready"]
    for tab, key in (("one", "a1"), ("two", "a2")):
        assert get(server, f"letter?key={key}&resolution=72&tab={tab}")[0] == 200
    (folder / "letters" / "unrelated.md").write_text("x", encoding="utf-8")
    more.write_text("More and more.", encoding="utf-8")
    assert next(two) == "changed"
    template.write_text(before, encoding="utf-8")
    assert next(one) == "changed"  # the first event that it receives
    response = json.loads(get(server, "letter?key=a1&resolution=72&tab=one")[1])
    assert response["state"] == "made"


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /TOKEN/../../../etc/passwd", "", b"400"),
        ("GET /TOKEN/%2e%2e/%2e%2e/etc/passwd", "", b"400"),
        ("GET /TOKEN/..%2f..%2fetc%2fpasswd", "", b"400"),
        ("GET /TOKEN%2f", "", b"403"),
        ("GET //TOKEN/", "", b"403"),
        ("GET http://evil.example/TOKEN/", "", b"403"),
        ("GET /TOKEN/", "Origin: https://evil.example\n", b"403"),
        ("GET /TOKEN/", "Host: evil.example\n", b"400"),  # a second one
        ("TRACE /TOKEN/", "", b"405"),
        ("OPTIONS *", "", b"403"),
        ("GET /TOKEN/\x00", "", b"400"),
        ("GET /" + "x" * 70_000, "", b"403"),
        ("nonsense", "", b"400"),
    ],
)
def test_requests_that_mean_harm_are_refused_and_the_server_lives(
    server: Served, request_line: str, headers: str, status: bytes
) -> None:
    line = request_line.replace("TOKEN", server.token)
    response = send(server, f"{line} HTTP/1.1\nHost: {LOOPBACK}:{server.port}\n{headers}\n")
    assert response.split(b" ")[1:2] == [status]
    assert b"root:" not in response
    assert get(server)[0] == 200


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_body_of_ten_megabytes_is_not_taken(server: Served, method: str) -> None:
    head = f"{method} /{server.token}/ HTTP/1.1\nHost: {LOOPBACK}:{server.port}\n"
    response = send(server, f"{head}Content-Length: 10000000\n\n", b"x" * 10_000_000)
    assert response[:12] in {b"", b"HTTP/1.1 405", b"HTTP/1.1 413"}
    assert get(server)[0] == 200


def test_the_token_is_not_told_to_whoever_guesses(server: Served) -> None:
    response = send(server, f"GET / HTTP/1.1\nHost: {LOOPBACK}:{server.port}\n\n")
    assert b" 403 " in response
    assert server.token.encode() not in response


@pytest.mark.slow
def test_ctrl_c_ends_it_while_a_page_listens_without_end(folder: Path) -> None:
    with served(folder) as server:
        listening = events(server, "t")
        assert next(listening) == "ready"
        children = psutil.Process(server.process.pid).children(recursive=True)
        code, out, err = server.interrupt()
    assert code == 0
    assert (out, "Traceback" in err) == ("", False)
    assert children
    assert not any(child.is_running() for child in children)


def test_nothing_is_written(folder: Path) -> None:
    assert not (folder / "output").exists()


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def test_a_port_that_is_taken_is_a_clear_error(tiny: Tiny) -> None:
    with listen(LOOPBACK, [0]) as taken:
        port = str(taken.getsockname()[1])
        code, out, err = tiny.run("preview", "--serve", "--port", port)
    assert (code, out) == (2, "")
    assert f"port {port}" in err
    assert "choose another --port" in err


@pytest.mark.parametrize("host", ["192.0.2.1", "ä..b", "x" * 70])
def test_a_host_that_is_not_this_machine_is_refused(tiny: Tiny, host: str) -> None:
    code, _, err = tiny.run("preview", "--serve", "--port", "0", "--host", host)
    assert code == 2
    assert "--host takes an address of this machine" in err
    assert "warning: anybody with the address can read every letter" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a1", "--serve"),
        ("--serve", "--diff", "a1", "a2"),
        ("--port", "9"),
        ("a1", "--port", "9"),
    ],
)
def test_one_thing_is_asked_for(tiny: Tiny, arguments: tuple[str, ...]) -> None:
    code, out, err = tiny.run("preview", *arguments)
    assert (code, out) == (2, "")
    assert "--serve" in err


@pytest.mark.slow
def test_a_file_that_is_replaced_and_a_folder_that_goes_and_comes_are_noticed(
    tmp_path: Path,
) -> None:
    folder = write_project(tmp_path / "p")
    letters, template = folder / "letters", folder / "letters" / "a.md"
    before = template.read_text(encoding="utf-8")

    def state() -> str:
        response = get(own, "letter?key=a1&resolution=72&tab=t")[1]
        return str(json.loads(response)["state"])

    with served(folder) as own:
        received = events(own, "t")
        assert next(received) == "ready"
        assert state() == "made"
        (folder / "new").write_text(before + "More.", encoding="utf-8")
        (folder / "new").replace(template)  # as editors save
        assert next(received) == "changed"
        letters.rename(folder / "elsewhere")
        while state() != "broken":
            assert next(received) == "changed"
        (folder / "elsewhere").rename(letters)
        while state() != "made":
            assert next(received) == "changed"
        template.write_text(before, encoding="utf-8")
        assert next(received) == "changed"
        assert state() == "made"


@pytest.mark.slow
def test_a_watch_that_fails_is_told_on_every_page_and_in_the_terminal(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p")
    patch = FAILING_WATCH.replace("FILE", str(folder / "now"))
    with served(folder, patch=patch) as own:
        open_page = events(own, "t")
        assert next(open_page) == "ready"
        (folder / "now").touch()
        assert next(open_page) == "unwatched"
        late_page = events(own, "u")
        assert [next(late_page), next(late_page)] == ["ready", "unwatched"]
        assert get(own, "letter?key=a1&resolution=72&tab=t")[0] == 200
        code, _, err = own.interrupt()
    assert code == 0
    assert err.count("warning: files are no longer watched, and pages do not follow edits") == 1
    assert "reload a page to see an edit, or start the preview again" in err
    assert "LookupError: of the watch" in err
