"""Write a starter profile, to be filled in, for a parliament that is not built in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..config.starter_placeholders import TO_FILL_IN
from ..errors import UsageError

_TEXT = """\
# A starter: replace what says "{fill}". docs/parliaments.md says what each fact does.
[parliaments.{id}]
name = "{name}"
country = "{country}"
paper = "{paper}"
spelling = "{spelling}"
languages = ["en"]

[parliaments.{id}.forms.en]
envelope = ["[{{style}} ]{{name}}[ {{post}}]", "{{office}}"]
salutation = ["Dear {{title}} {{family}},", "Dear {{full}},", "Dear Sir or Madam,"]
close = ["{{?full}}Yours sincerely,", "Yours faithfully,"]

[parliaments.{id}.body.address]
lines = ["{fill}: street"]
city = "{fill}: town"
postal_code = "0000"
[parliaments.{id}.body.forms.en]
envelope = ["{name}"]
salutation = ["Dear Members,"]
close = ["Yours faithfully,"]

[parliaments.{id}.chambers.assembly]
name = "{fill}: chamber"
member = "member"
[parliaments.{id}.chambers.assembly.address]
lines = ["{fill}: street"]
city = "{fill}: town"
postal_code = "0000"

[parliaments.{id}.roles.member]
name = "Member"
"""
_LETTER_PAPER = ("US", "CA")


#: How a line with town and code ends where post for a country goes.
_CODES = {
    "US": re.compile(r"\b[A-Z]{2} \d{5}(-\d{4})?$", re.MULTILINE),
    "CA": re.compile(r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d$", re.MULTILINE),
    "GB": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$", re.MULTILINE),
}


def country_of(cells: Sequence[str]) -> str:
    """Return the ISO code of the country in which most addresses of a roster are, "" if unclear."""
    counts = Counter(
        country for cell in cells for country, code in _CODES.items() if code.search(cell.strip())
    )
    return next((one for one, count in counts.most_common(1) if count * 2 > len(cells)), "")


def starter_profile(parliament: str, country: str) -> str:
    """Return `[parliaments.ID]` with every fact that a profile must have.

    `country` is an ISO code, "" where it is not known; rows without an address get the chamber's.

    Raises:
        UsageError: `parliament` is no id that a table may have.
    """
    if not (parliament.isascii() and parliament.isidentifier() and parliament.islower()):
        raise UsageError(
            f"`{parliament}` cannot be the id of a parliament",
            hint="write a short id in small letters, such as --starter-profile ie",
        )
    country = country or "GB"
    return _TEXT.format(
        id=parliament,
        fill=TO_FILL_IN,
        name=f"{TO_FILL_IN}: parliament",
        country=country,
        paper="letter" if country in _LETTER_PAPER else "a4",
        spelling="american" if country == "US" else "british",
    )


def starter_file(parliament: str, country: str) -> str:
    """Return a starter profile as the text of a file of its own, parliaments/ID.toml."""
    text = starter_profile(parliament, country).replace(f"[parliaments.{parliament}.", "[")
    return text.replace(f"[parliaments.{parliament}]\n", f'id = "{parliament}"\n')
