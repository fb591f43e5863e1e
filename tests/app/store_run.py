"""Run letters into an object store, in processes that are forked from one that is ready.

A line of JSON on stdin is a run; its process id, and then what it came to, are lines on stdout.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Any

from tests.app.batch.test_plan_execution import make_jobs
from tests.app.renderers import content_of, plain

from lettermerge.app.batch.plan_execution import RunOptions, run
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.config.store_address import StoreAddress
from lettermerge.errors import LettermergeError
from lettermerge.output import lease
from lettermerge.output.job import Job
from lettermerge.output.planner import make_plan
from lettermerge.output.store_opening import open_store


def jobs_of(letters: int, template: str = "one") -> list[Job]:
    return make_jobs({f"m{n}": n for n in range(letters)}, template)


def contents_of(letters: int, *versions: str) -> dict[str, set[bytes]]:
    """Return what each letter may be, by path."""
    return {
        job.path: {content_of(job, version) for version in versions} for job in jobs_of(letters)
    }


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    if machine := asked.get("machine"):
        lease._machine = lambda: machine  # another one, as far as leases tell
    place = StoreAddress(
        "letters", asked["prefix"], asked["endpoint"], asked["retry"], asked["lease"]
    )
    try:
        with open_store(place) as store, store.hold() as journal:
            if asked.get("pause"):
                print(json.dumps({"held": True}), flush=True)
                sys.stdin.readline()
            with store.open_manifest() as manifest:
                jobs = jobs_of(asked["letters"], asked["template"])
                plan = make_plan(jobs, {job.id for job in jobs}, manifest, store)
                renderer = Renderer(plain, asked["version"])
                outcome = run(plan, renderer, journal, RunOptions(asked["workers"]))
    except LettermergeError as error:
        return {"code": int(error.exit_code), "error": f"{error.message} {error.hint}"}
    return {
        "code": int(outcome.exit_code),
        "plan": plan.counts,
        "written": sum(outcome.written.values()),
        "failed": [fault.code for one in outcome.failures for fault in one.diagnostics],
        "refused": outcome.refused,
        "stopped": outcome.stopped.code if outcome.stopped else "",
        "interrupted": journal.interrupted is not None,
        "unreached": outcome.unreached,
    }


def main() -> None:
    """Fork a process for each line."""
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                print(json.dumps(_run(asked)), flush=True)
                code = 0
            except BaseException:  # noqa: BLE001 - the parent is told
                print(json.dumps({"bug": traceback.format_exc()}), flush=True)
            finally:
                os._exit(code)
        print(json.dumps({"pid": pid}), flush=True)
        os.waitpid(pid, 0)
        print(json.dumps({"over": True}), flush=True)


@dataclass
class StoreRunner:
    """The process that is ready, seen from a test."""

    process: Popen[str]

    @classmethod
    def start(cls, environment: dict[str, str], errors: Path) -> StoreRunner:
        with errors.open("ab") as log:
            process = Popen(
                [sys.executable, "-m", "tests.app.store_run"],
                env=environment,
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                encoding="utf-8",
            )
        return cls(process)

    def begin(self, endpoint: str, prefix: str, **more: Any) -> int:
        """Begin a run; return its process id."""
        asked = {
            "endpoint": endpoint, "prefix": prefix, "letters": 10, "template": "one",
            "version": "", "workers": 0, "retry": 20.0, "lease": 1.0, **more,
        }  # fmt: skip
        self.say(json.dumps(asked))
        return int(self._next("pid")["pid"])

    def say(self, line: str) -> None:
        stdin: IO[str] = self.process.stdin  # type: ignore[assignment]
        stdin.write(line + "\n")
        stdin.flush()

    def wait_until_held(self) -> None:
        """Return when a run with `pause` has its lease; `say` lets it go on."""
        self._next("held")

    def end(self) -> dict[str, Any]:
        """Return what the run came to; nothing where it was killed."""
        told: dict[str, Any] = {}
        while True:
            line = self._read()
            if "over" in line:
                assert "bug" not in told, told["bug"]
                return told
            told |= line

    def _next(self, key: str) -> dict[str, Any]:
        line = self._read()
        assert key in line, line
        return line

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        return line


if __name__ == "__main__":
    main()
