"""One contestant: lettermerge, from the roster to files on disk. Run by bench.py in a child.

python benchmarks/ours.py WHAT ROWS [ROSTER]     WHAT: pdf docx both, with -signed or without
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from lettermerge.audience import Selection
from lettermerge.batch.options import RunOptions
from lettermerge.pipeline import Signer, unsealed
from lettermerge.rendering import Request, prepare, render
from lettermerge.settings import Settings, load_settings
from lettermerge.signing.creating import create_identity
from lettermerge.signing.loading import load_identity
from lettermerge.signing.passphrase import Passphrase

PROJECT = Path(__file__).resolve().parent.parent / "tests" / "projects" / "us-congress"
NOW = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)


def settings_for(what: str, roster: str) -> Settings:
    settings = unsealed(load_settings(PROJECT))
    formats: Any = {"pdf": ("pdf",), "docx": ("docx",), "both": ("pdf", "docx")}[what]
    settings = replace(settings, output=replace(settings.output, formats=formats))
    if roster:  # made by make_roster.py, in our own columns
        one = replace(settings.recipients[0], source=roster, columns={}, constants={})
        settings = replace(settings, recipients=(one,))
    return settings


def make_signer(folder: Path, settings: Settings) -> Signer:
    path, passphrase = folder / "bench.p12", Passphrase("benchmark")
    create_identity(path, "Benchmark", passphrase, now=NOW)
    signing = replace(settings.signing, identity=str(path))
    return Signer(load_identity(signing, folder, lambda _: passphrase, now=NOW), NOW)


def main(what: str, rows: int, roster: str = "") -> None:
    """Render `rows` letters once the engines are warm; print seconds, letters, peak memory."""
    kind, _, signed = what.partition("-")
    settings = settings_for(kind, roster)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        signer = make_signer(folder, settings) if signed else None
        for count, output in ((1, "warm"), (rows, "out")):
            request = Request(
                settings, PROJECT, folder / output, Selection(limit=count), signer=signer
            )
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            began = perf_counter()
            result = render(prepare(request), RunOptions(workers=0))
            seconds = perf_counter() - began
        made = sum(result.outcome.written.values())
        routes = dict(result.outcome.routes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "seconds": seconds,
                "letters": rows,
                "files": made,
                "peak_mb": peak / 1024,
                "growth_kb": peak - before,
                "routes": routes,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:4])
