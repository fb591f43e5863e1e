"""One contestant: lettermerge, from the roster to files on disk. Run by bench.py in a child.

python benchmarks/ours.py WHAT ROWS [--roster FILE] [--project DIR] [--jobs N] [--once]
WHAT: pdf docx both, with -signed or without
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from corpus import PROJECT, settings_of

from lettermerge.app.batch.batch import engines_of, prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.batch.run_events import Event, RunBegun
from lettermerge.app.letter_selection import Selection
from lettermerge.app.signing.sealing import Signer
from lettermerge.config.settings import Settings
from lettermerge.signing.identity.creation import Subject, create_identity
from lettermerge.signing.identity.identity_loading import load_identity
from lettermerge.signing.identity.passphrase import Passphrase
from lettermerge.workers.fork_server import ForkServer

NOW = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)


def make_signer(folder: Path, settings: Settings) -> Signer:
    path, passphrase = folder / "bench.p12", Passphrase("benchmark passphrase")
    create_identity(path, Subject("Benchmark"), passphrase, now=NOW)
    signing = replace(settings.signing, identity=str(path))
    return Signer(load_identity(signing, folder, lambda _: passphrase, now=NOW), NOW)


def start_fork_server(
    settings: Settings, workers: int
) -> AbstractContextManager[ForkServer | None]:
    """Let engines be imported while the run is planned, as the command does."""
    return ForkServer(engines_of(settings)) if workers else nullcontext()


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Render the letters once the engines are warm; return seconds, letters, peak memory.

    Without warming (`once`) the peak is that of one run, as a user has it.
    """
    kind, _, signed = options.what.partition("-")
    formats: Any = {"pdf": ("pdf",), "docx": ("docx",), "both": ("pdf", "docx")}[kind]
    settings = settings_of(options.project, options.roster)
    settings = replace(settings, output=replace(settings.output, formats=formats))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        signer = make_signer(folder, settings) if signed else None
        for count, output in ((1, "warm"), (options.rows, "out"))[options.once :]:
            request = Request(
                settings, options.project, folder / output, Selection(limit=count), signer=signer
            )
            planned: list[float] = []  # megabytes, before the first letter

            def listen(event: Event, planned: list[float] = planned) -> None:
                if isinstance(event, RunBegun):
                    planned.append(peak_mb())

            began = perf_counter()
            with start_fork_server(settings, options.jobs) as fork_server:
                prepared = prepare(request, options.jobs, fork_server=fork_server)
                wishes = RunOptions(workers=options.jobs, listener=listen, fork_server=fork_server)
                result = render(prepared, wishes)
            seconds = perf_counter() - began
    made = sum(result.outcome.written.values())
    assert made == options.rows * len(formats), result.outcome.failures[:3]
    return {
        "seconds": seconds,
        "letters": options.rows,
        "files": made,
        "planned_mb": planned[0],
        "peak_mb": peak_mb(),
        "routes": dict(result.outcome.routes),
    }


def main() -> None:
    """Measure what the command line asks for; print it as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what")
    parser.add_argument("rows", type=int)
    parser.add_argument("--roster", default="")
    parser.add_argument("--project", type=Path, default=PROJECT)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--once", action="store_true")
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
