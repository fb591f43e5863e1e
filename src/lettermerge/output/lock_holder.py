"""Say who began a run: whoever finds an output folder in use is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who began a run: process, host, and when (ISO 8601)."""

    pid: int
    host: str
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.started}"
