"""Every command ends quietly, with its own exit code, when nobody reads what it prints."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT
from tests.preview.server.served import write_project
from tests.series import SOAK
from tests.tiny import ROSTER

COMMANDS = [
    (["--help"], 0),
    (["--version"], 0),
    (["check"], 5),
    (["check", "--json"], 5),
    (["check", "-C", "/nowhere"], 3),
    (["status", "--json"], 5),
    (["render", "--no-sign", "-j", "0"], 5),
    (["render", "--no-sign", "--json", "--dry-run"], 5),
    (["preview", "u1", "-f", "html"], 0),
    (["preview", "--diff", "u1", "u2"], 0),
    (["verify", "lettermerge.toml"], 6),
    (["parliaments"], 0),
    (["parliaments", "us"], 0),
    (["nonsense"], 2),
]
WHERE = ["stdout", "stderr", "both"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project with more to say than a pipe's buffer: 80 good rows, and 80 at fault."""
    made = write_project(tmp_path_factory.mktemp("pipes") / "p")
    good = "".join(f"u{n},us,senate,,,Ben{n},Testman{n},m,Examplia\n" for n in range(80))
    bad = "".join(f"b{n},us,nowhere{n},,,Ann,Testwright,f,x\n" for n in range(80))
    (made / "r.csv").write_text(ROSTER + good + bad, encoding="utf-8")
    (made / "lettermerge.toml").write_text(
        (made / "lettermerge.toml").read_text(encoding="utf-8") + '[output]\nformats = ["docx"]\n',
        encoding="utf-8",
    )
    return made


def run(folder: Path, arguments: Sequence[str], where: str) -> tuple[int, str]:
    """Run a command whose pipe is closed at its other end; return its code and the other stream."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        kept = subprocess.PIPE
        out, err = {
            "stdout": (writer, kept), "stderr": (kept, writer), "both": (writer, writer),
        }[where]  # fmt: skip
        command = [sys.executable, "-m", "lettermerge", *arguments]
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdout=out, stderr=err, stdin=subprocess.DEVNULL,
            encoding="utf-8",
        )  # fmt: skip
    finally:
        os.close(writer)
    said = [text or "" for text in process.communicate(timeout=600)]
    return process.returncode, said[1] if where == "stdout" else said[0]


#: Each command with one of the streams, `check` with each; all of them with each in a long run.
CLOSED = [
    pytest.param(arguments, code, where, id=f"{' '.join(arguments)}-{where}")
    for number, (arguments, code) in enumerate(COMMANDS)
    for place, where in enumerate(WHERE)
    if SOAK or arguments == ["check"] or number % len(WHERE) == place
]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize(("arguments", "code", "where"), CLOSED)
def test_a_closed_pipe_ends_nothing(
    folder: Path, arguments: list[str], code: int, where: str
) -> None:
    found, said = run(folder, arguments, where)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert "Exception ignored" not in said
    assert found == code, said


@pytest.mark.slow
def test_a_run_whose_reader_has_gone_writes_every_letter(folder: Path) -> None:
    code, _ = run(folder, ["render", "--no-sign", "-j", "2", "--force"], "both")
    assert code == 5
    assert len([*(folder / "output").rglob("*.docx")]) == 83


@pytest.mark.slow
def test_check_into_head(folder: Path) -> None:
    program = f'"{sys.executable}" -m lettermerge check --json | head -n 1; echo ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", program], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["{", "5"]
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_from_the_start(folder: Path, closed: str) -> None:
    program = f'"{sys.executable}" -m lettermerge check {closed}; echo $? >code'
    subprocess.run(["bash", "-c", program], cwd=folder, env=ENVIRONMENT, check=True)
    assert (folder / "code").read_text(encoding="utf-8").strip() == "5"
