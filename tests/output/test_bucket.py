"""Conditional writes, and what is missing before any request. Faults: test_object_store_runs.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from obstore.store import LocalStore
from tests.memory import peak
from tests.output.stores import PLACE, memory_bucket

from lettermerge.errors import ExitCode, MissingEngineError, SettingsError, extra_hint
from lettermerge.output import bucket as bucket_module
from lettermerge.output.bucket import Bucket
from lettermerge.output.store_faults import ObjectChanged, ObjectExists

SIZE = 24 << 20


def test_objects_are_created_once_and_replaced_only_as_they_were_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = memory_bucket(monkeypatch)
    first = bucket.create("x/one", b"1")
    assert bucket.create("x/one", b"1") == first  # the answer to an earlier try was lost
    with pytest.raises(ObjectExists):
        bucket.create("x/one", b"2")
    second = bucket.replace("x/one", b"2", first)
    with pytest.raises(ObjectChanged):
        bucket.replace("x/one", b"3", first)
    assert bucket.read_version("x/one") == (b"2", second)
    assert [(one.key, one.size) for one in bucket.list("x/")] == [("x/one", 1)]
    bucket.delete(["x/one"])
    assert bucket.find("x/one") is None
    with pytest.raises(FileNotFoundError):
        bucket.read("x/one")
    with pytest.raises(ObjectChanged):
        bucket.replace("x/one", b"4", second)


def test_a_store_that_keeps_conditions_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = memory_bucket(monkeypatch)
    bucket.require_conditions()
    assert list(bucket.list()) == []


def test_a_fault_of_ours_is_no_fault_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = memory_bucket(monkeypatch)
    with pytest.raises(ValueError, match="Unexpected input"):
        bucket.create("x", 1)  # type: ignore[arg-type]


def test_credentials_are_asked_for_before_any_request(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_METADATA_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError, match="no credentials for s3://letters/a"):
        Bucket(PLACE)


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(MissingEngineError) as refusal:
        Bucket(PLACE)
    assert refusal.value.hint == extra_hint("cloud")
    assert refusal.value.exit_code is ExitCode.MACHINE


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is set back through /proc")
def test_a_large_object_is_downloaded_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store").mkdir()
    with (tmp_path / "store/list.parquet").open("wb") as large:
        large.truncate(SIZE)
    monkeypatch.setattr(bucket_module, "_open", lambda _: LocalStore(tmp_path / "store"))
    bucket = Bucket(PLACE)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # proc(5): the peak is now
    before = peak()
    bucket.download("list.parquet", tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_size == SIZE
    assert peak() - before < SIZE // 2
    with pytest.raises(FileNotFoundError):
        bucket.download("another", tmp_path / "other")
