"""Cells as LibreOffice itself prints them, of files that it has typed."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.recipients.readers.formatted_sheets import Cell, write_xlsx
from tests.recipients.readers.test_list_file_reading import open_table, rows_of

from lettermerge.typed_cell import value_text

DAY, MOMENT = 45355, 45355.604  # 2024-03-04, and 14:29:45.6 on it
ACCOUNT = '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'
SCALED = '[<1000]0;[<1000000]0.0,"k";0.0,,"M"'
WORDS = '[=1]"one";[=2]"two";0'
#: A format, the locale that it is typed in ("" is the system's), and a value.
CELLS: tuple[tuple[str, str, float | str], ...] = (
    ("0", "", 1250.5), ("0.00", "", 0.3), ("#,##0", "", 1234567), ("#,##0.00", "", 1250.5),
    ("#,##0.00", "en-GB", 999999.999), ("0%", "", 0.25), ("0.00%", "", 0.12345),
    ("0.0%;-0.0%", "", -0.055), ("0%", "", -0.005), ("[$£-809]#,##0.00", "", 1250.5),
    ("#,##0.00 [$€-407]", "", 1250.5), ("[$CHF-807] #,##0.00", "", 1250.5),
    ('"$"#,##0.00', "", -5.5), ("$#,##0.00_);[RED]($#,##0.00)", "en-US", -1250.5),
    ("#,##0.00_);(#,##0.00)", "", -42.5), ("#,##0;[RED]-#,##0", "", -1234), ("(0)", "", 5),
    ("+0;-0;0", "", 5), ("0.00;(0.00);\"-\"", "", 0), ("0", "", -0.3), ("0.0", "", -0.04),
    (ACCOUNT, "", 1234.5), (ACCOUNT, "", -1234.5), (ACCOUNT, "", 0),
    ("0.00E+00", "", 12345), ("##0.0E+0", "", 12345), ("0.###E+0", "", 0.000123),
    ("0.00E-00", "", 0.00012), ("0.00E+00", "", 0), ("0E+0", "", 99999),
    ("##0.00E+00", "", 999999), ("0.00E+00", "", -1234), ("# ?/?", "", 1.25),
    ("# ??/??", "", 0.333), ("# ?/8", "", 2.375), ("?/?", "", 1.5), ("# ?/?", "", 0.98),
    ("# ??/??", "", 3.14159), ("# ???/???", "", 2.71828), ("# ?/4", "", 0.26),
    ("# ?/?", "", 2), ("# ?/?", "", -1.25),
    ("d mmmm yyyy", "", DAY), ("dd/mm/yyyy", "", DAY), ("mm/dd/yy", "", DAY),
    ("ddd d mmm yy", "", DAY), ("dddd, d mmmm yyyy", "", DAY), ("yyyy-mm-dd", "", DAY),
    ("d.m.yyyy hh:mm", "", MOMENT), ("m/d/yyyy h:mm", "", MOMENT), ("mmm-yy", "", DAY),
    ("yy/m/d", "", DAY), ("D MMM YYYY", "en-GB", 45540),
    ("DD/MM/YYYY", "en-GB", DAY), ("D MMM YYYY", "fr-FR", DAY), ("MMMM", "fr-FR", DAY),
    ("TT.MM.JJJJ", "de-DE", DAY), ("DDDD", "es-ES", DAY), ("[$-40C]d mmmm yyyy", "", DAY),
    ("[$-809]dd mmmm yyyy", "", DAY), ('YYYY-MM-DD"T"HH:MM:SS', "", 45355.25),
    ("hh:mm:ss", "", 0.75), ("h:mm AM/PM", "", 0.604), ("h:mm:ss AM/PM", "", 0),
    ("H AM/PM", "", 0.1), ("mm:ss.0", "", 0.123456), ("hh:mm:ss.000", "", 0.123456),
    ('hh"h"mm', "", 0.604), ("[h]:mm", "", 1.75), ("[mm]:ss", "", 0.05), ("[ss]", "", 0.001),
    ("[h]:mm:ss", "", 2.5), ("[hh]", "", 1.04), ("[$-F800]dddd, mmmm dd, yyyy", "", DAY),
    ("00000", "", 2138), ("000-000-000", "", 12345678), ("00000-0000", "", 21380001),
    ("(000) 000-0000", "", 5551234567), ("00 00 00 00", "", 12345678), ("0-0-0", "", 123),
    ("0000.00", "", 12.3), ("00,000", "", 12), (SCALED, "", 1234567), (SCALED, "", 12345),
    (SCALED, "", 12), ('[>=100]"big "0;"small "0', "", 5), (WORDS, "", 1), (WORDS, "", 7),
    ('[<0]"minus "0;0', "", -2), ('[<=0]"none";0.0', "", -2), ('0;-0;"none"', "", 0),
    ("0;-0;;@", "", 0), ("0;0", "", -5), ('0" kg"', "", 12), ('"No. "0', "", 7),
    ("0.0?", "", 1.5), ("#.##", "", 0.5), ("#.#", "", 3), ("0.###", "", 1), ("#,##0,", "", 1234567),
    ('#,##0,," m"', "", 12345678), ("#,##0.0#", "", 1234.5), ("#,###", "", 0), ("0°", "", 5),
    ('0 "of" 0', "", 12), ("# ##0", "", 1234567), ("###,###.00", "", 0.5), ("\\Q0", "", 3),
    ('General" kg"', "", 2.5), ("[BLUE]0.0;[RED]-0.0", "", -3.25), ('0.00" CR";0.00" DR"', "", -3),
    ('@" MP"', "", "Ann"), ('0;0;0;"Dr "@', "", "Ann"), ("@", "", 1250.5),
    ("#.##0,00", "de-DE", 1234.5), ("# ##0,00", "fr-FR", 1234567.5), ("# ##0", "pl-PL", 1234567),
    ("0.000000", "", 3.14159265), ("?.??", "", 1.5),
)  # fmt: skip
ENDINGS = ("xlsx", "ods")

pytestmark = pytest.mark.tools


def print_as_csv(path: Path, profile: Path) -> list[list[str]]:
    """Return the cells of a workbook as LibreOffice prints them."""
    folder = path.with_suffix(f".{path.suffix[1:]}.d")
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    subprocess.run(
        [
            "soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to", as_shown, "--outdir", str(folder), str(path),
        ],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    with (folder / f"{path.stem}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def require_calc() -> str:
    """Return the system's Python, which drives LibreOffice Calc."""
    python = shutil.which("python3", path="/usr/bin")
    office = shutil.which("soffice")
    if python is None or office is None:
        pytest.skip("LibreOffice is not installed")
    if not Path(office).resolve().with_name("libsclo.so").is_file():
        pytest.skip("LibreOffice Calc is not installed")
    return python


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the cells as made.xlsx and made.ods."""
    python = require_calc()
    folder = tmp_path_factory.mktemp("typed")
    program = Path(__file__).with_name("spreadsheet_program.py")
    cells = json.dumps(CELLS)
    subprocess.run(
        [python, str(program), str(folder)], input=cells, text=True, check=True, encoding="utf-8",
        capture_output=True, timeout=600,
    )  # fmt: skip
    return folder


def differences(path: Path, printed: Sequence[Sequence[str]], locale: str = "") -> list[str]:
    """Return the cells that the reader shows otherwise than LibreOffice has printed them."""
    rows = rows_of(open_table(path, locale=locale))
    return [
        f"row {number}: {row['shown'].strip()!r}, not {printed[number - 1][1].strip()!r}"
        for number, row in rows.items()
        if row["shown"].split() != printed[number - 1][1].split()
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_cells_are_as_the_spreadsheet_program_prints_them(typed: Path, ending: str) -> None:
    path = typed / f"made.{ending}"
    printed = print_as_csv(path, typed / "profile")
    assert len(printed) == len(CELLS) + 1
    assert len({code for code, _, _ in CELLS}) >= 60
    assert differences(path, printed) == []
    printed[1][1] += "0"
    assert differences(path, printed) == ["row 2: '1251', not '12510'"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_cells_keep_the_values_that_were_typed(typed: Path, ending: str) -> None:
    rows = rows_of(open_table(typed / f"made.{ending}"))
    for number, (code, _, value) in enumerate(CELLS, 2):
        is_moment = re.search("[dhmsyDHMSYTJ]", re.sub('"[^"]*"', "", code)) is not None
        if not is_moment or isinstance(value, str):
            typed_value = value if isinstance(value, str) else f"{value:.15g}"
            assert value_text(rows[number]["shown"]) == typed_value, code
    by_code = {code: rows[number]["shown"] for number, (code, _, _) in enumerate(CELLS, 2)}
    assert value_text(by_code["d mmmm yyyy"]) == "2024-03-04"
    assert value_text(by_code["hh:mm:ss"]) == "18:00:00"
    assert value_text(by_code["[h]:mm"]) == "PT42H00M00S"
    assert value_text(by_code["m/d/yyyy h:mm"]).startswith("2024-03-04 14:29:45.6")


BUILT_IN = (1, 2, 3, 4, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 45, 46, 49)


def test_built_in_formats_are_as_the_spreadsheet_program_prints_them(tmp_path: Path) -> None:
    require_calc()
    cells = [(number, value) for number in BUILT_IN for value in (1250.5, 0.0625)]
    rows: list[list[Cell]] = [[str(number), cell] for number, cell in enumerate(cells)]
    path = write_xlsx(tmp_path / "built-in.xlsx", ["id", "shown"], rows)
    assert differences(path, print_as_csv(path, tmp_path / "profile"), "en-US") == []


#: Built-in formats that follow the viewer's system, and codes that leave separators to it.
OF_SYSTEM: tuple[tuple[int | str, float], ...] = (
    (14, DAY), ("#,##0.00", 1234567.5), ("#,##0", -1234567), ("0.0%", 0.255), ("0.00E+00", 12345),
    ("d mmmm yyyy", DAY), ("dddd", DAY), ("mmm", DAY), ("dd/mm/yyyy", DAY), ("General", 1250.5),
    ("mm:ss.0", 0.123456), ("[$-409]d mmmm yyyy", DAY), ("[$-409]#,##0.00", 1234.5),
)  # fmt: skip
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item></oor:items>
"""


@pytest.mark.parametrize(
    "locale", ["en-GB", "en-AU", "en-NZ", "de-DE", "fr-FR", "fr-CA", "it-IT", "es-ES", "nl-NL"]
)
def test_formats_follow_the_system_of_whoever_looks(tmp_path: Path, locale: str) -> None:
    require_calc()
    user = tmp_path / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(PROFILE.format(locale=locale), "utf-8")
    rows: list[list[Cell]] = [[str(number), cell] for number, cell in enumerate(OF_SYSTEM)]
    path = write_xlsx(tmp_path / "system.xlsx", ["id", "shown"], rows)
    assert differences(path, print_as_csv(path, tmp_path / "profile"), locale) == []
