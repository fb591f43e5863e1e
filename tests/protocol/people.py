"""Recipients for the tests of protocol, from keyword cells."""

from __future__ import annotations

from functools import cache

from lettermerge.config.theme import Theme
from lettermerge.diagnostics import Diagnostic, Row, Severity
from lettermerge.layout.page_style import PAPERS, page_style
from lettermerge.layout.text_measurement import count_address_lines
from lettermerge.protocol.address_block import AddressPrinting
from lettermerge.protocol.addressee import Addressee
from lettermerge.protocol.addressee_builder import address
from lettermerge.protocol.profile_loading import Profiles, load_profiles
from lettermerge.recipients.model import Recipient

STYLES = {paper: page_style(Theme(), paper) for paper in PAPERS}
#: How addresses are printed without a theme, in envelopes with windows.
WINDOW = AddressPrinting(STYLES, frozenset(STYLES), count_address_lines)


@cache
def built_in() -> Profiles:
    return load_profiles()


def recipient(key: str = "1", /, **cells: str) -> Recipient:
    """Return a recipient of row 2; `address` is given as one text of several lines."""
    texts = {name: text for name, text in cells.items() if name != "address"}
    texts.setdefault("parliament", "")
    lines = tuple(cells.get("address", "").splitlines())
    return Recipient(id=key, row=Row("roster.csv", 2), address=lines, **texts)  # type: ignore[arg-type]


def addressed(sender: str = "MY", /, **cells: str) -> Addressee:
    """Return the addressee of cells that hold no fault."""
    found, diagnostics = address(recipient(**cells), built_in(), sender, WINDOW)
    assert found is not None, [str(one) for one in diagnostics]
    return found


def refused(**cells: str) -> Diagnostic:
    """Return the one error of cells that cannot be addressed."""
    found, diagnostics = address(recipient(**cells), built_in(), "MY", WINDOW)
    assert found is None
    errors = [one for one in diagnostics if one.severity is Severity.ERROR]
    assert len(errors) == 1, errors
    assert errors[0].where.file == "roster.csv"
    assert errors[0].where.row == 2
    assert errors[0].hint
    return errors[0]


def told(**cells: str) -> list[str]:
    """Return the codes of all diagnostics of cells."""
    return [one.code for one in address(recipient(**cells), built_in(), "MY", WINDOW)[1]]
