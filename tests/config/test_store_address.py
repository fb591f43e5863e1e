"""Addresses of object stores: what is refused, and how paths below them are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.config.output_settings import OutputSettings
from lettermerge.config.store_address import StoreAddress, parent_of, parse_address
from lettermerge.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "bucket", "prefix", "shown"),
    [
        ("s3://our-letters", "our-letters", "", "s3://our-letters"),
        ("s3://our-letters/a/b/", "our-letters", "a/b", "s3://our-letters/a/b"),
        ("s3://our.letters/été 2026", "our.letters", "été 2026", "s3://our.letters/été 2026"),
    ],
)
def test_an_address_is_a_bucket_and_a_prefix(
    text: str, bucket: str, prefix: str, shown: str
) -> None:
    found = parse_address(text)
    assert (found.bucket, found.prefix, str(found)) == (bucket, prefix, shown)


@pytest.mark.parametrize(
    "text",
    ["gs://our-letters/a", "s3://", "s3://Our_Letters/a", "s3://our-letters/a//b",
     "s3://our-letters/a/../b", "s3://our-letters/a?b", "https://our-letters/a"],
)  # fmt: skip
def test_what_is_no_address_of_a_bucket_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="cannot be written to"):
        parse_address(text)


@pytest.mark.parametrize(
    "url",
    ["http://store.example", "http://10.0.0.1:9000", "ftp://127.0.0.1", "store.example",
     "https://user:secret@store.example", "https://store.example?key=secret", "https://[::1"],
)  # fmt: skip
def test_endpoints_that_would_tell_secrets_are_refused_without_telling_them(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError) as refusal:
        parse_address("s3://our-letters", url)
    assert "secret" not in f"{refusal.value.message} {refusal.value.hint}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    with pytest.raises(SettingsError, match="AWS_ENDPOINT_URL"):
        parse_address("s3://our-letters")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:80", "https://a.example/b"]
)
def test_plain_endpoints_are_for_this_machine(url: str) -> None:
    assert parse_address("s3://our-letters", url).endpoint == url


def test_settings_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://one.example")
    assert parse_address("s3://our-letters").endpoint == "https://one.example"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://two.example")
    assert parse_address("s3://our-letters").endpoint == "https://two.example"
    assert parse_address("s3://our-letters", "https://three.example").endpoint == (
        "https://three.example"
    )


def test_a_place_is_a_folder_or_an_address(tmp_path: Path) -> None:
    settings = OutputSettings("s3://our-letters/a", retry_seconds=5, lease_seconds=7)
    place = settings.place(tmp_path)
    assert place == StoreAddress("our-letters", "a", "", 5, 7)
    assert str(place / "b/c.pdf") == "s3://our-letters/a/b/c.pdf"
    assert parent_of(place / "b/c.pdf") == place / "b"
    assert settings.preview_folder(tmp_path) == tmp_path / "output/preview"
    assert OutputSettings().place(tmp_path) == tmp_path / "output"
    assert OutputSettings().place(tmp_path, "there") == Path("there").absolute()
