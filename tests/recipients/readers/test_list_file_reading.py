"""Rosters in their native shape: what a person sees in the file is what comes out."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.recipients.conftest import DATA

from lettermerge.config.settings import RosterSettings
from lettermerge.recipients.readers.delimited_text import TableError
from lettermerge.recipients.readers.list_file_reading import RosterTable, read_table
from lettermerge.recipients.readers.row_blocks import FRAME_ROWS


def open_table(path: Path, **settings: Any) -> RosterTable:
    return read_table(path, RosterSettings(path.name, **settings))


def rows_of(table: RosterTable) -> dict[int, dict[str, str]]:
    return {
        number: dict(zip(table.headings.names, cells, strict=False))
        for frame in table.frames
        for number, cells in zip(frame.numbers, frame.cells, strict=True)
    }


def written(folder: Path, data: bytes, name: str = "r.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def fault_of(path: Path, **settings: Any) -> str:
    with pytest.raises(TableError) as caught:
        rows_of(open_table(path, **settings))
    return "; ".join(f"{one.code} {one}" for one in caught.value.faults)


def test_bare_carriage_returns_in_quotes_and_blanks_in_headings() -> None:
    table = open_table(DATA / "house.csv")
    assert {"Surname", "Preferred Name"} < set(table.headings.names)
    rows = rows_of(table)
    assert list(rows) == [2, 3, 4]
    assert rows[3]["Label Address"] == "Shop 3, 21 Sample Street\r(PO Box 12)\rSampleville QLD 4999"
    assert rows[4]["First Name"] == "Ana-Sofía"


def test_windows_1252_with_semicolons_is_found_and_said() -> None:
    table = open_table(DATA / "western.csv")
    (note,) = table.notes
    assert note.code == "roster.encoding-guessed"
    assert (note.where.line, note.where.value) == (1, "Kennung;Name;Straße;PLZ;Ort;Größe")
    rows = rows_of(table)
    assert rows[2]["PLZ"] == "01067"
    assert rows[3]["Name"] == "Zoë Çelikbas—Müller"
    assert rows[4]["Name"] == "François d’Été"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_unicode_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    text = (DATA / "unicode.txt").read_bytes().decode("utf-16")
    table = open_table(written(tmp_path, text.encode(encoding), "r.txt"))
    assert not table.notes
    rows = rows_of(table)
    assert rows[2]["full_name"] == "Māia Tōtarawhenua"
    assert rows[2]["address"] == "Freepost Parliament\r\nWellington"


def test_a_mark_wins_over_the_settings(tmp_path: Path) -> None:
    path = written(tmp_path, "id,name\n1,Zoë\n".encode("utf-8-sig"))
    assert rows_of(open_table(path, encoding="cp1252"))[2]["name"] == "Zoë"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,n\n1,Łucja Więcki\n2,Małgorzata Żółć\n3,Paweł Ślązak\n4,Stanisław Wąs\n", "cp1250"),
        ("id,n\n1,Пётр Примеров\n2,Елена Образцова\n3,Иван Пробный\n", "cp1251"),
    ],
)
def test_other_encodings_are_not_taken_for_western(
    tmp_path: Path, text: str, encoding: str
) -> None:
    table = open_table(written(tmp_path, text.encode(encoding)))
    assert [row["n"] for row in rows_of(table).values()] == [
        line.split(",")[1] for line in text.splitlines()[1:]
    ]
    assert table.notes[0].code == "roster.encoding-guessed"


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    data = "id,n\n1,Zoë\n2,Łucja Żółć\n".encode() + b"3,Ren\xe9\n"
    assert "roster.unreadable-encoding r.csv:4" in fault_of(written(tmp_path, data))


@pytest.mark.parametrize(
    ("encoding", "code"), [("utf-8", "unreadable-encoding"), ("klingon", "unknown-encoding")]
)
def test_an_encoding_that_does_not_fit(tmp_path: Path, encoding: str, code: str) -> None:
    path = written(tmp_path, "id,n\n1,Zoë\n".encode("cp1252"))
    assert f"roster.{code}" in fault_of(path, encoding=encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    rows = [["id", "name, full", "a;b"], ["1", "Example, Ann; Dr", "x|y"], ["2", "", "z\tz"]]
    writer.writerows(rows)
    table = open_table(written(tmp_path, text.getvalue().encode()))
    assert [list(row.values()) for row in rows_of(table).values()] == rows[1:]


def test_a_delimiter_may_be_named_and_must_be_one_character(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\tc\n1,2\t3\n")
    assert open_table(path, delimiter="tab").headings.names == ("a,b", "c")
    assert "roster.bad-delimiter" in fault_of(path, delimiter="::")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_first_line_that_names_the_delimiter_is_no_row(tmp_path: Path, end: str) -> None:
    data = end.join(("sep=;", "id;a,b", "1;x,y", "")).encode()
    assert rows_of(open_table(written(tmp_path, data))) == {2: {"id": "1", "a,b": "x,y"}}


def test_a_trailing_comma_shifts_nothing() -> None:
    rows = rows_of(open_table(DATA / "trailing-comma.csv"))
    assert rows[2] == {"id": "us-1", "parliament": "us", "full_name": "Ann Example"}


def test_quotes_and_line_ends_of_every_kind(tmp_path: Path) -> None:
    data = b'id,n\r\n1,"a ""b"", c"\r2,"x\ny\rz\r\n"\n3,5" pipe'
    rows = rows_of(open_table(written(tmp_path, data)))
    assert [row["n"] for row in rows.values()] == ['a "b", c', "x\ny\rz\r\n", '5" pipe']


@pytest.mark.parametrize("length", [10, 200_000])
def test_a_quote_that_is_never_closed_is_named(tmp_path: Path, length: int) -> None:
    data = b'id,n\n1,a\n2,"b\n' + b"3,c\n" * length
    assert fault_of(written(tmp_path, data)).startswith("roster.open-quote r.csv, row 3")


def test_headings_must_differ_and_stand_over_their_cells(tmp_path: Path) -> None:
    assert "2 columns have the heading `n`" in fault_of(written(tmp_path, b"id,n, n \n1,a,b\n"))
    assert "roster.missing-heading r.csv, row 2" in fault_of(written(tmp_path, b"id,,n\n1,x,b\n"))
    assert rows_of(open_table(written(tmp_path, b"id,,n\n1, ,b\n")))[2] == {"id": "1", "n": "b"}


@pytest.mark.parametrize("numbers", ["0 1", "5 0", "0.0 1.0"])
def test_a_column_that_numbers_the_rows_is_left_out_with_a_warning(
    tmp_path: Path, numbers: str
) -> None:
    first, second = numbers.split()
    table = open_table(written(tmp_path, f",id,n\n{first},a,b\n{second},c,d\n".encode()))
    (warning,) = table.notes
    assert (warning.code, warning.where.row) == ("roster.row-numbers", 1)
    assert rows_of(table)[2] == {"id": "a", "n": "b"}


def test_numbers_without_a_heading_that_repeat_are_no_numbers_of_rows(tmp_path: Path) -> None:
    assert "roster.missing-heading" in fault_of(written(tmp_path, b",id,n\n7,a,x\n7,b,y\n"))


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("r.pdf", b"%PDF-1.7", "`.pdf` is not a kind of roster"),
        ("r.yaml", b"- id: a", "take the .json or .csv that is published beside it"),
        ("r.csv", b"PK\x03\x04", "it is a workbook inside, not csv"),
        ("r.xlsx", b"id,n\n", "it is text inside, not xlsx"),
        ("~$r.xlsx", b"\x04Anna", "it is the lock of a workbook that is open"),
        ("r.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old workbook, or one with a password"),
        ("r.csv", b"\x89PNG\r\n" + b"\0\0\0\rIHDRabcdefghij" * 20, "it is not text"),
        ("r.csv", b"\n , \n", "the roster is empty"),
        ("r.csv", b"", "the roster is empty"),
        ("r.csv", b"," .join(b"%d" % n for n in range(1001)), "more than 1000 columns"),
    ],
)  # fmt: skip
def test_what_is_no_roster(tmp_path: Path, name: str, data: bytes, fault: str) -> None:
    assert fault in fault_of(written(tmp_path, data, name))


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    written(tmp_path, b"id\n", "recipients.csv")
    fault = fault_of(tmp_path / "recipient.csv")
    assert fault.startswith("roster.missing-file recipient.csv")
    assert "`recipients.csv`" in fault


def test_a_folder_is_no_roster(tmp_path: Path) -> None:
    (tmp_path / "r.csv").mkdir()
    assert "it is a folder, not a file" in fault_of(tmp_path / "r.csv")


def test_large_rosters_come_in_frames_that_hold_each_text_once(tmp_path: Path) -> None:
    count = FRAME_ROWS + FRAME_ROWS // 4  # two frames
    lines = "".join(f"{n},{'us' if n % 3 else 'uk'},NA\n" for n in range(count))
    table = open_table(written(tmp_path, f"id,p,n\n{lines}".encode()))
    frames = list(table.frames)
    assert [len(frame.numbers) for frame in frames] == [FRAME_ROWS, FRAME_ROWS // 4]
    for frame in frames:
        assert sorted(frame.columns[1].texts) == ["uk", "us"]
        assert list(frame.columns[2].texts) == ["NA"]
        for place, (codes, texts) in enumerate(frame.columns):
            assert [texts[code] for code in codes] == [cells[place] for cells in frame.cells]


def test_the_fixtures_are_what_they_say(tmp_path: Path) -> None:
    shutil.copy(DATA / "house.csv", tmp_path)
    data = (tmp_path / "house.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r") - data.count(b"\r\n") == 4


@pytest.mark.parametrize("title", ["Members as of 1 May", "Members, as of 1 May"])
def test_a_title_above_the_headings_of_a_text_file(tmp_path: Path, title: str) -> None:
    text = f"{title}\n\nid;name\na;Doe, Ann\nb;Bea\n"
    table = open_table(written(tmp_path, text.encode()))
    assert rows_of(table) == {4: {"id": "a", "name": "Doe, Ann"}, 5: {"id": "b", "name": "Bea"}}
    (note,) = table.notes
    assert (note.code, note.where.row) == ("roster.above-headings", 1)
    assert note.where.value == title


def test_a_roster_of_one_column_has_its_heading_in_the_first_row(tmp_path: Path) -> None:
    assert rows_of(open_table(written(tmp_path, b"id\na\nb\n"))) == {2: {"id": "a"}, 3: {"id": "b"}}
