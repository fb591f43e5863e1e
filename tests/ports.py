"""Choose ports of loopback for servers that tests start, and start again at the same port.

The kernel gives a program that connects a port of its own range, so none of these is taken by one
while a server is not there, and no client that waits for a server connects to itself.
"""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_FIRST, _END = 10_000, 32_768  # Linux begins its range there, others higher: ip(7), IANA


def free_port() -> int:
    """Return a port of loopback that nobody listens at, and that no client is given."""
    end = int(_RANGE.read_text(encoding="ascii").split()[0]) if _RANGE.is_file() else _END
    draw = random.SystemRandom()
    for _ in range(1000):
        port = draw.randrange(_FIRST, end) if end > _FIRST else 0  # 0: any, where all are theirs
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no port of loopback is free")
