"""Recognise what spreadsheets show in place of a formula's value, in six of their languages.

Such a cell fails its row wherever a letter, an address or a file name would print it.
"""

from __future__ import annotations

import re

from ..diagnostics import Diagnostic, Where

#: ECMA-376 part 1, 18.17.2.7, with Excel's later ones; German, French, Spanish, Italian and
#: Portuguese names of the same; LibreOffice's numbered ones.
_ERROR = re.compile(
    r"#(?:DIV/0!|N/A|N/D|N/DISP|NV|NULL!|NUL!|NULO!|N[UÚ]M!|NUM!|NOMBRE!|ZAHL!|NAME\?|NOM\?|"
    r"[¿]?NOMBRE\?|NOME\?|REF!|RIF!|BEZUG!|[¡]?REF!|VALUE!|VALEUR!|[¡]?VALOR!|VALORE!|WERT!|"
    r"SPILL!|ÜBERLAUF!|CALC!|KALK!|FIELD!|BLOCKED!|CONNECT!|BUSY!|GETTING_DATA)"
    r"|Err:\d{3}"
)
CODES = ("roster.formula-in-error", "roster.formula-without-value")


def is_error(text: str) -> bool:
    """Return whether a whole cell is what a spreadsheet shows for a formula that fails."""
    return text[:1] in "#E" and _ERROR.fullmatch(text.strip()) is not None


def in_error(where: Where) -> Diagnostic:
    """Return the fault of a cell that shows an error."""
    return Diagnostic(
        CODES[0],
        "the cell shows an error in place of a value",
        where,
        "fix the formula, or type the value",
    )
