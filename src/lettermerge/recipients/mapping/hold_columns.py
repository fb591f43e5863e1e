"""Map the column of a list that says of whom nobody writes to: `Do not send`, `Opt-out`."""

from __future__ import annotations

from ..suppression_words import is_hold
from .mapping_draft import Draft


def map_hold(draft: Draft) -> None:
    """Map `hold` to the first column whose heading says that a yes below it is against a letter.

    Rows that another such column is against stay errors, and so do words in other columns.
    """
    if draft.is_bound("hold") or any(one.casefold() == "hold" for one in draft.sample.columns):
        return
    found = next((one for one in draft.free if is_hold(one.heading) and not one.is_web), None)
    if found:
        draft.take("hold", found, reason="where it says yes, no letter is made")
