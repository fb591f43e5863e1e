"""What a writer gives goes through processes as it is."""

from __future__ import annotations

import pickle
from dataclasses import MISSING, fields, replace

from lettermerge.diagnostics import Diagnostic
from lettermerge.writers.writer_interface import Hole, Written

FULL = Written(
    b"content", 2, Hole(100, 200), "variable", "a4", "signer", (Diagnostic("a.b", "told"),),
    "part", "ab" * 32, 1234,
)  # fmt: skip


def test_a_file_is_pickled_whole() -> None:
    assert all(getattr(FULL, one.name) != one.default for one in fields(Written))
    for one in fields(Written):
        less = FULL if one.default is MISSING else replace(FULL, **{one.name: one.default})
        assert pickle.loads(pickle.dumps(less)) == less
