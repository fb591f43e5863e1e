"""Read the sender's reference out of a line such as "Our ref: AB/12   Your ref: CD/34".

It is the same in all letters of a run; the recipient's own is not, and stays in the roster.
"""

from __future__ import annotations

import re

from ..letter.unfilled_gaps import unfilled_gaps

_OURS = (
    r"(?:(?:our|my) ref(?:erence|\.)?|ref(?:erence|\.)?|file|(?:n/|nos? |notre )réf(?:érence|\.)?|"
    r"unser (?:az|zeichen)|(?:akten|geschäfts)zeichen|ons kenmerk|(?:nuestra )?ref(?:erencia|\.)?|"
    r"(?:ns\.?|nostro) rif(?:erimento|\.)?)"
)
_NUMBER = r"(?:\s*(?:no|nr|n°|number)\b\.?)?"
#: What ends the reference: a gap, or the label of another one.
_END = r"(?=\t|\s{2,}|[,;·|]?\s*\b(?:your|v/|vos|votre|ihr|uw|su|vostro)\b|\s*$)"
_LINE = re.compile(rf"^\s*{_OURS}{_NUMBER}\s*[:：.]+\s*(?P<words>\S.*?){_END}", re.IGNORECASE)


def read_own_reference(text: str) -> str:
    """Return the sender's reference in a line of references; "" for none, or a gap to be filled."""
    found = _LINE.match(text)
    words = found["words"] if found else ""
    has_digit = any(map(str.isdigit, words))
    return words if has_digit and not any(unfilled_gaps(words)) else ""
