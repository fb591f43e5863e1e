"""Check the address of a cluster, and what the settings say for reaching it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ...config.cluster_settings import ClusterSettings
from ...config.settings import FILE_NAME
from ...diagnostics import Diagnostic, Where
from ...errors import MissingEngineError, SettingsError, UsageError, extra_hint

LOCAL = "local"  #: the address of a cluster that is started on this machine
_ADDRESS = re.compile(r"(?:(tcp|tls)://)?(\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class ClusterAccess:
    """How to reach a scheduler: at `address` (LOCAL starts one), with PEM files, "" for none.

    With `sends_identity` the signing identity goes to the workers; with `is_shared` they read the
    project's own folder.
    """

    address: str
    ca: str = ""
    certificate: str = ""
    key: str = ""
    sends_identity: bool = False
    is_shared: bool = False

    @property
    def is_encrypted(self) -> bool:
        return self.address == LOCAL or self.address.startswith("tls://")


def check_access(
    address: str, settings: ClusterSettings, project: Path, *, signs: bool
) -> ClusterAccess:
    """Return how to reach the cluster at `address`; `signs` says that the letters are signed.

    Raises:
        UsageError: it is no address.
        SettingsError: it is on another machine and not encrypted, or a file for that is missing.
        MissingEngineError: Dask is not installed.
    """
    if find_spec("distributed") is None:
        raise MissingEngineError(
            "--cluster needs Dask, which is not installed", hint=extra_hint("cluster")
        )
    if address == LOCAL:
        return ClusterAccess(LOCAL, sends_identity=True, is_shared=True)
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise UsageError(
            f"`{address}` is no address of a scheduler",
            hint=f"write --cluster tls://host:8786, or --cluster {LOCAL}",
        )
    scheme = found[1] or "tcp"
    if faults := tuple(_check(scheme, found[2], settings, project, signs=signs)):
        raise SettingsError.from_faults("the cluster's access", faults)
    files = (settings.ca, settings.certificate, settings.key)
    ca, certificate, key = (str(_below(project, one)) if one else "" for one in files)
    return ClusterAccess(
        f"{scheme}://{found[2]}:{found[3]}",
        ca,
        certificate,
        key,
        sends_identity=settings.identity == "send",
        is_shared=settings.project == "shared",
    )


def is_loopback(host: str) -> bool:
    """Return whether a host's name or address is this machine's own."""
    bare = host.strip("[]")
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def _check(
    scheme: str, host: str, settings: ClusterSettings, project: Path, *, signs: bool
) -> Iterator[Diagnostic]:
    if scheme == "tcp":
        if not is_loopback(host):
            yield _fault(
                "unencrypted",
                f"the connection to {host} would not be encrypted",
                "cluster.ca",
                "write tls:// before the address, and give ca, certificate and key in [cluster]",
            )
        if signs and settings.identity == "send":
            yield _fault(
                "key-in-the-clear",
                "the signing identity would be sent over a connection that is not encrypted",
                "cluster.identity",
                'write tls:// before the address, or identity = "worker"',
            )
        return
    for name in ("ca", "certificate", "key"):
        path = getattr(settings, name)
        if not path:
            yield _fault(
                "no-certificate",
                f"a tls:// address needs `cluster.{name}`",
                f"cluster.{name}",
                "name a PEM file; docs/cluster.md says how to make one",
            )
        elif not _below(project, path).is_file():
            yield _fault(
                "no-certificate",
                f"there is no file {path}",
                f"cluster.{name}",
                "name a PEM file; docs/cluster.md says how to make one",
            )


def _below(project: Path, path: str) -> Path:
    return project / Path(path).expanduser()


def _fault(code: str, message: str, key: str, hint: str) -> Diagnostic:
    return Diagnostic(f"cluster.{code}", message, Where(FILE_NAME, column=key), hint)
