"""Keep the entries of a dictionary that were used last (LRU cache), so that it stays small."""

from __future__ import annotations

from typing import TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")


class Bounded(dict[K, V]):
    """Holds at most `limit` entries; a new one beyond that drops the one used least recently.

    Only `get` and entering count as use: they move an entry to the end.
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def __setitem__(self, key: K, value: V) -> None:
        if key not in self and len(self) >= self.limit:
            del self[next(iter(self))]
        super().__setitem__(key, value)

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: K, default: D, /) -> V | D: ...
    def get(self, key: K, default: object = None, /) -> object:
        if key not in self:
            return default
        value = self.pop(key)
        super().__setitem__(key, value)
        return value
