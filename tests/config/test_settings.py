"""lettermerge.toml is complete or refused, with every fault at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from lettermerge.config.settings import (
    Signatory,
    find_project,
    load_settings,
    parse_settings,
    with_locale,
)
from lettermerge.errors import SettingsError

LEAST = """
[letter]
template = "a.md"
date = 2023-07-20
[recipients]
source = "r.csv"
[sender]
name = "Example Alliance"
"""


def faults_of(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text)
    return [(f.code, f.where.column, f.hint) for f in caught.value.faults]


def test_the_least_has_all_defaults() -> None:
    settings = parse_settings(LEAST)
    assert settings.letter.date == datetime.date(2023, 7, 20)
    assert settings.recipients[0].source == "r.csv"
    assert settings.output.formats == ("pdf", "docx")
    assert settings.signing.identity == "demo"


def test_several_rosters_and_a_text_of_several_lines() -> None:
    text = LEAST.replace("[recipients]", "[[recipients]]") + 'address = "1 Way\\nTown"\n'
    assert parse_settings(text).sender.address == ("1 Way", "Town")


def test_every_fault_is_named_with_the_near_key() -> None:
    found = faults_of(
        '[letter]\ntemplat = "a.md"\ndate = "soon"\n[[recipients]]\nsource = "r.csv"\n'
        '[sender]\nname = ""\n[output]\nformats = ["pfd"]\n'
    )
    assert ("settings.missing-key", "letter.template", "add it") in found
    assert ("settings.unknown-key", "letter.templat", "did you mean `template`?") in found
    assert {"letter.date", "sender.name", "output.formats.1"} <= {column for _, column, _ in found}


def test_a_roster_with_an_unknown_key_is_told_of_that_alone() -> None:
    found = faults_of(LEAST.replace("[recipients]", "[recipients]\ncolums = {}"))
    assert [column for _, column, _ in found] == ["recipients.1.colums"]
    none = "recipients = []\n" + LEAST.replace('[recipients]\nsource = "r.csv"\n', "")
    assert [column for _, column, _ in faults_of(none)] == ["recipients"]


def test_text_that_is_not_toml_names_the_line() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings("[letter]\ntemplate = a.md\n")
    (fault,) = caught.value.faults
    assert fault.where.line == 2


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ('[signing]\nlevel = "B-T"\n', "signing.timestamp_url"),
        ("[output]\nformats = []\n", "output.formats"),
        ('[output]\ndirectory = "ftp://bucket/prefix"\n', "output.directory"),
        ('[ledger]\ndirectory = "s3://no_bucket/prefix"\n', "ledger.directory"),
    ],
)
def test_keys_that_need_each_other(more: str, column: str) -> None:
    assert [c for _, c, _ in faults_of(LEAST + more)] == [column]


def test_a_character_that_no_name_can_hold_is_named() -> None:
    text = 'output = { directory = "a\\u0000b" }\nsignatories = [{ name = "\\u0000" }]\n' + LEAST
    columns = [column for _, column, _ in faults_of(text)]
    assert columns == ["output.directory", "signatories.1.name"]


def test_the_nearest_project_upwards_is_found(tmp_path: Path) -> None:
    (tmp_path / "lettermerge.toml").write_text(LEAST, encoding="utf-8")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_project(below) == tmp_path.resolve()


def test_no_project_and_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no lettermerge\.toml"):
        find_project(tmp_path)
    (tmp_path / "lettermerge.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read: line 1 is not UTF-8"):
        load_settings(tmp_path)


def test_who_cosigns_is_not_printed_so_no_letter_is_made_anew_for_the_keys() -> None:
    plain = Signatory("A", "role")
    assert repr(plain) == "Signatory(name='A', role='role', organisation='', image='')"
    assert repr(Signatory("A", "role", cosigns=True, certificate="a.pem")) == repr(plain)


def test_the_locale_of_a_roster_is_its_own_or_that_of_the_sender_s_letters() -> None:
    text = LEAST
    for roster, letter, country, locale in (
        ("", "", "", "en"),
        ("", "", "GB", "en-GB"),
        ("", "fr-CA", "GB", "fr-CA"),
        ("de-AT", "fr", "GB", "de-AT"),
    ):
        told = text.replace("[recipients]", f'[recipients]\nlocale = "{roster}"')
        if letter:
            told = told.replace("[letter]", f'[letter]\nlanguage = "{letter}"')
        told = told.replace("[sender]", f'[sender]\ncountry = "{country}"')
        settings = parse_settings(told)
        assert with_locale(settings.recipients[0], settings).locale == locale
    found = faults_of(text.replace("[recipients]", '[recipients]\nlocale = "English, please"'))
    assert [column for _, column, _ in found] == ["recipients.1.locale"]


QUERY = 'sql = "SELECT 1"\ndatabase = "sqlite:///x.db"\n'


def test_a_query_is_a_roster() -> None:
    (roster,) = parse_settings(LEAST.replace('source = "r.csv"', QUERY)).recipients
    assert (roster.sql, roster.name) == ("SELECT 1", "x.db")
    folder = Path("project")
    assert roster.files(folder) == (folder / "x.db", folder / "x.db-wal")


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("", "settings.missing-key", "source"),
        ('source = ""', "settings.missing-key", "source"),
        ('sql = "SELECT 1"', "settings.missing-key", "database"),
        ('database = "sqlite:///x.db"', "settings.missing-key", "sql"),
        (f'source = "r.csv"\n{QUERY}', "settings.two-sources", "source"),
        ('source = "r.csv"\nsql = "SELECT 1"', "settings.two-sources", "source"),
    ],
)
def test_a_roster_has_one_source(source: str, code: str, column: str) -> None:
    ((found, where, _),) = faults_of(LEAST.replace('source = "r.csv"', source))
    assert (found, where) == (code, f"recipients.1.{column}")


def test_two_queries_of_one_database_are_told_apart() -> None:
    both = LEAST.replace('[recipients]\nsource = "r.csv"', f"[[recipients]]\n{QUERY}" * 2)
    ((code, where, hint),) = faults_of(both)
    assert (code, where) == ("settings.repeated-query", "recipients.2.sheet")
    assert 'sheet = "members"' in hint
    first, second = parse_settings(both.replace("x.db", "y.db", 1)).recipients
    assert (first.name, second.name) == ("y.db", "x.db")
    parse_settings(both.replace("[[recipients]]\n", '[[recipients]]\nsheet = "a"\n', 1))


def test_a_password_is_in_no_repr_and_no_fault() -> None:
    url = "postgresql://me:s3cret@host/lists"
    text = LEAST.replace('source = "r.csv"', f'sql = "SELECT 1"\ndatabase = "{url}"')
    assert "s3cret" not in repr(parse_settings(text))
    with pytest.raises(SettingsError) as caught:
        parse_settings(text.replace(f'"{url}"', f'["{url}"]') + f'database = "{url}"\n')
    told = "\n".join(f"{one} {one.where} {one.where.value}" for one in caught.value.faults)
    assert "s3cret" not in told
    assert "recipients.1.database" in told


def test_the_senders_paper_needs_the_senders_country() -> None:
    asked = LEAST.replace("date =", 'paper = "sender"\ndate =')
    assert [column for _, column, _ in faults_of(asked)] == ["sender.country"]
    assert parse_settings(asked + 'country = "US"\n').letter.paper == "sender"
