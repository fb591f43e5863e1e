"""What it costs to begin: CPU seconds of short commands beside bare scripts, in one run.

    python benchmarks/starting.py [--rounds N]

Contestants take turns; ratios are medians over the rounds. The bare script imports what a command
for one signed letter cannot do without, and writes one page.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from corpus import ROOT

_TYPER = ("-c", "import typer")
_BARE = """
import sys, typer, jinja2, cryptography.hazmat.primitives.serialization.pkcs12, weasyprint
text = jinja2.Template(open(sys.argv[1], encoding="utf-8").read().partition("---\\n")[2])
weasyprint.HTML(string=text.render(recipient={"name": "Ann"})).write_pdf(sys.argv[2])
"""
_LETTER = "---\nsubject: A letter\n---\n" + "All of these words make one page of a letter. " * 40


def cpu_seconds(*arguments: object) -> float:
    """Run Python over some arguments; return its CPU time, its children's with it.

    Modules are kept compiled, as an installed program's are.
    """
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL,
        env={**kept, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(ours: tuple[object, ...], theirs: tuple[object, ...], rounds: int) -> dict[str, float]:
    """Let two commands take turns; return the median seconds of both, and of the ratios."""
    cpu_seconds(*ours), cpu_seconds(*theirs)
    runs = [(cpu_seconds(*ours), cpu_seconds(*theirs)) for _ in range(rounds)]
    mine, bare = (median(times) for times in zip(*runs, strict=True))
    return {"seconds": mine, "bare": bare, "ratio": median(one / two for one, two in runs)}


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Return what help, the help of a command, and one signed PDF take."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        cpu_seconds("-m", "lettermerge", "init", project)
        letter = Path(name) / "letter.md"
        letter.write_text(_LETTER, encoding="utf-8")
        (project / "letters" / "letter.md").write_text(_LETTER, encoding="utf-8")
        bare = ("-c", _BARE, letter, Path(name) / "bare.pdf")
        made = ("render", "--limit", 1, "-f", "pdf", "-q", "--force", "-C", project)
        return {
            "help": compare(("-m", "lettermerge", "--help"), _TYPER, rounds),
            "help of a command": compare(("-m", "lettermerge", "render", "--help"), _TYPER, rounds),
            "one signed PDF": compare(("-m", "lettermerge", *made), bare, rounds),
        }


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    print(json.dumps(measure(parser.parse_args().rounds), indent=2))


if __name__ == "__main__":
    main()
