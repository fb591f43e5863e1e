"""Signed letters, killed at random moments: at the end every one of them verifies."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from tests.end_to_end.killing import (
    KILLS,
    LINKS,
    Trial,
    check_done,
    finish,
    kill_at_random_moments,
    letters_in,
    make_project,
)

from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.verify import verify_content

pytestmark = [pytest.mark.slow, pytest.mark.soak]

ROWS = 80
_RANGE = re.compile(rb"/ByteRange *\[ *0 +(\d+) +(\d+) +(\d+) *\]")


def judge(path: str, content: bytes) -> str:
    """Say what a signed file lacks: its end, or a signature over all of it."""
    if path.endswith(".docx"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as package:
                names, broken = package.namelist(), package.testzip()
        except zipfile.BadZipFile as error:
            return str(error)
        signed = any(name.startswith("_xmlsignatures/sig") for name in names)
        return "" if signed and broken is None else "unsigned, or broken"
    found = _RANGE.search(content)
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF") or not found:
        return "torn, or unsigned"
    first, second, length = map(int, found.groups())
    if second + length != len(content) or b"<00000000" in content[first : first + 9]:
        return "its signature does not cover it"
    return ""


def test_a_signed_run(tmp_path: Path) -> None:
    clean = [make_project(tmp_path / f"clean-{n}", "demo", "one", ROWS) for n in (0, 2)]
    paces = {n: finish(tmp_path / f"clean-{n}", n) for n in (0, 2)}
    names = letters_in(clean[0]).keys()
    assert len(names) == 2 * ROWS
    for path, content in letters_in(clean[0]).items():
        assert judge(path, content) == ""
        assert judge(path, content[:-100]) != ""  # the watcher can tell
    output = make_project(tmp_path / "killed", "demo", "one", ROWS)

    def count() -> int:
        return len(letters_in(output))

    def end() -> None:
        assert letters_in(output).keys() == names
        check_done(output)
        for path in names:
            verdict = verify_content((output / path).read_bytes(), path, Believed(()))
            assert verdict.signatures
            assert verdict.all_reasons == ()

    trial = Trial(tmp_path / "killed", 2 * ROWS, paces, lambda: None, judge, count, end)
    score = kill_at_random_moments(trial, seed=22)
    assert score.kills >= KILLS
    assert score.ends >= KILLS // LINKS
    assert score.met > 0
    assert score.files >= score.ends * 2 * ROWS
