"""The list that an approver signs: written, read, and refused where it says anything else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.approval_document import (
    SHARED_CAUSES,
    ApprovalDocument,
    ApprovedLetter,
    encode_approval,
    parse_approval,
)

HASH, OTHER = "a" * 64, "b" * 64
CAUSES = dict.fromkeys(SHARED_CAUSES, "0123456789abcdef")
LETTERS = (
    ApprovedLetter("a1", "Ann “Žofie” Testwright", {"pdf": HASH, "docx": OTHER}, "1" * 16, CAUSES),
    ApprovedLetter("a2", "Ben Testman", {"pdf": OTHER}, "2" * 16, {**CAUSES, "theme": "3" * 16}),
)
DOCUMENT = ApprovalDocument(
    approved_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    letters=LETTERS,
    settings=HASH,
    approvers=frozenset((HASH, OTHER)),
    count=2,
    note="as agreed\non Monday",
    earlier={"0001": OTHER},
)


def test_what_is_written_is_read_and_a_letter_is_a_line() -> None:
    content = encode_approval(DOCUMENT)
    assert parse_approval(content) == DOCUMENT
    lines = content.decode("utf-8").splitlines()
    assert sum(line.startswith('{"id"') for line in lines) == 2
    assert "Ann “Žofie” Testwright" in content.decode("utf-8")


@given(st.text(), st.text(), st.text(max_size=20))
def test_any_text_is_read_as_it_was_written(id_: str, name: str, note: str) -> None:
    letter = replace(LETTERS[0], id=id_, name=name)
    document = replace(DOCUMENT, letters=(letter,), note=note)
    assert parse_approval(encode_approval(document)) == document


def change(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.update({key: value})


def change_letter(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda data: data["letters"][0].update({key: value})


@pytest.mark.parametrize(
    "changed",
    [
        change("lettermerge_approval", 2),
        change("valid_until", "2030-01-01"),
        change("count", 0),
        change("count", True),
        change("count", "2"),
        change("note", None),
        change("settings", "abc"),
        change("approved_at", "2026-03-04"),
        change("approvers", [HASH, 7]),
        change("approvers", None),
        change("earlier", {"../1": HASH}),
        change("earlier", []),
        change("causes", []),
        change("causes", [{}]),
        change("letters", {}),
        change("letters", [7]),
        change_letter("id", 7),
        change_letter("files", {"pdf": HASH[:-1]}),
        change_letter("files", {"pdf": HASH + "\n"}),
        change_letter("files", None),
        change_letter("causes", -1),
        change_letter("causes", 5),
        change_letter("more", ""),
        lambda data: data["letters"].append(data["letters"][0]),
        lambda data: data.pop("note"),
    ],
)
def test_what_says_anything_else_is_refused(changed: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(encode_approval(DOCUMENT))
    changed(data)
    with pytest.raises(ValueError, match=r"^(it is no|its |a letter |the letter |text |`)"):
        parse_approval(json.dumps(data).encode("utf-8"))


def test_a_key_that_is_there_twice_is_refused() -> None:
    content = encode_approval(DOCUMENT).replace(b'"count": 2', b'"count": 2,\n"count": 1')
    with pytest.raises(ValueError, match="a key is there twice"):
        parse_approval(content)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="it is no list of approved letters"):
        parse_approval(content)


@pytest.mark.slow
def test_ten_thousand_letters_are_a_list_of_a_few_megabytes() -> None:
    letters = tuple(replace(LETTERS[0], id=f"m{n}") for n in range(10_000))
    began = time.process_time()
    content = encode_approval(replace(DOCUMENT, letters=letters))
    assert parse_approval(content).letters == letters
    print(f"{len(content):,} bytes, {time.process_time() - began:.2f} s")
    assert len(content) < 4_000_000
