"""Installing what a machine lacks, against package managers that are small scripts on PATH."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from machine import (
    LIBRARIES,
    MANAGERS,
    Need,
    SetupError,
    choose_packages,
    find_manager,
    loads,
    missing,
    provide,
    runs,
)

APT = MANAGERS[0]


class Machine:
    """A PATH of our own: each command is a shell script that writes down how it was called."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.log = folder / "calls"
        self.bin.mkdir()
        self.log.touch()

    def add(self, name: str, script: str = "") -> None:
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.log}"\n{script}\n', "utf-8")
        path.chmod(0o755)

    def calls(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()

    def need(self, **packages: tuple[str, ...]) -> Need:
        """Return the need for a program that the manager's script may put into place."""
        return Need("the tool", (self.bin / "tool").is_file, packages)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    # `env` and `touch` are the system's own.
    monkeypatch.setenv("PATH", f"{made.bin}:/usr/bin:/bin")
    monkeypatch.setattr("machine.shutil.which", lambda name: _which(made.bin, name))
    monkeypatch.setattr("machine.os.geteuid", lambda: 0)
    return made


def _which(folder: Path, name: str) -> str | None:
    path = folder / name
    return str(path) if path.is_file() else None


def test_what_is_missing_is_installed_without_a_question(machine: Machine) -> None:
    machine.add("apt-get", f'touch "{machine.bin}/tool"; echo "$DEBIAN_FRONTEND" >>"{machine.log}"')
    provide([machine.need(apt=("tool-package",))])
    called, front_end = machine.calls()
    assert called.startswith("apt-get install -y --no-install-recommends")
    assert called.endswith(" tool-package")
    assert front_end == "noninteractive"


def test_nothing_is_called_where_nothing_is_missing(machine: Machine) -> None:
    machine.add("apt-get")
    machine.add("tool")
    provide([machine.need(apt=("tool-package",))])
    assert machine.calls() == []


def test_lists_are_renewed_only_if_the_first_attempt_fails(machine: Machine) -> None:
    lists, tool = machine.bin / "lists", machine.bin / "tool"
    machine.add(
        "apt-get",
        f'[ "$1" = update ] && {{ touch "{lists}"; exit 0; }}\n'
        f'[ -f "{lists}" ] || exit 100\ntouch "{tool}"',
    )
    provide([machine.need(apt=("tool-package",))])
    assert [call.split()[1] for call in machine.calls()] == ["install", "update", "install"]


def test_a_name_that_only_the_renewed_lists_have_is_found(machine: Machine) -> None:
    lists, tool = machine.bin / "lists", machine.bin / "tool"
    machine.add(
        "apt-get",
        f'[ "$1" = update ] && {{ touch "{lists}"; exit 0; }}\n'
        f'case "$*" in *renamed) touch "{tool}";; *) exit 100;; esac',
    )
    machine.add("apt-cache", f'[ "$2" = renamed ] && [ -f "{lists}" ] && echo "  Candidate: 2"')
    provide([machine.need(apt=("former", "renamed"))])
    installs = [call.split()[-1] for call in machine.calls() if call.startswith("apt-get install")]
    assert installs == ["former", "renamed"]


def test_what_the_manager_says_is_shown_if_it_fails(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.add("apt-get", "echo out of paper; exit 100")
    with pytest.raises(SetupError, match="apt failed"):
        provide([machine.need(apt=("tool-package",))])
    assert "out of paper" in capfd.readouterr().err


def test_a_package_that_does_not_bring_it_is_an_error_with_the_command(machine: Machine) -> None:
    machine.add("apt-get")
    with pytest.raises(SetupError, match=r"Missing: the tool[\s\S]*sudo apt-get install .*wrong"):
        provide([machine.need(apt=("wrong",))])


@pytest.mark.parametrize("sudo", ["", "exit 1"], ids=["no sudo", "sudo wants a password"])
def test_who_is_not_root_is_told_the_command(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, sudo: str
) -> None:
    monkeypatch.setattr("machine.os.geteuid", lambda: 1000)
    machine.add("apt-get", f'touch "{machine.bin}/tool"')
    if sudo:
        machine.add("sudo", sudo)
    with pytest.raises(SetupError, match=r"needs root[\s\S]*sudo apt-get install .*tool-package"):
        provide([machine.need(apt=("tool-package",))])
    assert not any(call.startswith("apt-get") for call in machine.calls())


def test_who_may_become_root_does_so_without_a_question(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("machine.os.geteuid", lambda: 1000)
    machine.add("apt-get", f'touch "{machine.bin}/tool"')
    machine.add("sudo", '[ "$1" = -n ] && shift\nexec "$@"')
    provide([machine.need(apt=("tool-package",))])
    assert [call.split()[0] for call in machine.calls()] == ["sudo", "sudo", "apt-get"]


def test_brew_is_not_run_as_root(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("machine.os.geteuid", lambda: 501)
    machine.add("brew", f'touch "{machine.bin}/tool"')
    provide([machine.need(brew=("tool",))])
    assert machine.calls() == ["brew install tool"]


def test_a_machine_without_a_known_manager_is_told_what_is_missing(machine: Machine) -> None:
    assert find_manager() is None
    with pytest.raises(SetupError, match=r"Missing: the tool\. None of apt, dnf and brew"):
        provide([machine.need(apt=("tool-package",))])


def test_the_first_name_that_apt_can_install_is_taken(machine: Machine) -> None:
    machine.add(
        "apt-cache",
        'case "$2" in new) echo "  Candidate: (none)";; old) echo "  Candidate: 2.1";; esac',
    )
    needs = [machine.need(apt=("new", "old")), machine.need(apt=("only",)), machine.need()]
    assert choose_packages(APT, needs) == ["old", "only"]
    assert choose_packages(APT, [machine.need(apt=("unknown", "new"))]) == ["unknown"]


def test_one_package_for_two_needs_is_named_once() -> None:
    assert choose_packages(MANAGERS[1], LIBRARIES) == ["pango", "harfbuzz"]


@pytest.mark.skipif(sys.platform != "linux", reason="the names are those of Linux")
def test_a_library_is_there_if_it_can_be_opened() -> None:
    assert loads("libno-such-thing.so.0", "libc.so.6")()
    assert not loads("libno-such-thing.so.0")()


def test_what_rendering_needs_is_on_a_machine_that_was_set_up() -> None:
    assert missing(LIBRARIES) == ()


def test_a_command_is_there_if_path_has_it(machine: Machine) -> None:
    machine.add("present")
    assert runs("absent", "present")()
    assert not runs("absent")()
