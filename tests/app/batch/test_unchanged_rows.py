"""A plan that does not compose recorded rows again says what one says that composes them all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.app.edited_project import (
    COMMON_EDITS,
    LETTER,
    PNG,
    ROWS,
    TOML,
    Edit,
    copy_edited,
    make_letters,
)
from tests.series import cases, dice
from tests.tiny import Tiny

from lettermerge.app.batch.batch import look, prepare
from lettermerge.app.batch.batch_model import Prepared, Request
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings

SETTINGS = """
[letter]
template = "a.md"
date = 2023-07-20
[recipients]
source = "r.csv"
[recipients.columns]
city = "{{ T | upper }}"
[sender]
name = "Specimen Alliance"
country = "CH"
[[signatories]]
name = "Specimen Alliance"
image = "hand.png"
[output]
formats = ["docx"]
[parliaments.uk]
spelling = "british"
"""
TEMPLATE = """---
subject: A subject for {{ parliament.name }}
---
Body for **{{ recipient.name }}**, {{ recipient.extra.colour }}.

{% include "asks/" ~ parliament.id ~ ".md" ignore missing %}

{% if recipient.id == "c1" %}{% include "per" ~ "sonal/a1.md" ignore missing %}{% endif %}

{{ personal }}

{% if parliament.id == "nz" %}
![A square](../square.png)
{% endif %}
"""
ROSTER = """id,parliament,chamber,title,given_name,family_name,gender,language,hold,our_ref,colour,T
a1,uk,commons,Ms,Ann,Testwright,f,,,R-1,red,Exampleton
c1,ca,commons,,Ben,Testman,,fr,,R-2,blue,
n1,nz,,,Cy,Testling,m,,,R-3,green,
u1,us,senate,,Di,Testford,,,,,grey,
h1,nz,,,Ed,Held,m,,later,,black,
"""
OTHER_PNG = PNG + b"\0"
NOTE = "letters/personal/u1.md"

EDITS: dict[str, Edit] = COMMON_EDITS | {
    "nothing": (TOML, "CH", "CH"),
    "mapping": (TOML, "upper", "lower"),
    "file name": (TOML, "[output]", '[output]\nname = "{{ recipient.id }}"'),
    "own note": (NOTE, "", "Another note.\n"),
    "new note": ("letters/personal/n1.md", "", "A note of its own.\n"),
    "note read by another": ("letters/personal/a1.md", "", "Read by two.\n"),
    "include": ("letters/asks/uk.md", "", "Another ask.\n"),
    "new include": ("letters/asks/us.md", "", "A new ask.\n"),
    "unread file": ("letters/asks/other.md", "", "Unread.\n"),
    "added parliament": ("parliaments/zz.toml", "", 'base = "nz"\nnames = ["Zed"]\n'),
    "signature": ("hand.png", "", OTHER_PNG),
    "picture outside": ("square.png", "", OTHER_PNG),
    "extra": (ROWS, "red", "rot"),
    "reference": (ROWS, "R-2", "R-9"),
    "town": (ROWS, "Exampleton", "Sampleton"),
    "gender": (ROWS, "Di,Testford,", "Di,Testford,f"),
    "on hold": (ROWS, "f,,,R-1", "f,,waits,R-1"),
    "not on hold": (ROWS, "later", ""),
    "heading": (ROWS, "colour,T\n", "colour,T,new\n"),
    "one row less": (ROWS, "c1,ca,commons,,Ben,Testman,,fr,,R-2,blue,\n", ""),
    "other order": (ROWS, "a1,uk", "x1,nz,,,Al,First,m,,,,white,\na1,uk"),
    "other id": (ROWS, "n1,", "n2,"),
    "faulty": (ROWS, "uk,commons", "uk,commns"),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose letters were made."""
    return tmp_path_factory.mktemp("made")


def _make(folder: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    files: dict[str, str | bytes] = {
        TOML: SETTINGS, LETTER: TEMPLATE, "letters/asks/uk.md": "An ask.\n", NOTE: "A note.\n",
        ROWS: ROSTER, "hand.png": PNG, "square.png": PNG,
    }  # fmt: skip
    return make_letters(folder, files, capsys, "--no-sign")


def _prepare(folder: Path, *, reuse: bool) -> Prepared:
    settings = unsealed(load_settings(folder))
    return prepare(Request(settings, folder, folder / "output"), reuse=reuse)


def _told(prepared: Prepared) -> list[object]:
    """Return all that is said of a plan."""
    plan = look(prepared)
    tasks = [(one.job.id, one.job.path, one.action, one.reasons, one.change) for one in plan.tasks]
    labels = [(one.job.label, one.job.where, one.job.fingerprint) for one in plan.tasks]
    held = [(one.id, one.reason, one.name) for one in prepared.held]
    return [
        tasks, labels, held, list(prepared.diagnostics), prepared.jobs.notes, plan.orphans,
        plan.faults, plan.incomplete, [one.id for one in prepared.rejected], prepared.unselected,
    ]  # fmt: skip


def _check(
    made: Path, folder: Path, names: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> Prepared:
    copy_edited(_make(made, capsys), folder, (EDITS[name] for name in names))
    reused = _prepare(folder, reuse=True)
    assert _told(reused) == _told(_prepare(folder, reuse=False)), names
    return reused


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_a_plan_with_recorded_rows_is_one_without_them(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    _check(made, tmp_path, [name], capsys)


@pytest.mark.slow
@pytest.mark.soak
def test_so_it_is_after_several_edits(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = dice("recorded-rows")
    for number in range(cases(200)):
        _check(made, tmp_path / str(number), draw.sample([*EDITS], draw.randint(2, 4)), capsys)


@pytest.mark.slow
def test_rows_that_read_what_no_hash_covers_are_composed_again(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of Ben's letter another's note is a part, of Cy's a picture that is not in letters/."""
    reused = _check(made, tmp_path, ["nothing"], capsys)
    assert [one.id for one in reused.jobs.letters if one.is_recorded] == ["a1", "u1"]
    assert reused.jobs.notes == {"u1": reused.jobs.notes["u1"]}
    assert any(one.code == "protocol.gender-unknown" for one in reused.diagnostics)


@pytest.mark.slow
def test_what_rows_read_is_recorded_once_after_an_edit_that_changes_no_letter(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reused = _check(made, tmp_path, ["comment"], capsys)
    assert not any(one.is_recorded for one in reused.jobs.letters)
    tiny = Tiny(tmp_path, capsys)
    before = (tmp_path / "output" / "manifest.jsonl").read_bytes()
    assert tiny.run("status", "--no-sign")[0] in (0, 2)
    assert (tmp_path / "output" / "manifest.jsonl").read_bytes() == before
    assert tiny.run("render", "--no-sign", "-q")[0] == 0
    after = (tmp_path / "output" / "manifest.jsonl").read_bytes()
    assert after.startswith(before)
    assert after != before
    reused = _prepare(tmp_path, reuse=True)
    assert [one.id for one in reused.jobs.letters if one.is_recorded] == ["a1", "u1"]
    assert _told(reused) == _told(_prepare(tmp_path, reuse=False))
    assert tiny.run("render", "--no-sign", "-q")[0] == 0
    assert (tmp_path / "output" / "manifest.jsonl").read_bytes() == after


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["remove", "alter", "manifest"])
def test_a_file_that_is_not_as_recorded_is_seen(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    tiny = copy_edited(_make(made, capsys), tmp_path)
    (file,) = (tmp_path / "output" / "uk").glob("*.docx")
    if harm == "remove":
        file.unlink()
    elif harm == "alter":
        file.write_bytes(file.read_bytes() + b"\0")
    else:
        manifest = tmp_path / "output" / "manifest.jsonl"
        text = manifest.read_text("utf-8")
        manifest.write_text(text.replace('"document":"', '"document":"x'), encoding="utf-8")
    reused = _prepare(tmp_path, reuse=True)
    assert _told(reused) == _told(_prepare(tmp_path, reuse=False))
    code, _, err = tiny.run("render", "--no-sign", "-q")
    assert code == (8 if harm == "alter" else 0), err


@pytest.mark.slow
def test_a_doubtful_address_is_told_of_recorded_rows_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        "id,parliament,chamber,given_name,family_name,gender,email\n"
        "a,uk,commons,Ann,Testwright,f,ann@example.org\n"
        "b,uk,commons,Ben,Testman,m,ben at commons\n"
        "c,uk,commons,Cy,Testley,m,\n"
    )
    settings = SETTINGS + '[mail]\nfrom = "office@example.org"\n'
    files: dict[str, str | bytes] = {
        TOML: settings.replace('city = "{{ T | upper }}"\n', ""), LETTER: "Words.\n", ROWS: rows,
        "hand.png": PNG,
    }  # fmt: skip
    tiny = make_letters(tmp_path, files, capsys, "--no-sign")
    first, again = (_prepare(tmp_path, reuse=reuse) for reuse in (False, True))
    assert again.jobs.recorded == 3
    assert sorted(map(str, again.diagnostics)) == sorted(map(str, first.diagnostics))
    told = [one.where.row for one in again.diagnostics if one.code == "mail.doubtful-address"]
    assert told == [3]
    for command in (("render", "--no-sign"), ("status",), ()):
        assert tiny.run(*command)[0] == 0, command
