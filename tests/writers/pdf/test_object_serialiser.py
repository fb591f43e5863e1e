"""The syntax of files: what ends in a carriage return, which some readers take for a line break."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pikepdf
import pydyf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from lettermerge.writers.pdf.object_serialiser import Encoded, Front, close, deflate, encode, freeze

RETURN = 0x0D


@pytest.fixture(scope="module")
def front() -> Front:
    pages = Encoded(2, packable=True, data=b"<</Type /Pages/Kids []/Count 0>>")
    return freeze([Encoded(1, packable=True, data=b"<</Type /Catalog/Pages 2 0 R>>"), pages], 1)


def test_no_zlib_stream_ends_in_a_carriage_return() -> None:
    texts = [b"a" * number for number in range(600)]
    assert any(zlib.compress(text)[-1] == RETURN for text in texts)
    for text in texts:
        packed = deflate(text)
        assert packed[-1] != RETURN
        assert zlib.decompress(packed).removesuffix(b"\n") == text


def test_a_cross_reference_table_holds_whole_rows_whatever_its_checksum(front: Front) -> None:
    """PyHanko refuses a table with a byte too many: one letter in 256 would not verify."""
    seen = set()
    for length in range(700):
        tail = [b"<</Title (%b)>>" % (b"x" * length)]
        content = b"".join([front.content, *close(front, tail, front.count, bytes(16))])
        table = content[content.rindex(b"\nstream\n") + 8 : content.rindex(b"\nendstream")]
        assert table[-1] != RETURN
        packed = b"/Filter" in content[content.rindex(b"/XRef") : content.rindex(b"\nstream\n")]
        seen.add(packed)
        assert len(zlib.decompress(table) if packed else table) % 7 == 0
        declared = re.search(rb"/Length (\d+)>>\nstream\n", content[content.rindex(b"/XRef") :])
        assert declared
        assert int(declared[1]) == len(table)
        if not packed:
            assert PdfFileReader(BytesIO(content)).root["/Type"] == "/Catalog"
            with pikepdf.open(BytesIO(content)) as pdf:
                assert len(str(pdf.docinfo["/Title"])) == length
    assert seen == {True, False}


def test_no_packed_group_ends_in_a_carriage_return() -> None:
    met = 0
    for number in range(2000):
        group = pydyf.Stream([b"%d 0 m" % number + b" " * (number % 97)], compress=True)
        group.number = 1
        met += group.data.endswith(b"\r\nendstream")
        assert not encode(group).data.endswith(b"\r\nendstream")
    assert met
