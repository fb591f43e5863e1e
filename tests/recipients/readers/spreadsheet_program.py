"""Type cells with LibreOffice Calc: run by a Python that has UNO.

Reads lists of [format, locale, value] as JSON from stdin, types one in each row below a row of
headings, and saves the sheet as made.xlsx and made.ods in a folder.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]
from com.sun.star.lang import Locale  # type: ignore[import-not-found]

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}


def main(folder: str) -> None:
    pipe = f"lettermerge{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo", "--nodefault",
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )
        make(desktop, Path(folder), json.load(sys.stdin))
        desktop.terminate()
    finally:
        office.terminate()
        office.wait(300)


def connect(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start")


def make(desktop: Any, folder: Path, cells: list[tuple[str, str, float | str]]) -> None:
    hidden = PropertyValue("Hidden", 0, True, 0)
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
    sheet, formats = document.Sheets.getByIndex(0), document.NumberFormats
    for column, heading in enumerate(("id", "shown")):
        sheet.getCellByPosition(column, 0).String = heading
    for row, (code, tag, value) in enumerate(cells, 1):
        language, _, country = tag.partition("-")
        place = Locale(language, country, "")
        key = formats.queryKey(code, place, False)
        key = formats.addNew(code, place) if key < 0 else key
        sheet.getCellByPosition(0, row).Value = float(row)
        cell = sheet.getCellByPosition(1, row)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = float(value)
        cell.NumberFormat = key
    sheet.Columns.getByIndex(1).OptimalWidth = True
    for ending, name in FILTERS.items():
        filter_name = PropertyValue("FilterName", 0, name, 0)
        document.storeToURL((folder / f"made.{ending}").as_uri(), (filter_name,))
    document.close(True)


if __name__ == "__main__":
    main(sys.argv[1])
