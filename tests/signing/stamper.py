"""An RFC 3161 server for tests: `openssl ts -reply` behind HTTP on the loopback interface."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.signing import authority

CONFIGURATION = """
[tsa]
default_tsa = sample
[sample]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@contextmanager
def serve(folder: Path, trouble: str = "") -> Iterator[str]:
    """Serve time stamps and yield the address.

    `trouble` is "" for a server that works, "slow" for one that answers after a minute,
    "broken" for one that answers nonsense, "once" for one that fails at its first request, and
    "other" for one that stamps something else.
    """
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: `make test` brings it")
    leaf = authority.certificate(
        "ec",
        "Sample Time Stamps",
        number=9,
        usages=("digital_signature",),
        purposes=(ExtendedKeyUsageOID.TIME_STAMPING,),
    )
    authority.write_pem(folder / "tsa.pem", leaf)
    authority.write_pem(folder / "chain.pem", authority.root())
    authority.write_key(folder / "tsa.key", authority.key("ec", 9))
    (folder / "serial").write_text("01\n", encoding="ascii")
    (folder / "ts.cnf").write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
    seen: list[bytes] = []
    closing = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer with the revocation list that the test left in the folder."""
            answer = (folder / "root.crl").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/pkix-crl")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(request)
            if trouble == "slow" and closing.wait(60):
                return
            if trouble == "broken" or (trouble == "once" and len(seen) == 1):
                self.send_error(503)
                return
            if trouble == "other":
                request = request[:40] + bytes([request[40] ^ 1]) + request[41:]
            answer = self.stamp(request)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def stamp(self, request: bytes) -> bytes:
            (folder / "request.tsq").write_bytes(request)
            subprocess.run(
                ["openssl", "ts", "-reply", "-config", folder / "ts.cnf", "-queryfile",
                 folder / "request.tsq", "-out", folder / "answer.tsr"],
                check=True, capture_output=True,
            )  # fmt: skip
            return (folder / "answer.tsr").read_bytes()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False  # closing waits for them: none forks under another test
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            closing.set()
            server.shutdown()
            thread.join()
