"""The DOCX of envelopes and label sheets has its addresses where the PDF has them (LibreOffice)."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from tests.writers.pdf.test_address_sheet_pages import expected, printed_lines

from lettermerge.layout.address_fitting import SlotPage, SlotTexts, fit_text
from lettermerge.layout.label_sheet import find_label_sheet, load_label_sheets
from lettermerge.layout.postal_envelope import load_postal_envelopes
from lettermerge.writers.docx.address_sheet_tables import write_slot_tables

pytestmark = pytest.mark.tools
WITHIN = 0.7  # mm: a word processor places a base line in its own way
PAGES = 3


def pages() -> dict[str, SlotPage]:
    found = {
        key: SlotPage(one.paper, (one.sender, one.recipient))
        for key, one in load_postal_envelopes().items()
    }
    for sheet in (find_label_sheet(one.title) for one in load_label_sheets() if one.paper):
        assert sheet.paper is not None
        name = sheet.title.replace(" ", "-").replace("/", "-").replace(",", "")
        found[name] = SlotPage(sheet.paper, sheet.labels, labels=True)
    return found


def texts_of(page: SlotPage) -> SlotTexts:
    """Return short texts for the first and the last slot, which tell them apart."""
    texts: list[object] = [None] * len(page.slots)
    for slot in {0, len(page.slots) - 1}:
        texts[slot] = fit_text((f"A{slot}",), page.room(slot))
        assert texts[slot] is not None
    return tuple(texts)  # type: ignore[arg-type]


def test_every_envelope_and_sheet_opens_with_its_addresses_in_place(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (make test brings it)")
    wanted = pages()
    for name, page in wanted.items():
        with (tmp_path / f"{name}.docx").open("wb") as stream:
            write_slot_tables(page, [texts_of(page)] * PAGES, name, stream)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = [str(tmp_path / f"{name}.docx") for name in wanted]
    subprocess.run([*command, *files], capture_output=True, timeout=600, check=True)
    wrong = []
    for name, page in wanted.items():
        with closing(pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")) as document:
            if len(document) != PAGES:
                wrong.append(f"{name}: {len(document)} pages")
                continue
            for number in range(PAGES):
                found = {one.text.strip(): one for one in printed_lines(document[number])}
                for one in expected(page, texts_of(page)):
                    there = found.get(one.text)
                    if (
                        there is None
                        or abs(there.left - one.left) > WITHIN
                        or abs(there.base - one.base) > WITHIN
                    ):
                        wrong.append(f"{name}, page {number + 1}: {one} is {there}")
    assert not wrong, "\n".join(wrong)
