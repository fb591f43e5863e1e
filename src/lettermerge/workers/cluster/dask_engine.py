"""Hold what is used of Dask's distributed scheduler: its client, its cluster, its connections.

Values go from end to end of a connection as pickles, so that Dask looks into none of them. A
connection between client and worker is encrypted as Dask's own are, and does not pass the
scheduler.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from .cluster_access import LOCAL, ClusterAccess

OPERATION = "lettermerge"  # the name under which a Dask worker serves a client
_PATIENCE = 20.0  # seconds to reach a machine

#: Serves one connection, until it returns.
Serve = Callable[["ClusterConnection"], Awaitable[None]]


class ConnectionLost(OSError):
    """The other end is gone."""


class ClusterConnection:
    """One end of a connection; `send` may be called from any thread, `receive` in the loop."""

    def __init__(self, comm: Any) -> None:
        self._comm = comm
        self._loop = asyncio.get_running_loop()
        self._outbox: asyncio.Queue[object] = asyncio.Queue()
        self._writer = self._loop.create_task(self._write())
        self.address: str = comm.peer_address

    def send(self, value: object) -> None:
        """Send a value; that the other end is gone is seen by `receive`."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._outbox.put_nowait, value)

    async def receive(self) -> Any:
        """Return the next value.

        Raises:
            ConnectionLost: the other end is gone.
        """
        try:
            return pickle.loads(await self._comm.read())  # noqa: S301 - both ends are our own
        except OSError as error:
            raise ConnectionLost from error

    async def close(self) -> None:
        """Send what waits, and close."""
        self.send(_END)  # as all else: what was sent before comes first
        with suppress(OSError, asyncio.CancelledError):
            await self._writer
            await self._comm.close()

    async def _write(self) -> None:
        while (value := await self._outbox.get()) is not _END:
            try:
                await self._comm.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
            except OSError:
                return


_END = object()


async def connect(client: Any, address: str) -> ClusterConnection:
    """Connect to a Dask worker that `install` was run on.

    Raises:
        ConnectionLost: it is not reached.
    """
    from distributed.comm.core import connect as connect_comm

    try:
        options = client.security.get_connection_args("client")
        comm = await connect_comm(address, timeout=_PATIENCE, **options)
        await comm.write({"op": OPERATION, "reply": False})
    except OSError as error:
        raise ConnectionLost from error
    return ClusterConnection(comm)


def install(worker: Any, serve: Serve) -> None:
    """Let a Dask worker serve clients."""

    async def handle(comm: Any, **_: Any) -> None:
        connection = ClusterConnection(comm)
        try:
            await serve(connection)
        finally:
            await connection.close()

    worker.handlers[OPERATION] = handle


def open_client(access: ClusterAccess, count: int) -> tuple[Any, Any]:
    """Return a client, and the cluster that was started for it: `count` processes here, or None.

    Raises:
        OSError: there is no scheduler.
    """
    import dask.config
    from distributed import Client, LocalCluster, Security

    _silence()
    if access.address == LOCAL:
        security = Security.temporary()
        with dask.config.set({"distributed.worker.profile.enabled": False}):  # nobody looks at it
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                host="127.0.0.1",
                protocol="tls://",
                security=security,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        return Client(cluster, security=security, set_as_default=False), cluster
    security = Security()
    if access.is_encrypted:
        security = Security(
            tls_ca_file=access.ca,
            tls_client_cert=access.certificate,
            tls_client_key=access.key,
            require_encryption=True,
        )
    client = Client(access.address, security=security, timeout=_PATIENCE, set_as_default=False)
    return client, None


def is_connected(client: Any) -> bool:
    """Return whether a client has heard nothing of the end of its connection to the scheduler."""
    return str(client.status) == "running"


def _silence() -> None:
    """Let Dask log nothing here: what matters is told by us. Its parts have levels of their own."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed.")]
    for name in ("distributed", *names):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def address_host(address: str) -> str:
    """Return the host of an address as Dask writes it."""
    from distributed.comm.addressing import get_address_host

    return str(get_address_host(address))
