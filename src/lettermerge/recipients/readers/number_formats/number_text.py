"""Print numbers by the tokens of a number format: decimals, thousands, powers, fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import partial

from .format_code import FormatSection, FormatToken, TokenKind, UnknownFormatError
from .locale_symbols import LocaleSymbols

_INNER = (TokenKind.DIGIT, TokenKind.COMMA, TokenKind.POINT)
_LARGEST_EXPONENT = 308
_LONGEST_FRACTION = 5  # digits of a denominator
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)


Printer = Callable[[float], str]


def number_printer(section: FormatSection, symbols: LocaleSymbols) -> Printer:
    """Return what prints numbers, without their sign, by a section of digits.

    It raises UnknownFormatError where the section is not made as those of a spreadsheet are.
    """
    tokens = section.tokens
    scale = Decimal(100) ** sum(token.kind is TokenKind.PERCENT for token in tokens)
    show: Callable[[Decimal], str]
    if section.has(TokenKind.EXPONENT):
        show = partial(_show_power, tokens=tokens, symbols=symbols)
    elif section.has(TokenKind.SLASH) and section.has(TokenKind.DIGIT):
        show = partial(_show_fraction, tokens=tokens, symbols=symbols)
    else:
        digits = _Digits(tokens, symbols)
        show = digits.plain() or digits.show
    return lambda value: show(exact(abs(value)) * scale)


def exact(value: float) -> Decimal:
    """Return the number that a sheet keeps: 15 significant digits."""
    return Decimal(f"{value:.15g}")


def show_general(value: float, symbols: LocaleSymbols) -> str:
    """Print a number without a format, with the locale's decimal sign."""
    text = f"{value:.15g}"
    if "e" in text:
        power = Decimal(text)
        text = f"{power:f}" if abs(power.adjusted()) <= 20 else text.upper()
    return text.replace(".", symbols.decimal)


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


class _Digits:
    """The digits of a section: those before the decimal sign, and those behind it."""

    def __init__(self, tokens: Sequence[FormatToken], symbols: LocaleSymbols) -> None:
        self.tokens, self.symbols = tokens, symbols
        kinds = [token.kind for token in tokens]
        self.point = kinds.index(TokenKind.POINT) if TokenKind.POINT in kinds else len(tokens)
        places = [place for place, kind in enumerate(kinds) if kind is TokenKind.DIGIT]
        self.whole = [place for place in places if place < self.point]
        self.decimals = [place for place in places if place > self.point]
        last = places[-1] if places else -1
        last_whole = self.whole[-1] if self.whole else -1
        commas = [place for place, kind in enumerate(kinds) if kind is TokenKind.COMMA]
        first = self.whole[0] if self.whole else len(tokens)
        self.groups = any(first < place < last_whole for place in commas)
        self.scale = sum(
            1
            for place in commas
            if place > last >= 0 or (last_whole < place < self.point and last_whole >= 0)
        )

    def plain(self) -> Callable[[Decimal], str] | None:
        """Return what prints the most usual formats in a tenth of the time, None for others.

        They are `0`, `#,##0.00` and the like, with text before and behind.
        """
        places = [*self.whole, *self.decimals]
        if not self.whole or self.scale:
            return None
        inner = self.tokens[places[0] : places[-1] + 1]
        whole = "".join(self.tokens[place].text for place in self.whole)
        decimals = "".join(self.tokens[place].text for place in self.decimals)
        is_plain = whole.lstrip("#") == "0" and not decimals.strip("0")
        if not is_plain or any(token.kind not in _INNER for token in inner):
            return None
        before = "".join(token.text for token in self.tokens[: places[0]])
        behind = "".join(token.text for token in self.tokens[places[-1] + 1 :])
        form = ",f" if self.groups else "f"
        signs = str.maketrans({",": self.symbols.group, ".": self.symbols.decimal})
        count = len(decimals)
        return lambda number: (
            before + format(_rounded(number, count), form).translate(signs) + behind
        )

    def show(self, number: Decimal) -> str:
        """Print a number, literal text between its digits."""
        number = _rounded(number.scaleb(-3 * self.scale), len(self.decimals))
        before, _, behind = f"{number:f}".partition(".")
        return self.fill(before.lstrip("0"), behind)

    def fill(self, before: str, behind: str) -> str:
        """Print digits at the places that the section has for them."""
        shown = {**self._whole(before), **self._decimals(behind)}
        printed = []
        for place, (kind, text) in enumerate(self.tokens):
            if kind is TokenKind.DIGIT:
                printed.append(shown[place])
            elif kind is TokenKind.POINT and place == self.point:
                sign = self.symbols.decimal if any(map(shown.get, self.decimals)) else ""
                printed.append((before if not self.whole else "") + sign)
            elif kind in (TokenKind.LITERAL, TokenKind.PERCENT, TokenKind.POINT, TokenKind.SLASH):
                printed.append(text)
            elif kind is TokenKind.EXPONENT:
                raise UnknownFormatError(text)
        return "".join(printed)

    def _whole(self, digits: str) -> dict[int, str]:
        """Return what each place before the decimal sign prints; the first takes what is over."""
        shown: dict[int, str] = {}
        left, count = digits, 0
        for place in reversed(self.whole):
            take = len(left) if place == self.whole[0] else min(1, len(left))
            taken, left = left[len(left) - take :], left[: len(left) - take]
            text = ""
            for char in reversed(taken or _blank(self.tokens[place].text)):
                if count and count % 3 == 0 and self.groups and char != " ":
                    text = self.symbols.group + text
                text = char + text
                count += 1
            shown[place] = text
        return shown

    def _decimals(self, digits: str) -> dict[int, str]:
        """Return what each place behind the decimal sign prints; zeros at the end may go."""
        kept = len(digits.rstrip("0"))
        return {
            place: digits[number] if number < kept else _blank(self.tokens[place].text)
            for number, place in enumerate(self.decimals)
        }


def _blank(digit: str) -> str:
    """Return what a place prints that has no digit of its own."""
    return {"0": "0", "?": " ", "#": ""}[digit]


def _show_power(number: Decimal, tokens: Sequence[FormatToken], symbols: LocaleSymbols) -> str:
    """Print a number as a power of ten; `##0` before the decimal sign makes it one of thousands."""
    at = next(place for place, token in enumerate(tokens) if token.kind is TokenKind.EXPONENT)
    mantissa, behind = _Digits(tokens[:at], symbols), tokens[at + 1 :]
    step, decimals = max(len(mantissa.whole), 1), len(mantissa.decimals)
    exponent = 0
    if number:
        exponent = number.adjusted() // step * step
        if _rounded(number.scaleb(-exponent), decimals) >= 10**step:
            exponent += step
    if abs(exponent) > _LARGEST_EXPONENT:
        raise UnknownFormatError(str(number))
    places = _Digits(behind, symbols)
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    power = places.fill(str(abs(exponent)).lstrip("0"), "")
    return f"{mantissa.show(number.scaleb(-exponent))}E{sign}{power}"


def _show_fraction(number: Decimal, tokens: Sequence[FormatToken], symbols: LocaleSymbols) -> str:
    """Print a number with a vulgar fraction: `# ??/??`, or of a given denominator, `# ?/8`."""
    slash = next(place for place, token in enumerate(tokens) if token.kind is TokenKind.SLASH)
    top = _run_before(tokens, slash)
    bottom, end = _run_after(tokens, slash)
    if not top or not bottom or len(bottom) > _LONGEST_FRACTION:
        raise UnknownFormatError("/")
    first = top[0]
    has_whole = any(token.kind is TokenKind.DIGIT for token in tokens[:first])
    whole = int(number) if has_whole else 0
    rest = Fraction(number) - whole
    fixed = "".join(bottom)
    if fixed.isdigit() and fixed.strip("0"):
        denominator = int(fixed)
        numerator = int(rest * denominator + Fraction(1, 2))
    else:
        near = rest.limit_denominator(10 ** len(bottom) - 1)
        numerator, denominator = near.numerator, near.denominator
    if has_whole and numerator == denominator:
        whole, numerator = whole + 1, 0
    lead = _Digits(tokens[:first], symbols).show(Decimal(whole))
    tail = "".join(token.text for token in tokens[end:] if token.kind is TokenKind.LITERAL)
    if has_whole and numerator == 0:
        if not whole:
            lead = lead if "0" in lead else lead[:-1] + "0" + lead[-1:]
        return f"{lead}{' ' * (len(top) + 1 + len(bottom))}{tail}"
    places = "".join(tokens[place].text for place in top)
    upper = _padded(str(numerator) if numerator else "0", places, left=True)
    lower = (
        fixed
        if fixed.isdigit() and fixed.strip("0")
        else _padded(str(denominator), "".join(bottom), left=False)
    )
    return f"{lead}{upper}/{lower}{tail}"


def _run_before(tokens: Sequence[FormatToken], slash: int) -> list[int]:
    """Return the places of the digits right before the bar."""
    place = slash
    while place > 0 and tokens[place - 1].kind is TokenKind.DIGIT:
        place -= 1
    return list(range(place, slash))


def _run_after(tokens: Sequence[FormatToken], slash: int) -> tuple[list[str], int]:
    """Return the digits right behind the bar, and where they end."""
    place = slash + 1
    found: list[str] = []
    while place < len(tokens):
        kind, text = tokens[place]
        if kind is not TokenKind.DIGIT and not (kind is TokenKind.LITERAL and text.isdecimal()):
            break
        found += text
        place += 1
    return found, place


def _padded(digits: str, places: Iterable[str], *, left: bool) -> str:
    """Return digits at their places: what is missing is a space, a zero or nothing."""
    missing = list(places)
    missing = missing[: len(missing) - len(digits)] if left else missing[len(digits) :]
    blank = "".join(map(_blank, missing))
    return blank + digits if left else digits + blank
