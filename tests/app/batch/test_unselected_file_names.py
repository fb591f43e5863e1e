"""A run of a few letters knows the names that the others get, and addresses few of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.app.batch.batch import prepare
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.letter_selection import Selection
from lettermerge.app.rosters import addressing
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings

HEADINGS = "id,parliament,chamber,given_name,family_name\n"
NAME = '[output]\nname = "{}"\n'


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def write_rows(tiny: Tiny, *rows: str) -> None:
    tiny.write("r.csv", HEADINGS + "".join(f"{row}\n" for row in rows))


def select(tiny: Tiny, selection: Selection) -> tuple[list[str], int]:
    """Return the ids of letters left out that were addressed for their names, and rows left."""
    settings = unsealed(load_settings(tiny.folder))
    prepared = prepare(Request(settings, tiny.folder, tiny.folder / "output", selection))
    return [one.id for one in prepared.unselected_jobs], prepared.unselected


#: Two recipients whose files get one name: the second is mostly left out.
MEETING = [
    ("{{ recipient.id }}-{{ recipient.name | slug }}", ("a,nz,,B,C", "a-b,nz,,,C")),
    ("{{ recipient.id }}", ("A,nz,,B,C", "a,nz,,B,D")),
    ("{{ recipient.family_name }}", ("a,nz,,B,C", "b,nz,,D,C")),
    ("{{ recipient.id }}", ("_con,nz,,B,C", "con,nz,,B,C")),
    ("{{ recipient.id }}", ("a_b,nz,,B,C", "a:b,nz,,B,C")),
    ("{{ recipient.family_name }}-{{ recipient.id }}", ("b-a,nz,,B,C", "a,nz,,B,C-b")),
    ("{% if recipient.id != 'a' %}{{ recipient.family_name }}{% else %}c{% endif %}",
     ("a,nz,,B,D", "b,nz,,B,C")),
    ("{{ recipient.family_name }}/{{ recipient.id }}", ("a,nz,,B,C", "A,nz,,B,c")),
    ("x{{ recipient.id }}", ("a,nz,,B,C", "A,nz,,B,c")),
]  # fmt: skip


@pytest.mark.parametrize(
    "choice", [("--limit", "1"), ("FIRST",), ("-w", "recipient.id == 'FIRST'")]
)
@pytest.mark.parametrize(("name", "rows"), MEETING)
def test_the_name_of_a_letter_that_is_left_out_is_nobody_elses(
    tiny: Tiny, name: str, rows: tuple[str, str], choice: tuple[str, ...]
) -> None:
    tiny.write("lettermerge.toml", SETTINGS + NAME.format(name))
    write_rows(tiny, *rows, "z9,nz,,Zoe,Zander")
    first = rows[0].partition(",")[0]
    chosen = [one.replace("FIRST", first) for one in choice]
    code, _, err = tiny.run("render", "--no-sign", *chosen)
    assert code == 3, err
    assert "output.collision" in err
    assert "r.csv, row 2" in err or "r.csv, row 3" in err
    assert not (tiny.folder / "output").exists() or not tiny.files()


@pytest.mark.slow
def test_few_rows_are_addressed_where_names_begin_with_ids(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(tiny, *(f"{number},nz,,Ann,Testwright" for number in range(300)))
    addressed: list[str] = []
    real = addressing.address_letter

    def count(project: object, *rows: object, **more: object) -> object:
        addressed.extend(row.id for row in rows)  # type: ignore[attr-defined]
        return real(project, *rows, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(addressing, "address_letter", count)
    assert select(tiny, Selection(limit=3)) == ([], 297)
    assert addressed == ["0", "1", "2"]
    addressed.clear()
    assert select(tiny, Selection(names=("12", " 120 "))) == ([], 298)
    assert addressed == ["12", "120"]
    addressed.clear()
    tiny.write(
        "lettermerge.toml", SETTINGS + NAME.format("{{ recipient.name }} {{ recipient.id }}")
    )
    near, left = select(tiny, Selection(limit=3))
    assert (len(near), left, len(addressed)) == (297, 297, 300)


def test_all_rows_are_counted_where_some_are_on_hold_fail_or_are_joint(tiny: Tiny) -> None:
    rows = [
        "a,nz,,Ann,A,,", "b,atlantis,,Ben,B,,", "c,nz,,Cy,C,later,", "d,nz,,Di,D,,j",
        "e,nz,,Ed,E,,", "f,nz,,Flo,F,,j", "g,atlantis,,Gus,G,,", "h,nz,,Hal,H,later,",
        "i,nz,,Ida,I,,",
    ]  # fmt: skip
    headings = "id,parliament,chamber,given_name,family_name,hold,joint\n"
    tiny.write("r.csv", headings + "\n".join(rows) + "\n")
    counted = {}
    for limit in (1, 2, 3, 9):
        _, out, _ = tiny.run("render", "--no-sign", "--json", "--dry-run", "--limit", str(limit))
        counted[limit] = _rows(out)
    # of the rows behind the limit only those on hold are told of; two rows make the joint letter
    assert counted[1] == {"written": 1, "failed": 0, "on_hold": 2, "not_selected": 6}
    assert counted[2] == {"written": 3, "failed": 1, "on_hold": 2, "not_selected": 3}
    assert counted[3] == {"written": 4, "failed": 2, "on_hold": 2, "not_selected": 1}
    assert counted[9] == {"written": 5, "failed": 2, "on_hold": 2, "not_selected": 0}


def _rows(out: str) -> dict[str, int]:
    told = json.loads(out)["rows"]
    assert told["rows"] == 9
    return {name: told[name] for name in ("written", "failed", "on_hold", "not_selected")}
