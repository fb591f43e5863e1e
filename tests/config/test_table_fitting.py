"""Tables that fit make what pydantic makes of them; all others are left to it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.series import cases

from lettermerge.config.settings import Settings
from lettermerge.config.table_fitting import UnfitTable, fit_table
from lettermerge.config.theme import Theme
from lettermerge.protocol.profile import Profile
from lettermerge.recipients.model import PARLIAMENTS

ADAPTERS: dict[Any, TypeAdapter[Any]] = {
    one: TypeAdapter(one) for one in (Settings, Theme, Profile)
}
MIDNIGHT, LATER = datetime.fromisoformat("2026-03-04"), datetime.fromisoformat("2026-03-04T01:00")
FULL = tomllib.loads(
    """
recipients = [{ source = "r.csv", columns = { full_name = "Name" }, locale = "en-GB" }]
signatories = [{ name = " A ", role = { en = "Chair", fr = "Présidente" }, cosigns = true }]
[letter]
template = "a.md"
date = 2026-03-04
place = { en = "Geneva" }
[sender]
name = "Specimen Alliance"
address = ["1 Specimen Street", " Testville "]
country = "CH"
about = "We write."
[signing]
level = "B-T"
[output]
formats = ["docx", "pdf"]
retry_seconds = 5
[envelopes]
a4 = "c5"
[print]
marks = [{ x = 1, y = 2.5, colour = "#00ff00", on = "last" }]
[mail]
from = "a@example.org"
port = 25
rate = "20/min"
[approval]
certificates = ["a.pem", "b.pem"]
count = 2
[warnings]
accept = ["a b"]
[parliaments.xx]
anything = [1, { b = 2 }]
"""
)


def read_data(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


TABLES: dict[str, tuple[Any, dict[str, Any]]] = {
    "settings": (Settings, FULL),
    **{
        one: (Theme, read_data("lettermerge.config", f"themes/{one}.toml"))
        for one in ("classic", "modern", "official")
    },
    **{
        one: (Profile, read_data("lettermerge.protocol", f"parliaments/{one}.toml"))
        for one in PARLIAMENTS
    },
}


def agreed(kind: Any, table: Any) -> bool:
    """Return whether a table fits; if so, pydantic has to make the same of it, types and all."""
    try:
        found = fit_table(kind, table)
    except UnfitTable:
        return False
    expected = ADAPTERS[kind].validate_python(table)
    assert repr(found) == repr(expected)
    for one in fields(kind):  # some of which are not in the repr
        assert repr(getattr(found, one.name)) == repr(getattr(expected, one.name))
    return True


@pytest.mark.parametrize("name", TABLES)
def test_whole_tables_fit(name: str) -> None:
    assert agreed(*TABLES[name])


def places(table: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value."""
    inner = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in inner:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from places(value, (*above, key))


#: What stands in for a value, or is added: fitting, to be converted, unfit.
ODD: list[Any] = [
    "", " ", "a", " a ", "\x1ca", "a\x1f ", "a\u2003", "\ufeffa", "a\n", "1", "true", "en",
    "#123456", "#123456\n", "GB", "GB\n", "a4", " a4", "pdf", "we", "left", "2026-03-04", "20/min",
    "two\nlines", "{all}", "first", None, True, False, 0, 1, -1, 7, 16, 17, 300, 65536, 1.0, 0.0,
    -0.0, 12.5, 300.5, float("nan"), float("inf"), date(2026, 3, 4), MIDNIGHT, LATER,
    b"a", [], ["a", " b "], [1], [[]], (), ("a",), {}, {"en": "a"},
    {"EN": "a"}, {"en": ["a"]}, {"m": "a", "": " b "}, {"a": {"b": "c"}}, {1: "a"},
    [{"name": "a"}], ["pdf", "pdf"], ["odt"], {"en": 1},
]  # fmt: skip
KEYS = [
    "name",
    "from",
    "from_",
    "en",
    "fr",
    "m",
    "",
    "print",
    "a4",
    "unknown",
    "date",
    "by_language",
]


@pytest.mark.soak
@settings(max_examples=cases(2_000), deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_what_fits_is_what_pydantic_makes(name: str, data: st.DataObject) -> None:
    kind, table = TABLES[name]
    table = deepcopy(table)
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(places(table))))
        holder = table
        for key in path[:-1]:
            holder = holder[key]
        act = data.draw(st.sampled_from(("replace", "replace", "replace", "delete", "add")))
        if act == "delete":
            del holder[path[-1]]
        elif act == "add" and isinstance(holder, dict):
            holder[data.draw(st.sampled_from(KEYS))] = data.draw(st.sampled_from(ODD))
        else:
            holder[path[-1]] = deepcopy(data.draw(st.sampled_from(ODD)))
        if not table:
            break
    agreed(kind, table)


@pytest.mark.parametrize(
    ("path", "value", "fits"),
    [
        (("mail", "port"), 65535, True),
        (("mail", "port"), 65536, False),
        (("mail", "port"), True, False),
        (("mail", "port"), 25.0, False),
        (("mail", "rate"), "20/min\n", True),
        (("print", "marks", 0, "colour"), "#00FF00", True),
        (("print", "marks", 0, "colour"), "#00FF0", False),
        (("output", "retry_seconds"), 0, False),
        (("output", "retry_seconds"), 1, True),
        (("output", "formats"), ["odt"], False),
        (("approval", "certificates"), [], False),
        (("letter", "template"), "  ", False),
        (("letter", "date"), MIDNIGHT, False),
        (("letter", "place"), {}, False),
        (("letter", "place"), {"EN": "Geneva"}, False),
        (("sender", "address"), "1 Specimen Street\nTestville", True),
        (("sender", "unknown"), "a", False),
        (("sender", "name"), "a\x1c", False),
    ],
)
def test_bounds_and_kinds_hold(path: tuple[Any, ...], value: object, fits: bool) -> None:
    table = deepcopy(FULL)
    holder: Any = table
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert agreed(Settings, table) is fits
