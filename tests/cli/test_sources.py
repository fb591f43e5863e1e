"""Letters to recipients of a database: each command works without a file of rows."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest
from tests.recipients.readers.postgresql import PASSWORD, serve
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny

from lettermerge.app.rosters.addressing import Letter
from lettermerge.config.settings import load_settings
from lettermerge.preview.server.project_session import Session

QUERY = 'sql = "SELECT * FROM members ORDER BY id"\ndatabase = "sqlite:///lists/x.db"'
UNSIGNED = f'{SETTINGS}[signing]\nidentity = "none"\n'
HEADINGS, *ROWS = (line.split(",") for line in ROSTER.splitlines())


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    (tmp_path / "r.csv").unlink()
    (tmp_path / "lists").mkdir()
    execute(made, f"CREATE TABLE members ({', '.join(HEADINGS)})")
    for row in ROWS:
        marks = ", ".join("?" * len(row))
        execute(made, f"INSERT INTO members VALUES ({marks})", *row)
    made.write("lettermerge.toml", UNSIGNED.replace('source = "r.csv"', QUERY))
    return made


def execute(tiny: Tiny, sql: str, *values: str) -> None:
    with sqlite3.connect(tiny.folder / "lists/x.db") as connection:
        connection.execute(sql, values)
    connection.close()


@pytest.mark.slow
def test_letters_are_made_once_and_again_when_a_row_changes(tiny: Tiny) -> None:
    code, _, err = tiny.run("check")
    assert (code, "3 of 3 rows make a letter" in err) == (0, True)
    assert tiny.run("render")[0] == 0
    code, out, _ = tiny.run("status")
    assert code == 0
    assert {line.split("\t")[0] for line in out.splitlines()[1:]} == {"keep"}
    execute(tiny, "UPDATE members SET constituency = 'Elsewhere' WHERE id = 'a1'")
    execute(tiny, "DELETE FROM members WHERE id = 'a2'")
    _, out, _ = tiny.run("status")
    found = {tuple(line.split("\t")[:1]) for line in out.splitlines()[1:]}
    assert found == {("write",), ("keep",), ("orphan",)}
    assert [one for one in tiny.files() if one.startswith("errors")] == []


def test_a_failed_row_is_listed_and_mended(tiny: Tiny) -> None:
    execute(tiny, "UPDATE members SET parliament = 'atlantis' WHERE id = 'a1'")
    code, _, err = tiny.run("render")
    assert (code, "lists/x.db, row 1" in err) == (5, True)
    text = tiny.files()["errors.csv"].decode("utf-8-sig")
    assert text.splitlines()[1].startswith("a1,atlantis,commons,,Ms,Ann,")
    tiny.write("output/errors.csv", text.replace("atlantis,", "uk,").encode("utf-8-sig"))
    code, _, _ = tiny.run("render", "--roster", "output/errors.csv")
    assert code == 0
    assert "uk/a1-ann-testwright.pdf" in tiny.files()


def test_two_queries_of_one_database_have_a_file_of_errors_each(tiny: Tiny) -> None:
    one = """[[recipients]]
sql = "SELECT * FROM members WHERE parliament {} 'us'"
sheet = "{}"
database = "sqlite:///lists/x.db"
"""
    execute(tiny, "UPDATE members SET chamber = 'nowhere'")
    both = one.format("=", "senate") + one.format("<>", "others")
    head, _, tail = UNSIGNED.partition('[recipients]\nsource = "r.csv"\n')
    tiny.write("lettermerge.toml", f"{head}{both}{tail}")
    assert tiny.run("render")[0] == 5
    files = {name: content.decode("utf-8-sig").splitlines()[1:] for name, content in
             tiny.files().items() if name.startswith("errors")}  # fmt: skip
    assert {name: [row.split(",")[0] for row in rows] for name, rows in files.items()} == {
        "errors-x-senate.csv": ["a2"],
        "errors-x-others.csv": ["a1"],
    }


def test_the_page_of_the_preview_sees_a_row_that_changes(tiny: Tiny) -> None:
    session = Session(tiny.folder)
    index = session.open().index
    assert session.open().index is index
    assert session.dependencies().includes(tiny.folder / "lists/x.db")
    time.sleep(0.01)
    execute(tiny, "UPDATE members SET family_name = 'Newname' WHERE id = 'a1'")
    assert not session.dependencies().is_fresh()
    again = session.open().index.rows["a1"]
    assert isinstance(again, Letter)
    assert again.name == "Ann Newname"


@pytest.mark.tools
def test_a_server_is_asked_again_when_the_settings_are_saved(tiny: Tiny) -> None:
    with serve() as server:
        server.run(
            "CREATE TABLE members (id text, parliament text, chamber text, full_name text)",
            "INSERT INTO members VALUES ('a1', 'uk', 'commons', 'Ann Testwright')",
        )
        query = QUERY.replace("sqlite:///lists/x.db", server.url())
        settings = UNSIGNED.replace('source = "r.csv"', query)
        tiny.write("lettermerge.toml", settings)
        code, out, err = tiny.run("roster", "show")
        assert (code, "Ann Testwright" in out, PASSWORD in out + err) == (0, True, False)
        session = Session(tiny.folder)
        index = session.open().index
        server.run("UPDATE members SET full_name = 'Ann Newname'")
        assert session.open().index is index
        time.sleep(0.01)
        tiny.write("lettermerge.toml", settings)
        again = session.open().index.rows["a1"]
        assert isinstance(again, Letter)
        assert again.name == "Ann Newname"


@pytest.mark.slow
def test_a_server_has_no_file_to_watch(tiny: Tiny) -> None:
    url = "postgresql://someone:hidden@127.0.0.1:1/lists"
    text = SETTINGS.replace('source = "r.csv"', QUERY.replace("sqlite:///lists/x.db", url))
    tiny.write("lettermerge.toml", text)
    (roster,) = load_settings(tiny.folder).recipients
    assert roster.files(tiny.folder) == ()
    for command in (("check",), ("status",), ("render",), ("roster", "show"), ("preview", "a1")):
        for more in ((), ("--json",)) if command[0] != "preview" else ((),):
            code, out, err = tiny.run(*command, *more)
            assert (code, "hidden" in out + err) == (3, False)
            assert "postgresql://127.0.0.1:1/lists" in out + err
    code, out, _ = tiny.run("check", "--json")
    assert [one["code"] for one in json.loads(out)["faults"]] == ["roster.bad-query"]


def test_a_mapping_of_a_database_is_proposed_and_written(tiny: Tiny) -> None:
    execute(tiny, 'CREATE TABLE raw ("Member ID", "First name", Surname, State, Parliament)')
    for number, name in enumerate(("Ann,Testwright", "Ben,Testman", "Cat,Testley"), 1):
        given, family = name.split(",")
        values = (f"m{number}", given, family, "Examplia", "nz")
        execute(tiny, "INSERT INTO raw VALUES (?, ?, ?, ?, ?)", *values)
    before = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    before = before.replace("FROM members ORDER BY id", "FROM raw")
    tiny.write("lettermerge.toml", before)
    code, _, err = tiny.run("check")
    assert code == 3
    assert 'sql = "SELECT * FROM raw"\ndatabase = "sqlite:///lists/x.db"' in err
    code, out, err = tiny.run("roster", "map", "--yes")
    assert code == 0, out + err
    after = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    assert ('id = "Member ID"' in after, after.count("[recipients]"), after.count("sql")) == (
        True,
        1,
        2,
    )
    code, _, err = tiny.run("check")
    assert "3 of 3 rows make a letter" in err, err
