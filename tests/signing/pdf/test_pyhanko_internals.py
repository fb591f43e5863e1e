"""Hex strings are read as pyHanko reads them, whatever is in them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from tests.signing.pdf.forging import sealed

from lettermerge.signing.pdf import pyhanko_internals as internals

_PIECES = [
    "0",
    "00",
    "aF",
    "FEFF",
    "fffe",
    "7",
    "g",
    " ",
    "\n",
    "\0",
    "%x\n",
    "<",
    "<<",
    ">",
    "(",
    "/",
]


def outcome(read: Any, content: bytes, start: int) -> tuple[object, ...]:
    """Return what a reader makes of a string: its kind, bytes and end, or its error."""
    stream = BytesIO(content)
    stream.seek(start)
    try:
        value = read(stream)
    except PdfReadError as error:
        return type(error), str(error)
    return type(value), value, value.original_bytes, stream.tell()


@given(
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join), st.sampled_from(["", "x", "(<"])
)
def test_any_text_is_read_as_pyhanko_reads_it(inside: str, before: str) -> None:
    content = f"{before}<{inside}> /Next".encode()
    expected = outcome(internals._read_by_digit, content, len(before))
    assert outcome(internals.read_hex_string, content, len(before)) == expected


@pytest.mark.parametrize("inside", ["", "00" * 3000, "FEFF0041", "48656c6c6f", "9", "4 8"])
def test_a_string_is_read_alike_and_to_its_end(inside: str) -> None:
    content = f"<{inside}>>".encode()
    found = outcome(internals.read_hex_string, content, 0)
    assert found == outcome(internals._read_by_digit, content, 0)
    assert found[-1] == len(content) - 1


def test_pyhanko_reads_signatures_so() -> None:
    assert generic.read_hex_string_from_stream is internals.read_hex_string
    content = sealed()
    start = content.index(b"/Contents") + len(b"/Contents")
    stream = BytesIO(content[content.index(b"<", start) :])
    value = generic.read_object(stream, generic.Reference(1))
    assert isinstance(value, generic.ByteStringObject)
    assert len(value) > 1000
