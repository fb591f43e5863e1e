"""A limit that an engine swallows still fails the letter: in a run, a preview, a check, a proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.letter.test_svg_check import uses
from tests.tiny import SETTINGS, Tiny, make_tiny
from tests.writers.specimens import A4_STYLE, letter

from lettermerge.app.batch.render_chunk import render_chunk
from lettermerge.app.pipeline import write_one
from lettermerge.diagnostics import Failure
from lettermerge.errors import LetterError
from lettermerge.letter import image_loading
from lettermerge.letter.document import Asset, Image
from lettermerge.output.job import Job
from lettermerge.output.output_folder import Folder
from lettermerge.workers.letter_limits import Limits, limited, one_letter
from lettermerge.workers.service import DoneItem
from lettermerge.writers.writer_interface import Written

pytestmark = pytest.mark.slow

SVG = uses(22).replace("<svg ", '<svg width="90" height="30" ')
QUICK = Limits(cpu=0.5)


def swallow() -> None:
    """Do what WeasyPrint's SVGImage.draw does around work that never ends."""
    try:
        while True:
            pass
    except BaseException:  # noqa: BLE001 - as the engine does
        return


def test_what_is_swallowed_is_remembered_and_the_next_letter_is_free_of_it() -> None:
    with limited(QUICK) as clocks:
        with pytest.raises(LetterError, match=r"more than 0\.5 s"), one_letter(clocks):
            swallow()
        with one_letter(clocks):
            pass


def test_an_engine_that_swallows_it_is_stopped_each_time() -> None:
    def work(clocks: Limits | None) -> None:
        with one_letter(clocks):
            for _ in range(3):
                swallow()

    with limited(QUICK) as clocks, pytest.raises(LetterError):
        work(clocks)


def test_a_clock_that_runs_already_goes_on() -> None:
    def work(clocks: Limits | None) -> None:
        with one_letter(clocks):
            with limited(Limits(cpu=20.0)):
                pass
            while True:
                pass

    with limited(QUICK) as outer, pytest.raises(LetterError):
        work(outer)


def job(id_: str) -> Job:
    return Job(id_, id_, "pdf", id_)


def test_a_run_fails_the_letter_whose_limit_was_swallowed(tmp_path: Path) -> None:
    def render(jobs: Sequence[Job]) -> Iterator[tuple[Job, Written | None]]:
        for one in jobs:
            yield one, None
            if one.id == "b":
                swallow()
            yield one, Written(b"x", 1)

    with limited(QUICK) as clocks, Folder(tmp_path) as folder:
        assert clocks
        jobs = [job("a"), job("b"), job("c")]
        messages = [*render_chunk(render, folder, range(3), jobs, clocks.arm)]
    done = [one for one in messages if isinstance(one, DoneItem)]
    made = [one.place for one in done if isinstance(one.value, Written)]
    unmade = [
        (one.place, one.value.diagnostics[0].code) for one in done if isinstance(one.value, Failure)
    ]
    assert (made, unmade) == ([0, 2], [(1, "letter.too-slow")])


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """Make a project with a drawing that takes long, and let it past the look at its text."""
    monkeypatch.setattr(image_loading, "drawing_fault", lambda _: "")
    monkeypatch.setattr(Limits.__init__, "__defaults__", (2 << 30, 1.0, 120.0))
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", SETTINGS + 'image = "long.svg"\n[output]\nformats = ["pdf"]\n')
    made.write("long.svg", SVG)
    return made


@pytest.mark.parametrize(
    "command",
    [("render", "-j", "0", "--no-sign"), ("preview", "a1"), ("check", "--rendered"),
     ("preview", "--proof")],
    ids=" ".join,
)  # fmt: skip
def test_a_drawing_that_takes_too_long_fails_its_letter(tiny: Tiny, command: Sequence[str]) -> None:
    code, out, err = tiny.run(*command)
    assert code == 5, (out, err)
    assert "the letter was given up: it used more than 1 s of computing time" in out + err
    assert not [name for name in tiny.files() if name.endswith(".pdf") and "proof" not in name]


def test_a_drawing_that_cannot_be_drawn_fails_its_letter() -> None:
    head = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    deep = Asset(
        "deep.svg", "image/svg+xml", (head + "<g>" * 2000 + "</g>" * 2000 + "</svg>").encode()
    )
    document = letter(body=(Image(deep, "a drawing"),))
    for _ in range(2):  # the second one finds nothing of the first
        written = write_one(document, A4_STYLE, "pdf", None)
        assert isinstance(written, Failure)
        assert written.diagnostics[0].code == "pdf.image"
        assert "the image deep.svg cannot be drawn" in written.diagnostics[0].message
