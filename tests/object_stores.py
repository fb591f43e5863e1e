"""Run an object store on loopback as a process of its own, with a proxy before it that fails."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from tests.memory import ENVIRONMENT, ROOT
from tests.ports import free_port

WAIT = 300.0  # seconds at most for the store to be there
SECRET = "store-secret-of-a-test"
KEYS = {
    "AWS_ACCESS_KEY_ID": "store-key-of-a-test",
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_REGION": "us-east-1",
}
BUCKET = "letters"
PYTHON = ROOT / ".tools" / "s3" / "bin" / "python"
#: Which service is asked; the server looks at no more of a signature.
_SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request"}


@dataclass
class S3Server:
    """Moto's server: a bucket `letters`, in memory."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, key: str = "", body: bytes = b"", query: str = "") -> bytes:
        """Ask the server about the bucket or an object, without the client that is tested."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=300)
        path = f"/{BUCKET}/{quote(key)}".rstrip("/")
        connection.request(method, path + (f"?{query}" if query else ""), body, _SIGNED)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status < 300, (answer.status, content)
        return content

    def keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix, without it."""
        found: list[str] = []
        more = ""
        while True:
            query = f"list-type=2&prefix={quote(prefix, safe='')}/{more}"
            page = ElementTree.fromstring(self.ask("GET", query=query))
            name = "{http://s3.amazonaws.com/doc/2006-03-01/}"
            found += [one.text or "" for one in page.iter(f"{name}Key")]
            token = page.findtext(f"{name}NextContinuationToken")
            if not token:
                return [key.removeprefix(f"{prefix}/") for key in found]
            more = f"&continuation-token={quote(token, safe='')}"

    def objects(self, prefix: str) -> dict[str, bytes]:
        """Return all objects below a prefix, by what follows it."""
        return {key: self.ask("GET", f"{prefix}/{key}") for key in self.keys(prefix)}

    def letters(self, prefix: str) -> dict[str, bytes]:
        """Return the letters below a prefix, by what follows it."""
        found = self.objects(prefix)
        return {key: found[key] for key in found if key.endswith((".pdf", ".docx"))}


@contextmanager
def run_s3_server(folder: Path) -> Iterator[S3Server]:
    """Run the server for as long as the block runs."""
    if not PYTHON.exists():
        pytest.skip("there is no S3 server: `make test` brings it")
    port = free_port()
    with (folder / "s3.log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            env={k: v for k, v in os.environ.items() if k != "PYTHONWARNDEFAULTENCODING"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + WAIT
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, (folder / "s3.log").read_text(encoding="utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)
        server = S3Server(port, process)
        server.ask("PUT")
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def environment(endpoint: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a program that writes to the store."""
    return {**ENVIRONMENT, **KEYS, "AWS_ENDPOINT_URL": endpoint, **(more or {})}
