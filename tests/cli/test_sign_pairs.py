"""The PDF and DOCX of one letter, and what `sign` says and does when only one is signed."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shlex
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.signing import authority
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.output.file_system_calls import Disk
from lettermerge.signing.identity.passphrase import VARIABLE

OPTIONS = ("--identity", "second.p12")
CALLS = ("create", "write", "sync_all", "rename", "unlink", "sync")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test leaves a copy of its letters for the others."""
    return tmp_path_factory.mktemp("rendered") / "project"


@pytest.fixture
def tiny(
    tmp_path: Path, kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """A project with three letters in both formats, and a second signer."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)
    if kept.is_dir():
        shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
        return Tiny(tmp_path, capsys)
    tiny = make_tiny(tmp_path, capsys)
    authority.write_pkcs12(tmp_path / "second.p12", "ec", "")
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "demo"\n')
    code, _, err = tiny.run("render", "-j", "0", "-q")
    assert code == 0, err
    shutil.copytree(tmp_path, kept)
    return tiny


def pair(tiny: Tiny) -> tuple[str, str]:
    pdf = next(name for name in tiny.files() if name.endswith(".pdf"))
    return f"output/{pdf}", f"output/{pdf[:-4]}.docx"


def count_signatures(tiny: Tiny, *names: str) -> list[int]:
    code, out, err = tiny.run("verify", "--json", *names)
    assert code == 0, err
    return [len(one["signatures"]) for one in json.loads(out)["files"]]


def fail_second(monkeypatch: pytest.MonkeyPatch, call: str, suffix: str) -> None:
    """Let the disk be full when the second file, or its line in the manifest, is to be written."""
    real = getattr(Disk, call)
    seen = []

    def full(self: Disk, *arguments: Any) -> Any:
        if call == "create" and suffix not in str(arguments[0]):
            return real(self, *arguments)
        if call == "write":
            seen.append(b'"cosigners"' in arguments[1])
            if sum(seen) < 2 or not seen[-1]:
                return real(self, *arguments)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Disk, call, full)


@pytest.mark.slow
@pytest.mark.parametrize("call", ["create", "write"])
def test_a_second_write_that_fails_names_the_command_that_completes_the_pair(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    pdf, docx = pair(tiny)
    before = tiny.files()
    with monkeypatch.context() as full:
        fail_second(full, call, ".docx")
        code, out, err = tiny.run("sign", pdf, docx, *OPTIONS)
    assert code == 8, err
    assert f"{pdf}: signed by" in out
    assert "of the same letter is: " in err
    assert "the disk is full" in err
    assert tiny.files()[docx.removeprefix("output/")] == before[docx.removeprefix("output/")]
    command = " ".join(err.split()).split("`")[1]
    assert shlex.split(command) == ["lettermerge", "sign", pdf, docx, *OPTIONS]
    assert tiny.run(*shlex.split(command)[1:])[0] == 0
    assert count_signatures(tiny, pdf, docx) == [2, 2]
    assert tiny.run("status")[0] == 0


@pytest.mark.slow
def test_a_first_write_that_fails_leaves_both(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf, docx = pair(tiny)
    with monkeypatch.context() as full:
        fail_second(full, "create", ".pdf")
        code, _, err = tiny.run("sign", pdf, docx, *OPTIONS)
    assert code == 8
    assert "`lettermerge sign output/" in " ".join(err.split())
    assert count_signatures(tiny, pdf, docx) == [1, 1]


def run_until(tiny: Tiny, arguments: tuple[str, ...], last: int) -> None:
    """Run in a process that is killed before its `last` call to the disk."""
    calls = [0]

    def wrap(name: str) -> None:
        real = getattr(Disk, name)

        def counted(self: Disk, *more: Any) -> Any:
            calls[0] += 1
            if calls[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(self, *more)

        setattr(Disk, name, counted)

    for name in CALLS:
        wrap(name)
    os._exit(tiny.run(*arguments)[0])


@pytest.mark.slow  # a series: a kill before each call to the disk, and two runs after each
@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_whenever_a_run_is_killed_the_same_command_completes_the_pair(tiny: Tiny) -> None:
    pdf, docx = pair(tiny)
    original = tiny.files()
    halves = 0
    for last in range(1, 100):
        for name, content in original.items():
            tiny.write(f"output/{name}", content)
        arguments = ("sign", pdf, docx, *OPTIONS)
        process = multiprocessing.get_context("fork").Process(
            target=run_until, args=(tiny, arguments, last)
        )
        process.start()
        process.join(600)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        found = count_signatures(tiny, pdf, docx)
        assert found in ([1, 1], [2, 1], [2, 2])
        halves += found == [2, 1]
        assert tiny.run("status")[0] == 0
        code, _, err = tiny.run(*arguments)
        assert code == 0, err
        assert count_signatures(tiny, pdf, docx) == [2, 2]
        assert tiny.run("status")[0] == 0
    assert last > 8
    assert halves >= 4


@pytest.mark.slow
def test_the_other_format_of_a_letter_is_named_with_the_command_that_signs_it(tiny: Tiny) -> None:
    pdf, docx = pair(tiny)
    code, out, err = tiny.run("sign", pdf, *OPTIONS)
    assert code == 0
    assert f"not signed by Petra Placeholder: {docx}" in err
    command = next(
        line.split(": ", 1)[1] for line in err.splitlines() if "lettermerge sign" in line
    )
    code, out, _ = tiny.run("sign", pdf, *OPTIONS, "--json")
    assert json.loads(out)["other_formats_unsigned"] == [docx]
    code, _, err = tiny.run(*shlex.split(command)[1:])
    assert code == 0
    assert "not signed" not in err
    assert count_signatures(tiny, pdf, docx) == [2, 2]


@pytest.mark.slow
def test_nothing_is_said_of_other_letters_nor_of_formats_that_are_not_there(tiny: Tiny) -> None:
    pdf, docx = pair(tiny)
    (tiny.folder / docx).unlink()
    assert "not signed" not in tiny.run("sign", pdf, *OPTIONS)[2]
    assert "not signed" not in tiny.run("sign", "output", *OPTIONS)[2]


@pytest.mark.slow
def test_a_pair_of_which_one_file_was_signed_is_not_split_by_a_new_text(tiny: Tiny) -> None:
    pdf, docx = pair(tiny)
    assert tiny.run("sign", pdf, *OPTIONS)[0] == 0
    before = tiny.files()
    template = (tiny.folder / "letters/a.md").read_text(encoding="utf-8")
    tiny.write("letters/a.md", template + "\nOne sentence more.\n")
    for command in (("status",), ("render", "-j", "0"), ("render", "-j", "0", "-f", "docx")):
        code, _, err = tiny.run(*command)
        assert code == 8, (command, err)
        after = tiny.files()
        for name in (pdf, docx):
            assert after[name.removeprefix("output/")] == before[name.removeprefix("output/")]
    assert "--force` makes every format of the letter again" in " ".join(err.split())
    code, _, err = tiny.run("render", "-j", "0", "--force")
    assert code == 0, err
    assert count_signatures(tiny, pdf, docx) == [1, 1]
