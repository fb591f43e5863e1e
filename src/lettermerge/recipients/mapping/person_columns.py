"""Map names, titles and gender by headings and cells."""

from __future__ import annotations

import re

from .column_cells import (
    EMAIL,
    ColumnCells,
    choice,
    evidence,
    is_full_name,
    is_honorific,
    is_name_part,
    is_title,
    lookup,
)
from .heading_words import rank_of
from .mapping_draft import Draft

_FEW = 0.2  # of the cells may hold more than they should
_MOSTLY = 0.9  # cells of which something has to hold
_GREETING = re.compile(
    r"(?i)(dear|sehr geehrte|liebe|madame|monsieur|mesdames|chere?s?|ch[eè]re?s?|gentile|egregi|"
    r"onorevole|estimad|your excellency)\b.*[,:!]?|\S+ .*[,:!]"
)
#: Headings of columns whose cells look like titles and are none: `FR` is a language, `Del` a state.
_NO_TITLES = ("chamber", "language", "region", "country", "constituency", "party", "office")
_LETTERS = re.compile(r"([A-Z]{2,6}|[A-Z](\.[A-Z])+\.?|[,; ])+")


def map_names(draft: Draft) -> None:
    """Map `given_name` and `family_name`, and `full_name` where it agrees with them."""
    given = draft.best("given_name", _are_halves)
    family = draft.best("family_name", lambda one: one is not given and _are_halves(one))
    lone = draft.best(
        "lone_name", lambda one: one not in (given, family) and one.share(is_name_part) >= 0.8
    )
    if lone and given and not family and lone.share(is_full_name) < 0.8:
        family, lone = lone, None
    elif lone and family and not given and lone.share(is_full_name) < 0.8:
        given, lone = lone, None
    whole = _whole_name(draft, lone, given, family)
    if whole:
        _take_whole(draft, whole)
    halves = given is not None and family is not None
    if family and (given or whole):
        draft.take("family_name", family)
    if given and (halves or whole):
        draft.take("given_name", given, _preferred(draft, given))
    if whole and family is None:
        _take_surname(draft, whole)
    if not whole and not halves:
        _take_sorted(draft, given, family)


def _are_halves(column: ColumnCells) -> bool:
    """Say whether cells are parts of names, and the heading is not that of whole names."""
    whole = rank_of(column.heading, "full_name")
    return (whole is None or whole[0] > 0) and column.share(is_name_part) >= _MOSTLY


def _whole_name(
    draft: Draft, lone: ColumnCells | None, given: ColumnCells | None, family: ColumnCells | None
) -> ColumnCells | None:
    """Return the column of whole names: that of a known heading, else one whose cells look so."""
    halves = given is not None and family is not None

    def holds_names(one: ColumnCells) -> bool:
        if one in (given, family) or one.share(is_full_name) < 0.8 or _repeats(one):
            return False
        return not halves or _agree(one, family)

    ranked = draft.all_like("full_name", holds_names)
    if lone and holds_names(lone):
        ranked.append(lone)
    if ranked or halves:
        return ranked[0] if ranked else None
    return None


def _repeats(column: ColumnCells) -> bool:
    """Say whether so many cells are alike that they name no persons."""
    return len(column.filled) > 4 and len(column.distinct) < 0.7 * len(column.filled)


def _agree(whole: ColumnCells, family: ColumnCells | None) -> bool:
    """Say whether the whole names hold the family names beside them."""
    if family is None:
        return True
    pairs = [
        (name.casefold(), surname.casefold())
        for name, surname in zip(whole.cells, family.cells, strict=True)
        if name and surname
    ]
    return bool(pairs) and sum(surname in name for name, surname in pairs) >= 0.8 * len(pairs)


def _take_whole(draft: Draft, whole: ColumnCells) -> None:
    if not whole.has_lines:
        draft.take("full_name", whole)
        return
    cell = next(one for one in whole.filled if "\n" in one)
    others = " / ".join(line.strip() for line in cell.split("\n")[1:] if line.strip())
    draft.take("full_name", whole, f"{{{{ {lookup(whole.heading)}.split('\\n')[0] }}}}")
    draft.reasons["full_name"] = f"the first line of several; the others hold: {others}"


def _preferred(draft: Draft, given: ColumnCells) -> str:
    """Return an expression for the given name where people may have a preferred one beside it."""
    others = draft.all_like(
        "given_name", lambda one: one is not given and one.share(is_name_part) >= _MOSTLY
    )
    if given.fill < 1 and others and others[0].fill > given.fill:
        draft.used.add(others[0].heading)
        return f"{{{{ {lookup(given.heading)} or {lookup(others[0].heading)} }}}}"
    return ""


def _take_surname(draft: Draft, whole: ColumnCells) -> None:
    """Map `family_name` by a column that has `Example, Ann` beside the whole names."""
    for column in draft.all_like("sort_name", lambda one: one.share(lambda c: "," in c) >= 0.8):
        surnames = [cell.split(",")[0] for cell in column.cells]
        if _agree(whole, ColumnCells(column.heading, surnames)):
            text = f"{{{{ {lookup(column.heading)}.split(',')[0] }}}}"
            draft.take("family_name", column, text)
            return


def _take_sorted(draft: Draft, given: ColumnCells | None, family: ColumnCells | None) -> None:
    """Map what is left: `Example, Ann`, or a lone half of a name, or cells that look like names."""
    column = draft.best("sort_name", lambda one: one.share(lambda cell: "," in cell) >= 0.8)
    if column is None and family is None:
        column = _by_cells(draft)
        if column:
            draft.reasons["full_name"] = "by its cells, which look like names"
    if column:
        _take_whole(draft, column)
    elif family:
        draft.take("family_name", family)
    elif given:
        draft.take("full_name", given)


def _by_cells(draft: Draft) -> ColumnCells | None:
    """Return a column whose cells look like names under a heading that says nothing."""
    words = "|".join(map(re.escape, evidence()["words"]["around_names"]))
    marks = re.compile(rf"(?<!\w)({words})(?!\w)")

    def holds_names(one: ColumnCells) -> bool:
        return one.is_text and one.share(is_full_name) >= _MOSTLY and one.is_unique

    found = [one for one in draft.free if holds_names(one) and one.share(marks.search) >= 0.5]
    return found[0] if found else None


def map_titles(draft: Draft) -> None:
    """Map `honorific`, `title`, `post_nominals` and `suffix`: what their cells look like decides.

    A column that no heading speaks for is taken where nearly all of its cells hold titles.
    """
    greeting = draft.best(
        "salutation", lambda one: one.share(lambda cell: _GREETING.fullmatch(cell) and " " in cell)
        >= 0.8
    )  # fmt: skip
    if greeting:
        draft.take("salutation", greeting)
    _map_titles_named(draft)
    for column in draft.free:
        alike = column.share(is_title)
        if alike >= 0.95 and not column.is_unique and len(column.distinct) <= 12:
            ours = "honorific" if column.share(is_honorific) >= 0.5 else "title"
            told = any(rank_of(column.heading, one) is not None for one in _NO_TITLES)
            if not told and not draft.is_bound(ours) and _says_title(column):
                reason = f"by its cells: `{column.distinct[0]}` and the like"
                draft.take(ours, column, reason=reason)
    letters = draft.best("post_nominals", lambda one: one.share(_LETTERS.fullmatch) >= 0.8)
    if letters:
        draft.take("post_nominals", letters)
    suffix = draft.best(
        "suffix", lambda one: one.share(lambda cell: bool(re.fullmatch(r"(Jr|Sr|I+V?)\.?", cell)))
        >= 0.8
    )  # fmt: skip
    if suffix:
        draft.take("suffix", suffix)


def _map_titles_named(draft: Draft) -> None:
    """Map columns whose headings speak of titles, and whose cells hold some."""

    def is_titles(one: ColumnCells) -> bool:
        own = one.heading.casefold() in ("title", "honorific")
        return one.share(is_title) >= (0.5 if own else 0.8)

    def is_honorifics(one: ColumnCells) -> bool:
        return is_titles(one) and one.share(is_honorific) >= 0.3

    for ours, test in (("honorific", is_honorifics), ("title", is_titles)):
        for heading_of in ("honorific", "title"):
            column = draft.best(heading_of, test)
            if column:
                draft.take(ours, column)
                break

    first = draft.sample.columns.get(draft.columns.get("title", ""))
    second = draft.best("title", is_titles)
    if first and second and first.fill > second.fill and not draft.is_bound("gender"):
        _join_titles(draft, first, second)


def _join_titles(draft: Draft, courtesy: ColumnCells, learned: ColumnCells) -> None:
    """Map `Anrede` and `Titel`: the second is the title if there is one, the first the gender."""
    meanings = {cell: sex for cell in courtesy.distinct if (sex := gender_of(cell))}
    if len(meanings) == len(courtesy.distinct):
        draft.columns["title"] = (
            f"{{{{ {lookup(learned.heading)} or {lookup(courtesy.heading)} }}}}"
        )
        draft.used.add(learned.heading)
        draft.columns["gender"] = choice(courtesy.heading, meanings)


def _says_title(column: ColumnCells) -> bool:
    """Say whether cells are longer than codes such as `M` or `FR`, which mean other things."""
    if column.every(lambda cell: cell == "FR"):
        return False
    return column.share(lambda cell: len(cell.strip(".")) > 1 and cell[0].isupper()) >= _MOSTLY


def gender_of(cell: str) -> str:
    """Return "m" or "f" for a cell that says so in a language that is known, else ""."""
    end = re.split(r"[/#]", cell)[-1] if "/" in cell else cell
    words = evidence()["genders"]
    return next((sex for sex in ("m", "f") if end.strip(". ").casefold() in words[sex]), "")


def map_gender(draft: Draft) -> None:
    """Map `gender`; other words than m, male, f and female are translated by an expression."""
    column = draft.best("gender", lambda one: one.share(gender_of) >= 0.8)
    if column is None or draft.is_bound("gender"):
        return
    plain = all(one.casefold() in ("m", "male", "f", "female") for one in column.distinct)
    if plain or all(not gender_of(one) or one.casefold() in "mf" for one in column.distinct):
        draft.take("gender", column)
        return
    told = {one: gender_of(one) for one in column.distinct if gender_of(one)}
    draft.take("gender", column, choice(column.heading, told, otherwise="''"))


def map_email(draft: Draft) -> None:
    """Map `email`: the column whose cells have an address; where many have several, the first.

    Where few cells hold anything but one address, the column is mapped as it is: `check` names
    these cells, and no address is taken from them.
    """
    column = draft.best("email", lambda one: one.is_email, any_heading=True)
    if column is None:
        return
    if column.share(_holds_more) <= _FEW:
        draft.take("email", column)
        return
    text = f"{lookup(column.heading)} | replace('mailto:', '') | replace(',', ' ')"
    first = f"({text} | replace(';', ' ')).split()[:1] | join"
    draft.take("email", column, f"{{{{ {first} }}}}", "the first of several addresses")


def _holds_more(cell: str) -> bool:
    """Say whether a cell holds an address and more."""
    return bool(EMAIL.search(cell)) and not EMAIL.fullmatch(cell)
