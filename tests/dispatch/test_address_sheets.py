"""Addresses fill envelopes and sheets in order; one PDF of any number of pages is sound."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from tests.memory import ENVIRONMENT

from lettermerge.dispatch.address_sheets import (
    AddressSheets,
    PostalAddress,
    address_list,
    address_room,
    envelope_page,
    label_page,
    write_address_docx,
    write_address_pdf,
)
from lettermerge.layout.address_fitting import SlotPage
from lettermerge.layout.label_sheet import find_label_sheet
from lettermerge.layout.page_style import A4, Box
from lettermerge.layout.postal_envelope import load_postal_envelopes

DL = envelope_page(load_postal_envelopes()["dl"])
L7160 = label_page(find_label_sheet("L7160"))


def addresses(count: int) -> tuple[PostalAddress, ...]:
    return tuple(
        PostalAddress(f"id{n}", f"Name {n}", (f"Name {n}", "1 Test Street", "TESTTOWN"), ("Me",))
        for n in range(count)
    )


def pdf_of(sheets: AddressSheets) -> bytes:
    stream = io.BytesIO()
    write_address_pdf(sheets, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("count", "skip", "pages"),
    [(0, 0, 0), (1, 0, 1), (21, 0, 1), (21, 1, 2), (1, 20, 1), (2, 20, 2)],
)
def test_labels_take_as_many_pages_as_they_need(count: int, skip: int, pages: int) -> None:
    sheets = AddressSheets("x", "X", L7160, addresses(count), skip)
    texts = list(sheets.texts()) if count else []
    assert sheets.pages == len(texts) == pages
    flat = [one for page in texts for one in page]
    assert flat[:skip] == [None] * min(skip, len(flat))
    assert [one.lines[0] for one in flat if one] == [f"Name {n}" for n in range(count)]
    told = sheets.to_json()
    assert [flat[(one["page"] - 1) * 21 + one["place"] - 1] for one in told] == [
        one for one in flat if one
    ]


def test_an_envelope_has_both_addresses_and_is_a_page() -> None:
    sheets = AddressSheets("x", "X", DL, addresses(3))
    assert sheets.pages == 3
    for n, (sender, recipient) in enumerate(sheets.texts()):
        assert sender is not None
        assert recipient is not None
        assert (sender.lines, recipient.lines[0]) == (("Me",), f"Name {n}")
        assert sender.size <= 9 < recipient.size


def test_the_room_is_that_of_the_smallest_label() -> None:
    sheet = SlotPage(A4, (Box(0, 0, 110, 40), Box(110, 0, 110, 40)), labels=True)
    assert address_room(sheet).width == sheet.room(1).width < sheet.room(0).width
    assert address_room(DL) == DL.slots[1]


def test_the_list_guards_its_cells() -> None:
    one = PostalAddress("=1+1", 'a,\n"b"', ("x",))
    text = address_list([AddressSheets("x", "X", DL, (one,))]).decode("utf-8-sig")
    assert text.splitlines()[0] == "position,id,name,file,page,place"
    assert "'=1+1" in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_many_envelopes_are_one_sound_file_in_little_memory(tmp_path: Path) -> None:
    write = (
        "import sys\nfrom pathlib import Path\n"
        "from tests.dispatch.test_address_sheets import DL, AddressSheets, addresses\n"
        "from lettermerge.dispatch.address_sheets import write_address_pdf\n"
        "from tests.memory import peak\n"
        "with Path(sys.argv[1]).open('wb') as stream:\n"
        "    write_address_pdf(AddressSheets('x', 'X', DL, addresses(int(sys.argv[2]))), stream)\n"
        "print(peak())"
    )
    path = tmp_path / "x.pdf"
    peaks = [
        int(subprocess.check_output([sys.executable, "-c", write, path, str(n)], env=ENVIRONMENT))
        for n in (60, 400)
    ]
    assert peaks[1] < peaks[0] + (24 << 20)  # a page of these has some 100 kB while it is laid out
    done = subprocess.run(
        ["qpdf", "--check", path], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(pypdfium2.PdfDocument(path)) as document:
        assert len(document) == 400
        assert "Name 399" in document[399].get_textpage().get_text_bounded()


def test_the_docx_goes_to_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with path.open("wb") as stream:
        write_address_docx(AddressSheets("x", "X", L7160, addresses(30)), stream)
    import docx

    assert len(docx.Document(str(path)).tables) == 2
