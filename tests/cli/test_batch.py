"""What `render` and `status` promise of a batch, as a user meets it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny

from lettermerge.workers.stop_signals import interruptible

RENDER = ("render", "--no-sign", "-j", "0")


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def long_roster(count: int) -> str:
    rows = [f"m{n},uk,commons,,Ms,Ann,Testwright,f,Mole {n}" for n in range(count)]
    return "\n".join([ROSTER.partition("\n")[0], *rows, ""])


def errors(tiny: Tiny) -> list[dict[str, str]]:
    text = (tiny.folder / "output/errors.csv").read_text("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def sum_of(told: dict[str, int]) -> int:
    return told["written"] + told["up_to_date"] + told["failed"] + told["not_selected"]


@pytest.mark.slow
def test_a_row_that_fails_keeps_the_files_it_had(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nname = "{{ recipient.name | slug }}"\n')
    assert tiny.run(*RENDER)[0] == 0
    before = tiny.files()["ann-testwright.pdf"]
    bad = ROSTER.replace("a1,uk,commons", "a1,uk,comons")
    tiny.write("r.csv", bad + "a9,us,house,,Ms,Ann,Testwright,f,Examplia\n")
    code, out, _ = tiny.run("status", "--json")
    told = json.loads(out)
    assert code == 8
    assert told["orphans"] == []
    code, out, _ = tiny.run(*RENDER, "--json")
    told = json.loads(out)
    assert code == 8  # the newcomer may not take the name, until the row is mended or gone
    assert (told["failed"], told["up_to_date"], sum_of(told)) == (2, 2, 4)
    assert tiny.files()["ann-testwright.pdf"] == before


@pytest.mark.slow
def test_an_altered_file_is_named_everywhere(tiny: Tiny) -> None:
    tiny.run(*RENDER)
    tiny.write("output/uk/a1-ann-testwright.pdf", "mine")
    code, out, err = tiny.run(*RENDER)
    assert code == 8
    assert "uk/a1-ann-testwright.pdf was changed by hand" in err
    assert "r.csv, row 3" in err
    assert "--force" in err
    assert "incomplete" not in err
    assert "failed\t1 (1 left alone)" in out
    told = json.loads(tiny.run(*RENDER, "--json")[1])
    assert [d["code"] for d in told["diagnostics"] if d["severity"] == "error"] == [
        "output.altered"
    ]
    assert (told["failed"], told["up_to_date"], told["incomplete"], sum_of(told)) == (1, 2, [], 3)
    assert [(row["id"], row["error_code"]) for row in errors(tiny)] == [("a1", "output.altered")]
    code, out, _ = tiny.run("render", "--no-sign", "--roster", "output/errors.csv", "--force")
    assert code == 0
    assert "letters written\t1" in out
    assert tiny.run(*RENDER)[0] == 0
    assert "errors.csv" not in tiny.files()


def test_files_that_are_not_ours_are_called_so(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.pdf", "a stranger's")
    code, _, err = tiny.run(*RENDER)
    assert code == 8
    assert "was not written by this program" in err
    assert "Ann Testwright (a1): pdf missing, docx right" in err


@pytest.mark.slow
def test_a_pair_of_which_one_failed_is_named_everywhere(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "none"\n')
    (tiny.folder / "output/uk/a1-ann-testwright.docx").mkdir(parents=True)
    for command, expected in ((RENDER, 8), (("render", "-j", "2", "--force"), 5), (RENDER, 8)):
        code, _, err = tiny.run(*command)
        assert code == expected
        assert "incomplete pair: " in err
        assert "Ann Testwright (a1): pdf right, docx missing" in err
        [row] = errors(tiny)
        assert row["error_code"].endswith("letter.incomplete")
        assert "pdf right, docx missing" in row["error"]
    assert "pdf right, docx missing" in tiny.run("status")[2]
    assert json.loads(tiny.run("status", "--json")[1])["incomplete"] == ["a1"]


def test_fail_fast_writes_nothing_where_a_row_has_failed_already(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER + "a3,uk,comons,,,Cid,Testson,m,\n")
    code, out, err = tiny.run(*RENDER, "--fail-fast", "--json")
    told = json.loads(out)
    assert code == 5
    assert (told["written"], told["failed"], told["unreached"], sum_of(told)) == (0, 4, 6, 4)
    assert set(tiny.files()) == {"errors.csv"}
    code, out, err = tiny.run(*RENDER, "--fail-fast")
    assert "failed\t4 (3 not reached)" in out
    assert "goes on from here" in err
    assert [row["id"] for row in errors(tiny)] == ["a3"]


def test_mended_rows_that_were_not_reached_are_still_in_errors_csv(tiny: Tiny) -> None:
    bad = "".join(f"b{n},uk,comons,,Ms,Ann,Testwright,f,Mole\n" for n in range(3))
    tiny.write("r.csv", ROSTER + bad)
    assert tiny.run(*RENDER)[0] == 5
    mended = tiny.files()["errors.csv"].replace(b"comons", b"commons")
    tiny.write("output/errors.csv", mended)
    again = (*RENDER, "--roster", "output/errors.csv")
    code, out, _ = tiny.run(*again, "--limit", "1")
    assert (code, "letters written\t1" in out) == (0, True)
    assert tiny.files()["errors.csv"] == mended
    tiny.write("output/uk/b1-ann-testwright.pdf", "a stranger's")
    code, _, _ = tiny.run(*again, "--limit", "2")
    assert code == 8
    assert tiny.files()["errors.csv"] == mended
    (tiny.folder / "output/uk/b1-ann-testwright.pdf").unlink()
    code, out, _ = tiny.run(*again)
    assert code == 0
    assert "up to date\t1" in out
    assert "errors.csv" not in tiny.files()


def test_what_is_refused_as_a_whole_leaves_no_trace(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nname = "{{ parliament.id }}"\n')
    tiny.write("r.csv", ROSTER + "a3,us,senate,,,Cid,Testson,m,\n")
    assert tiny.run(*RENDER)[0] == 3
    assert tiny.run("status")[0] == 3
    assert tiny.run("status", "--compact")[0] == 3
    assert not (tiny.folder / "output").exists()


@pytest.mark.parametrize("arguments", [RENDER, (*RENDER, "--dry-run"), ("status",)])
def test_a_file_where_the_folder_must_be_is_told(tiny: Tiny, arguments: tuple[str, ...]) -> None:
    tiny.write("there", "a file")
    code, _, err = tiny.run(*arguments, "-o", "there")
    assert code == 8
    assert "a file is where" in err
    assert (tiny.folder / "there").read_bytes() == b"a file"


def test_an_output_folder_may_be_a_link(tiny: Tiny) -> None:
    (tiny.folder / "elsewhere").mkdir()
    (tiny.folder / "output").symlink_to("elsewhere", target_is_directory=True)
    assert tiny.run(*RENDER)[0] == 0
    assert "uk/a1-ann-testwright.pdf" in tiny.files("elsewhere")
    assert tiny.run("status")[0] == 0


PLANNING = """
from contextlib import contextmanager
from lettermerge.cli import main
from lettermerge.workers import stop_signals

handled = stop_signals.interruptible

@contextmanager
def interruptible():
    with handled():
        open("planning", "w", encoding="utf-8").close()
        yield

stop_signals.interruptible = interruptible
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_signal_while_planning_ends_it_and_writes_nothing(
    tiny: Tiny, number: signal.Signals, more: tuple[str, ...]
) -> None:
    tiny.write("letters/a.md", "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}"
               "{% endfor %}Body.")  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", PLANNING, *RENDER, *more],
        cwd=tiny.folder,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 300
    while not (tiny.folder / "planning").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.3)  # in the midst of it
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "nothing was written" in err
    assert "Traceback" not in err
    if more:
        assert json.loads(out)["exit_code"] == 130
    assert not (tiny.folder / "output").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("wait", [0.05, 0.1, 0.15, 0.2, 0.3, 0.4])
def test_a_signal_while_the_program_begins_has_its_exit_code(
    tiny: Tiny, number: signal.Signals, wait: float
) -> None:
    tiny.write("r.csv", long_roster(2000))  # it does not end before the signal, however late
    script = "from lettermerge.cli import main\nprint(end='.', flush=True)\nmain()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", script, *RENDER, "-C", str(tiny.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"."
    time.sleep(wait)
    process.send_signal(number)
    time.sleep(0.02)
    process.send_signal(number)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 130, err
    assert b"Traceback" not in err


LOST = """
import signal
from lettermerge.cli import application, main

class Finalized:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)

def lose(_):
    Finalized()
    return 0

def convert(_):
    try:
        signal.raise_signal(signal.SIGTERM)
    except BaseException:
        raise SyntaxError("a module in hand")

application.run = {how}
main()
"""


@pytest.mark.parametrize("how", ["lose", "convert"])
def test_a_signal_ends_the_program_whatever_becomes_of_it(how: str) -> None:
    script = LOST.replace("{how}", how)
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert (done.returncode, b"Traceback" in done.stderr) == (130, False)


def test_a_signal_while_planning_is_one_whatever_becomes_of_it() -> None:
    def convert() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt:
            raise SyntaxError("a module in hand") from None

    with pytest.raises(KeyboardInterrupt), interruptible():
        convert()


@pytest.mark.slow
def test_a_hang_up_that_is_ignored_stays_ignored(tiny: Tiny) -> None:
    tiny.write("r.csv", long_roster(200))
    command = [sys.executable, "-m", "lettermerge", *RENDER, "-C", str(tiny.folder)]
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what nohup(1) does, and passes on
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGHUP, before)
    while process.poll() is None and not (tiny.folder / "output/manifest.jsonl").exists():
        process.send_signal(signal.SIGHUP)
        time.sleep(0.05)
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert len(tiny.files()) == 401


def test_a_run_says_a_warning_of_many_rows_once_with_how_many_and_which(tiny: Tiny) -> None:
    rows = [f"b{n},uk,commons,,,Kim,Testperson{n},," for n in range(13)]
    tiny.write("r.csv", "\n".join([*ROSTER.splitlines(), *rows, "b99,xx,,,,Dot,Testdale,f,", ""]))
    code, _, err = tiny.run(*RENDER, "--dry-run")
    assert code == 5
    assert err.count("gender: no gender") == 1
    others = ", ".join(str(number) for number in range(6, 16))
    assert f"and 12 more rows of this kind: {others} ..." in err
    assert "error: r.csv, row 18" in err
    assert tiny.run("check")[2].count("gender: no gender") == 1
    assert tiny.run(*RENDER, "--dry-run", "-v")[2].count("gender: no gender") == 13
