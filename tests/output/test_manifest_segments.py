"""Which segments of a manifest count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.output.stores import memory_bucket

from lettermerge.output.manifest_segments import fetch_segments, find_standing, keys_of, segment_key


def opening(accepts: dict[int, int]) -> bytes:
    return json.dumps({"run": {}, "accepts": accepts}).encode() + b"\n"


def test_the_newest_opening_decides_for_all_older_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = memory_bucket(monkeypatch)
    assert find_standing(bucket) == {}
    for number in range(3):
        bucket.create(segment_key(1, number), opening({}) if number == 0 else b"{}\n")
    assert find_standing(bucket) == {1: 3}
    bucket.create(segment_key(2, 0), opening({1: 2}))
    assert find_standing(bucket) == {1: 2, 2: 1}
    bucket.create(segment_key(1, 3), b"{}\n")  # after its lease was lost
    bucket.create(segment_key(2, 1), b"{}\n")
    bucket.create(segment_key(3, 1), b"{}\n")  # an unfinished compaction: no segment 0
    assert find_standing(bucket) == {1: 2, 2: 2}
    bucket.create(segment_key(3, 0), opening({}))
    assert find_standing(bucket) == {3: 2}
    assert keys_of({3: 2}) == ["manifest/000003-000000.jsonl", "manifest/000003-000001.jsonl"]


def test_segments_count_up_to_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = memory_bucket(monkeypatch)
    for number in (0, 1, 3):
        bucket.create(segment_key(1, number), opening({}))
    assert find_standing(bucket) == {1: 2}


def test_segments_are_fetched_once_and_joined_in_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bucket = memory_bucket(monkeypatch)
    bucket.create(segment_key(1, 0), b"a\n")
    bucket.create(segment_key(2, 0), b"b\n")
    fetch_segments(bucket, {1: 1, 2: 1}, tmp_path)
    bucket.delete([segment_key(1, 0)])
    bucket.create(segment_key(2, 1), b"c\n")
    fetch_segments(bucket, {1: 1, 2: 2}, tmp_path)
    assert (tmp_path / "manifest.jsonl").read_bytes() == b"a\nb\nc\n"
