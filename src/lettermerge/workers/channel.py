"""Send Python values over a socket, for both ends of a worker.

The parent's end never blocks (what the socket does not take waits here), so that a worker which
waits to tell a result and a parent which hands out letters cannot wait for each other.
"""

from __future__ import annotations

import pickle
import select
import socket
import struct
from collections import deque
from typing import Any

_HEAD = struct.Struct("!Q")
_READ = 1 << 16  # what malloc gives and takes back without asking the kernel


class Closed(Exception):
    """The other end is gone."""


class Channel:
    """One end. `blocking` is for the worker, which has nothing else to do."""

    def __init__(self, end: socket.socket, *, blocking: bool) -> None:
        self._socket = end
        self._socket.setblocking(blocking)
        self._blocking = blocking
        self._poll = select.poll()  # select(2) knows no descriptor above 1,023
        self._poll.register(end, select.POLLIN)
        self._out: deque[memoryview] = deque()
        self._in = bytearray()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    @property
    def has_output(self) -> bool:
        return bool(self._out)

    def send(self, value: Any) -> None:
        """Send a value; without blocking, as much of it as the socket takes now."""
        text = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._out.append(memoryview(_HEAD.pack(len(text)) + text))
        self.push()

    def push(self) -> None:
        """Send what waits.

        Raises:
            Closed: the other end is gone.
        """
        try:
            while self._out:
                sent = self._socket.send(self._out[0])
                rest = self._out[0][sent:]
                if rest:
                    self._out[0] = rest
                else:
                    self._out.popleft()
        except BlockingIOError:
            return
        except OSError as error:
            raise Closed from error

    def receive(self) -> list[Any]:
        """Return the values that are whole by now; a blocking end waits for at least one.

        Raises:
            Closed: the other end is gone, and nothing whole is left.
        """
        values = self._take()
        while not values:
            try:
                text = self._socket.recv(_READ)
            except BlockingIOError:
                return []
            except OSError as error:
                raise Closed from error
            if not text:
                raise Closed
            self._in += text
            values = self._take()
            if not self._blocking:
                break
        return values

    def poll(self) -> bool:
        """Return whether `receive` would find something at once."""
        return bool(self._poll.poll(0))

    def _take(self) -> list[Any]:
        values, start = [], 0
        while len(self._in) - start >= _HEAD.size:
            (size,) = _HEAD.unpack_from(self._in, start)
            end = start + _HEAD.size + size
            if len(self._in) < end:
                break
            text = bytes(self._in[start + _HEAD.size : end])
            values.append(pickle.loads(text))  # noqa: S301 - both ends are our own
            start = end
        del self._in[:start]
        return values
