"""Choose what works through a queue: this process, processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator

from .chunk_queue import ChunkQueue
from .local_processes import LocalProcesses
from .service import DoneItem, Service, WorkerOptions
from .worker_pool import InProcess, WorkerPool

#: Works on a queue. None means that nothing has happened for a moment.
Executor = Callable[[ChunkQueue], Generator[DoneItem | None]]


def choose_executor(service: Service, options: WorkerOptions) -> Executor:
    """Return what works on a queue as the options say."""
    if options.cluster is not None:
        from .cluster.remote_processes import RemoteProcesses

        return WorkerPool(RemoteProcesses(service, options, options.cluster), options)
    if options.count:
        local = LocalProcesses(service, options.limits, options.count, options.fork_server)
        return WorkerPool(local, options)
    return InProcess(service, options)
