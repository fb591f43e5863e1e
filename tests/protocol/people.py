"""Recipients for the tests of protocol, from keyword cells."""

from __future__ import annotations

from functools import cache

from lettermerge.diagnostics import Diagnostic, Severity
from lettermerge.protocol.address import address
from lettermerge.protocol.addressee import Addressee
from lettermerge.protocol.profiles import Profiles, load_profiles
from lettermerge.recipients.model import Recipient, Row

WINDOW = {"a4": 7, "letter": 6}


@cache
def built_in() -> Profiles:
    return load_profiles()


def recipient(id: str = "1", number: int = 2, **cells: str) -> Recipient:
    """Return a recipient; `address` is given as one text of several lines."""
    lines = tuple(cells.pop("address", "").splitlines())
    return Recipient(
        id=id,
        parliament=cells.pop("parliament", ""),
        row=Row("roster.csv", number),
        address=lines,
        **cells,  # type: ignore[arg-type]
    )


def addressed(sender: str = "MY", profiles: Profiles | None = None, **cells: str) -> Addressee:
    """Return the addressee of cells that hold no fault."""
    found, diagnostics = address(recipient(**cells), profiles or built_in(), sender, WINDOW)
    assert found is not None, [str(one) for one in diagnostics]
    return found


def refused(sender: str = "MY", **cells: str) -> Diagnostic:
    """Return the one error of cells that cannot be addressed."""
    found, diagnostics = address(recipient(**cells), built_in(), sender, WINDOW)
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
