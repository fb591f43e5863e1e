"""A withdrawal is read as it was written, and as nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lettermerge.dispatch.approval_withdrawal import (
    ApprovalWithdrawal,
    encode_withdrawal,
    parse_withdrawal,
)

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ONE = ApprovalWithdrawal(MOMENT, {"0002": "a" * 64}, "„no“\n\u202e", {"0001": "b" * 64})


def changed(**values: Any) -> bytes:
    return json.dumps({**json.loads(encode_withdrawal(ONE)), **values}).encode()


def test_it_comes_back_as_it_was() -> None:
    assert parse_withdrawal(encode_withdrawal(ONE)) == ONE
    assert parse_withdrawal(b'{"lettermerge_approval": 1}') is None
    assert parse_withdrawal(b"[1]") is None


@pytest.mark.parametrize(
    "content",
    [
        changed(lettermerge_withdrawal=2), changed(more=1), changed(withdrawn=["0002"]),
        changed(withdrawn={"2": "a" * 64}), changed(withdrawn={"0002": "A" * 64}),
        changed(withdrawn_at=4), changed(withdrawn_at="now"), changed(note=None), b"{", b"\xff",
        b'{"lettermerge_withdrawal": 1, "lettermerge_withdrawal": 1}',
    ],
)  # fmt: skip
def test_another_one_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_withdrawal(content)
