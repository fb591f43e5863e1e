"""Start schedulers and workers of Dask on loopback, as processes, with certificates."""

from __future__ import annotations

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.memory import ENVIRONMENT, UNCOMPILED
from tests.ports import free_port

PEM = serialization.Encoding.PEM
WAIT = 300.0  # seconds at most for a process to be there


def make_certificates(folder: Path) -> Path:
    """Write ca.pem, certificate.pem and key.pem, for every part of a cluster, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC)
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    names = [
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        for name in ("Testing Authority", "Testing Cluster")
    ]
    for name, own, is_authority in zip(names, (authority, key), (True, False), strict=True):
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(names[0])
            .public_key(own.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .sign(authority, hashes.SHA256())
        )
        file = "ca.pem" if is_authority else "certificate.pem"
        (folder / file).write_bytes(certificate.public_bytes(PEM))
    private = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder


@dataclass
class Cluster:
    """A scheduler and its workers. `certificates` is None without encryption."""

    folder: Path
    certificates: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{'tls' if self.certificates else 'tcp'}://127.0.0.1:{self.port}"

    @property
    def settings(self) -> str:
        """What lettermerge.toml says of this cluster."""
        if self.certificates is None:
            return "[cluster]\n"
        parts = ("ca", "certificate", "key")
        lines = [f'{one} = "{self.certificates / one}.pem"' for one in parts]
        return "\n".join(["[cluster]", *lines, ""])

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler; return when it listens, at the same port as before."""
        if not self.port:
            self.port = free_port()
        protocol = ["--protocol", "tls"] if self.certificates else []
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", *protocol]
        process = self._start("scheduler", "scheduler", options)
        until = time.monotonic() + WAIT
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return process
            assert time.monotonic() < until, self.said("scheduler")
            assert process.poll() is None, self.said("scheduler")
            time.sleep(0.05)

    def start_workers(self, count: int, *options: str) -> list[subprocess.Popen[bytes]]:
        """Start workers of one thread each; they are there when the scheduler has heard of them."""
        return [self.start_worker(*options) for _ in range(count)]

    def start_worker(
        self,
        *options: str,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        most: int = 0,
    ) -> subprocess.Popen[bytes]:
        """Start a worker with more in its environment, in a folder of its own.

        It can write files of at most `most` bytes, if that is not 0, as where there is no room.
        """
        name = f"worker-{len(self.processes)}"
        scratch = ["--local-directory", str(self.folder / name)]
        own = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", *scratch]
        protocol = ["--protocol", "tls"] if self.certificates else []
        command = [self.address, *own, *protocol, "--no-nanny", *options]
        limits = ["sh", "-c", f'ulimit -f {most // 512}; exec "$@"', "sh"] if most else []
        more = {**(environment or {}), **(UNCOMPILED if most else {})}
        self.environment, before = {**self.environment, **more}, self.environment
        try:
            return self._start(name, "worker", command, limits, folder)
        finally:
            self.environment = before

    def said(self, name: str) -> str:
        """Return the log of a process."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def stop(self) -> None:
        """Kill every process."""
        for process in self.processes:
            kill(process)

    def _start(
        self,
        name: str,
        command: str,
        options: Sequence[str],
        before: Sequence[str] = (),
        folder: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        keys: list[str] = []
        if self.certificates is not None:
            for option, file in (("ca-file", "ca"), ("cert", "certificate"), ("key", "key")):
                keys += [f"--tls-{option}", str(self.certificates / f"{file}.pem")]
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [*before, sys.executable, "-m", "dask", command, *options, *keys],
                env={**ENVIRONMENT, **self.environment},
                cwd=folder or self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group, and reap it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def run_cluster(folder: Path, workers: int = 2, *, encrypted: bool = True) -> Iterator[Cluster]:
    """Run a scheduler and workers for as long as the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder, make_certificates(folder / "tls") if encrypted else None)
    try:
        cluster.start_scheduler()
        cluster.start_workers(workers)
        yield cluster
    finally:
        cluster.stop()
