"""Remember that a letter has used up its time, whatever becomes of the exception that says so.

An engine may swallow it (WeasyPrint's `SVGImage.draw` catches BaseException, and what is raised in
a callback of C code is lost), and go on with half of the work. So it is asked again afterwards.
"""

from __future__ import annotations

from ..diagnostics import Where


class TooMuch(BaseException):
    """A letter that this process renders has used up its time.

    Not an Exception, so that no code which fences off a template's or an engine's errors takes it
    for one of them. `where` is the line of a template that ran.
    """

    def __init__(self, reason: str, where: Where) -> None:
        super().__init__(reason)
        self.where = where


_met: list[TooMuch] = []  # of the letter in hand: at most one


def remember(error: TooMuch) -> TooMuch:
    """Keep the first limit that the letter in hand has met; return `error`."""
    if not _met:
        _met.append(error)
    return error


def forget() -> None:
    """Begin another letter."""
    _met.clear()


def require_within() -> None:
    """Raise TooMuch if the letter in hand has met a limit, even if nobody was told."""
    if _met:
        raise TooMuch(str(_met[0]), _met[0].where)
