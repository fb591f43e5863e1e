"""Ports of servers that tests start: free, and none that a client is given meanwhile."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from tests import ports


def test_no_client_is_given_a_port_that_was_chosen() -> None:
    chosen = {ports.free_port() for _ in range(50)}
    assert len(chosen) > 40
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getsockname()[1] > max(chosen)
    for port in chosen:
        with socket.socket() as one:
            one.bind(("127.0.0.1", port))


def test_a_port_that_is_taken_is_not_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first := ports.free_port()))
        monkeypatch.setattr(ports, "_FIRST", first)
        monkeypatch.setattr(ports, "_RANGE", tmp_path / "range")
        (tmp_path / "range").write_text(f"{first + 2} 60999", encoding="ascii")
        assert {ports.free_port() for _ in range(20)} == {first + 1}
        (tmp_path / "range").write_text(f"{first + 1} 60999", encoding="ascii")
        with pytest.raises(OSError, match="no port"):
            ports.free_port()
