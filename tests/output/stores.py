"""An object store in the memory of a test: the client library's own, with its conditions."""

from __future__ import annotations

import pytest
from obstore.store import MemoryStore

from lettermerge.config.store_address import StoreAddress
from lettermerge.output import bucket
from lettermerge.output.bucket import Bucket

PLACE = StoreAddress("letters", "a", "", 1.0, 1.0)


def memory_bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    store = MemoryStore()
    monkeypatch.setattr(bucket, "_open", lambda _: store)
    return Bucket(PLACE)
