"""What a letter costs once everything is warm, stage by stage: computing time, whoever else works.

    python benchmarks/stages.py [--letters N] [--roster FILE] [--project DIR]

Prints milliseconds of CPU a letter as JSON: the least and the median over groups of twenty. "docx
beside" is a DOCX made after its PDF, whose page ends it takes over; "docx alone" looks them up.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time

from corpus import PROJECT, make_roster, settings_of
from ours import make_signer

from lettermerge.app.pipeline import compose, finish, style_of
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import Seal
from lettermerge.writers.writer_dispatch import write
from lettermerge.writers.writer_interface import Written

GROUP = 20
WARM = 3  # groups whose time does not count


class Stages:
    """Adds up the computing time of each stage, group by group."""

    def __init__(self) -> None:
        self.times: defaultdict[str, list[float]] = defaultdict(list)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = process_time()
        yield
        self.times[stage].append(1000 * (process_time() - began) / GROUP)

    def results(self) -> dict[str, dict[str, float]]:
        return {
            stage: {"least": round(min(found), 3), "median": round(median(found), 3)}
            for stage, found in ((stage, times[WARM:]) for stage, times in self.times.items())
        }


def measure(options: argparse.Namespace, folder: Path) -> dict[str, dict[str, float]]:
    """Make the letters of one paper in groups; return what each stage took."""
    rows = options.letters + WARM * GROUP
    roster = options.roster or make_roster(folder, 2 * rows, "us")
    settings = settings_of(options.project, roster)
    project = open_project(options.project, settings)
    signer = make_signer(folder, settings)
    seal = Seal(project, signer)
    letters = iter(address_rosters(project).letters[:rows])
    stages = Stages()
    while len(group := list(islice(letters, GROUP))) == GROUP:
        style = style_of(project, group[0])
        with stages.timed("compose"):
            documents = [compose(project, one, signer).document for one in group]
        for stage, kind, space in (
            ("pdf", "pdf", seal.space), ("docx beside", "docx", None), ("docx alone", "docx", None),
        ):  # fmt: skip
            if stage == "docx alone":  # of equal letters that no PDF was made of
                documents = [compose(project, one, signer).document for one in group]
            with stages.timed(stage):
                made = list(write(documents, style, kind, space))
            assert all(isinstance(one, Written) for one in made), made[0]
            if stage != "docx alone":
                with stages.timed(f"seal {kind}"):
                    for one in made:
                        finish(one, kind, style, seal)
    return stages.results()


def main() -> None:
    """Measure what the command line asks for; print it as JSON."""
    parser = argparse.ArgumentParser(description="Milliseconds of CPU a letter, by stage.")
    parser.add_argument("--letters", type=int, default=400)
    parser.add_argument("--roster", default="")
    parser.add_argument("--project", type=Path, default=PROJECT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(options, Path(name)), indent=2))


if __name__ == "__main__":
    main()
