"""The whole program killed at random moments, with a watcher that never looks away.

A run is the command line in a process group of its own, with real engines and real workers. It is
killed (SIGKILL, the whole group) and started again in the same folder, up to `LINKS` times; then
it is left to end, and the folder is compared. That is one chain. A run takes longer to begin than
to write a few hundred files, so three in four moments lie between its first file and its end. How
long both take is measured first.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.app.batch.test_plan_execution import files_in
from tests.end_to_end.test_kill import ROOT
from tests.series import SOAK

from lettermerge.output.manifest import Manifest

SETTINGS = """
[letter]
template = "letter.md"
date = 2026-01-15
[recipients]
source = "recipients.csv"
[sender]
name = "Example Alliance"
country = "BE"
[signing]
identity = "{identity}"
"""
TEMPLATE = """---
subject: A test
---

{{{{ recipient.name }}}}, a letter {version}.
"""
KILLS = 20 if SOAK else 6
MORE = 16
LINKS = 5  # kills in one folder before its run may end
WORKERS = (0, 0, 2)  # processes; those of workers take three times the computing time to begin
_EARLY = 0.25  # the share of moments before the first file

#: Says what is wrong with a file that has a final name ("" for nothing), by path and bytes.
Judge = Callable[[str, bytes], str]


def make_project(folder: Path, identity: str, version: str, rows: int) -> Path:
    """Make a project; return its output folder."""
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    (folder / "lettermerge.toml").write_text(SETTINGS.format(identity=identity), encoding="utf-8")
    (folder / "letters/letter.md").write_text(TEMPLATE.format(version=version), encoding="utf-8")
    lines = [f"m{n},uk,commons,Member{n},Exemplar,Testford {n}" for n in range(rows)]
    head = "id,parliament,chamber,given_name,family_name,constituency"
    (folder / "recipients.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return folder / "output"


def start(project: Path, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "lettermerge", "render", "-q", "-j", str(workers)]
    return subprocess.Popen(
        [*command, "-C", str(project)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """How many seconds a run takes to begin its first file, and from there to its end."""

    beginning: float
    writing: float


def parts_in(output: Path) -> set[str]:
    return {entry.name for entry in output.glob("*/.*.part")}


def wait_for_first_file(process: subprocess.Popen[bytes], output: Path, old: set[str]) -> None:
    """Return when a run writes its first file, beside what `old` runs left, or has ended."""
    while process.poll() is None and parts_in(output) <= old:
        time.sleep(0.001)


def finish(project: Path, workers: int = 2) -> Pace:
    """Let a run end; return how long it took."""
    old, began = parts_in(project / "output"), time.monotonic()
    process = start(project, workers)
    wait_for_first_file(process, project / "output", old)
    wrote = time.monotonic()
    _, err = process.communicate(timeout=600)
    assert process.returncode == 0, err.decode()
    return Pace(wrote - began, time.monotonic() - wrote)


def letters_in(output: Path) -> dict[str, bytes]:
    return {
        path: content
        for path, content in files_in(output).items()
        if path.endswith((".pdf", ".docx"))
    }


class Watcher:
    """Reads every file with a final name as soon as it is there, and again when it is another.

    `faults` are what `judge` says, and names that had a file and lost it.
    """

    def __init__(self, output: Path, judge: Judge) -> None:
        self._output = output
        self._judge = judge
        self._known: dict[str, tuple[int, int]] = {}
        self._ended = threading.Event()
        self.faults: list[str] = []
        self.looks = 0
        self.files = 0

    @contextmanager
    def looking(self) -> Iterator[None]:
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _watch(self) -> None:
        while not self._ended.is_set():
            self.look()
            time.sleep(0.001)
        self.look()

    def look(self) -> None:
        self.looks += 1
        found = set()
        for folder in (one for one in self._output.glob("*") if one.is_dir()):
            for entry in os.scandir(folder):
                if entry.name.endswith(".part"):
                    continue
                path = f"{folder.name}/{entry.name}"
                found.add(path)
                self._read(path)
        for path in self._known.keys() - found:
            if not (self._output / path).exists():  # a listing may miss what is replaced meanwhile
                self.faults.append(f"{path} has vanished")

    def _read(self, path: str) -> None:
        try:
            with (self._output / path).open("rb") as file:
                found = os.fstat(file.fileno())
                if self._known.get(path) == (found.st_ino, found.st_mtime_ns):
                    return
                content = file.read()
        except FileNotFoundError:
            self.faults.append(f"{path} has vanished")
            return
        self._known[path] = (found.st_ino, found.st_mtime_ns)
        self.files += 1
        if fault := self._judge(path, content):
            self.faults.append(f"{path}: {fault}")


@dataclass(slots=True)
class Score:
    """What a series of kills came to.

    `early` came before the first file, `met` found some of the letters made and others not. `ends`
    are chains that were compared, `files` what the watchers have read. `moments` are in seconds,
    after the start or the first file.
    """

    kills: int = 0
    early: int = 0
    met: int = 0
    ends: int = 0
    files: int = 0
    moments: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """`begin` readies the project's folder for a chain; `end` judges it when a run has ended.

    `count` tells how many letters are made by now, of `files`; `paces` are those of a whole run, by
    its number of workers.
    """

    project: Path
    files: int
    paces: Mapping[int, Pace]
    begin: Callable[[], None]
    judge: Judge
    count: Callable[[], int]
    end: Callable[[], None]


def kill_at_random_moments(trial: Trial, seed: int) -> Score:
    """Kill `KILLS` runs, each within its own part of the time that it would still take.

    Letters are placed in groups, so that few kills may all come between two of them: up to
    `MORE` are added until one has met some letters made and others not.
    """
    chance, score = random.Random(seed), Score()
    shares = [(place + chance.random()) / KILLS for place in range(KILLS)]
    chance.shuffle(shares)
    output = trial.project / "output"
    while shares or (not score.met and score.kills < KILLS + MORE):
        shares = shares or [chance.uniform(_EARLY, 1)]
        shutil.rmtree(output, ignore_errors=True)
        trial.begin()
        watcher = Watcher(output, trial.judge)
        with watcher.looking():
            ended, links = False, 0
            while shares and links < LINKS and not ended:
                ended = _kill(trial, chance.choice(WORKERS), shares, score)
                links += 1
            if not ended:
                finish(trial.project, chance.choice(WORKERS))
        assert watcher.faults == [], (seed, watcher.faults)
        trial.end()
        score.ends += 1
        score.files += watcher.files
    print(f"seed {seed}, {trial.paces}: {score}")
    return score


def _kill(trial: Trial, workers: int, shares: list[float], score: Score) -> bool:
    """Start a run and kill it at the next moment; return whether it has ended before that."""
    output, pace = trial.project / "output", trial.paces[workers]
    left = 1 - trial.count() / trial.files
    early = shares[-1] < _EARLY
    old = parts_in(output)
    process = start(trial.project, workers)
    if early:
        moment = shares[-1] / _EARLY * pace.beginning
    else:
        moment = (shares[-1] - _EARLY) / (1 - _EARLY) * pace.writing * left
        wait_for_first_file(process, output, old)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        shares.pop()
        score.moments.append(round(moment, 2))
        score.kills += 1
        score.early += early
        score.met += 0 < trial.count() < trial.files
        check_known(output)
        return False
    _, err = process.communicate()
    assert process.returncode == 0, err.decode()
    shares[-1] *= 0.8  # the machine is quicker than it was
    return True


def check_known(output: Path) -> dict[str, bytes]:
    """Every file that has a final name is known to the manifest, by its hash; return them all."""
    found = letters_in(output)
    with Manifest(output) as manifest:
        known = {
            (record.path, record.sha256)
            for key in manifest
            if (history := manifest.find(*key))
            for record in history.records
        }
        assert manifest.broken == ()
    for path, content in found.items():
        assert (path, hashlib.sha256(content).hexdigest()) in known, path
    return found


def check_done(output: Path) -> None:
    """The manifest says of each letter that it is done, and what stands there is that version."""
    found = {path: hashlib.sha256(text).hexdigest() for path, text in check_known(output).items()}
    with Manifest(output) as manifest:
        done = {
            history.done.path: history.done.sha256
            for key in manifest
            if (history := manifest.find(*key)) and history.done
        }
    assert done == found
    assert not list(output.rglob(".*.part"))
