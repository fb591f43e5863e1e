"""Define what a parliament's profile holds: frozen values that templates see as `parliament`.

Each dataclass field is a key of parliaments/ID.toml and of [parliaments.ID] in lettermerge.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from ..config.value_rules import STRICT, VERBATIM, Config, ValueBounds

Filled = Annotated[str, ValueBounds(min_length=1)]
Spelling = Literal["american", "british", "canadian", "australian"]


#: The title of an office: one text, or texts by gender ("" where it is not known).
OfficeTitle = str | Mapping[Literal["m", "f", ""], str]


LabelName = Literal[
    "page", "enclosure", "enclosures", "cc", "our_ref", "your_ref", "subject", "sealed"
]


def _table() -> dict[str, str]:
    return {}


TitleKind = Literal[
    "courtesy", "learned", "degree", "clergy", "military", "knight", "civic", "noble", "peer"
]


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A title of the parliament's own, or a title that is known in the parliament's languages.

    `print` is what it is as printed, `by_language` in other languages than the first; `names` are
    its spellings in rosters. A key of the package's list (mr, ms, dr) completes that one.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    kind: TitleKind | None = None
    print: str = ""
    gender: Literal["m", "f", ""] = ""
    names: tuple[Filled, ...] = ()
    by_language: Mapping[str, str] = field(default_factory=_table, hash=False)


@dataclass(frozen=True, slots=True)
class Forms:
    """How someone is written to in one language; each list is tried from its start.

    `words` are parts of speech that go by gender: "m", "f", and "" where it is not known.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    envelope: tuple[str, ...] = ()
    salutation: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class JointForms:
    """How several persons are written to together, in one language.

    `salutation` is what the salutations of single persons have in common, {all} what differs: the
    persons are there, joined by `between`, or as the language joins a list. `plurals` are the
    words before a name that may be said once: Senators Doe and Roe. `couple` is for two persons
    of one surname, from {titles} and {family}; `couple_envelope` is the line of their names where
    the second has a title alone, from {titles} and {name}.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    salutation: Annotated[str, ValueBounds(pattern=r"^[^{}]*\{all\}[^{}]*$")]
    between: str = ""
    plurals: Mapping[str, str] = field(default_factory=_table, hash=False)
    couple: str = ""
    couple_envelope: str = ""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Rooms in a chamber's own buildings: an address that names nothing else is completed.

    `buildings` are names, which may have the number of a room beside them. `codes` are room
    numbers that name their building themselves; each # in them is a number (`S#.#`: S1.36).
    Lines, town and code are the seat's unless `city` is given (Strasbourg).
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    buildings: tuple[Filled, ...] = ()
    codes: tuple[Filled, ...] = ()
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class ChamberAddress:
    """Where post for a chamber or a body goes; without a town each row must have its address.

    `organisation` is the chamber's own line; it is after the street lines where
    `organisation_last`. `domestic_lines` replace `lines` in letters from inside the country.
    `by_language`, `lines_by_language` and `city_by_language` are the organisation, the lines and
    the town in a letter's language. `own_code` says that nobody else has the postal code;
    `city_names` are the town's other names.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    city: str = ""
    postal_code: str = ""
    organisation: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    domestic_lines: tuple[str, ...] = ()
    organisation_last: bool = False
    region: str = ""
    country: str = ""
    by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    lines_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    city_by_language: Mapping[str, str] = field(default_factory=_table, hash=False)
    own_code: bool = False
    city_names: tuple[str, ...] = ()
    rooms: tuple[Rooms, ...] = ()
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class Chamber:
    """`member` is the role of an ordinary member, whose forms hold for all roles without their own.

    `honorific` is before every name; `genitive` is "of the Senate" by language. `elected` is
    false where members are appointed or inherit their seat. `offices` are those that other chambers
    have as well, which name theirs (Majority Leader of the Senate) where its line has no room.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    name: Filled
    member: Filled
    address: ChamberAddress
    names: tuple[str, ...] = ()
    by_language: Mapping[str, str] = field(default_factory=_table, hash=False)
    genitive: Mapping[str, str] = field(default_factory=_table, hash=False)
    honorific: str = ""
    post_nominals: tuple[str, ...] = ()
    elected: bool = True
    offices: tuple[str, ...] = ()
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class Role:
    """An office, or being a member.

    `by_language` is its name in other languages, one text or texts by gender; `office` is the line
    under the name, by language. `prefixes` begin the name of an office that
    is an instance of this role ("Minister for ..."). `constituencies` make their members hold it.
    `honorific` and `post_nominals` replace the chamber's where they are given; `privy` makes their
    holder a Privy Counsellor; who is not `seated` is no member of the parliament. `address` is
    where their post goes, where that is not the chamber.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    name: Filled
    names: tuple[str, ...] = ()
    by_language: Mapping[str, OfficeTitle] = field(default_factory=dict, hash=False)
    chambers: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    constituencies: tuple[str, ...] = ()
    honorific: str | None = None
    post_nominals: tuple[str, ...] | None = None
    privy: bool = False
    seated: bool = True
    office: Mapping[str, str] = field(default_factory=_table, hash=False)
    organisation: bool = True
    address: ChamberAddress | None = None
    forms: Mapping[str, Forms] = field(default_factory=dict, hash=False)
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank of peer or bishop.

    `joint` is between rank and place unless the title is in `plain`; `honorifics` are those
    that may be before this rank, the first by right where `honorific_by_right`;
    `privy_honorific` is the one of a Privy Counsellor, where it differs. `courtesy` are the names
    of the rank that heirs of peers have by courtesy, who sit in another chamber.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    names: Annotated[tuple[str, ...], ValueBounds(min_length=1)]
    chambers: tuple[str, ...] = ()
    gender: Literal["m", "f", ""] = ""
    joint: str = ""
    plain: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    honorific_by_right: bool = False
    privy_honorific: str = ""
    courtesy: tuple[str, ...] = ()
    forms: Mapping[str, Forms] = field(default_factory=dict, hash=False)
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class PostNominals:
    """How letters after the name are written and ordered.

    `pointed` writes C.M. for CM. `replace_title`: who has one of these has no Mr or Ms. `privy`
    marks a Privy Counsellor; the first of `privy_honorifics` is due to one, each of them is a sign
    of one. Where the roster has it not, it is before those of `privy_before`; it is printed
    for commoners only where `privy_printed`. `by_language` translates letters by gender:
    by_language.fr."M.P.".f.
    """

    __pydantic_config__: ClassVar[Config] = VERBATIM
    join: str = " "
    pointed: bool = False
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    replace_title: tuple[str, ...] = ()
    privy: str = ""
    privy_honorifics: tuple[str, ...] = ()
    privy_before: tuple[str, ...] = ()
    privy_printed: bool = True
    by_language: Mapping[str, Mapping[str, Mapping[str, str]]] = field(
        default_factory=dict, hash=False
    )


@dataclass(frozen=True, slots=True)
class Style:
    """House style of names and lines.

    `pointed` writes Mr. and Dr.; `keeps` are the kinds of title that are beside an honorific;
    `suffix_comma` writes "Doe, Jr."; `code_gap` is the number of spaces before a postal code;
    `surname_first` prints Doe Jane. `keeps` may hold `courtesy` (Frau Dr. Doe) and `degree` (all
    degrees, in the roster's order). `particles` is the country whose custom writes `de` and `van`
    of surnames in capitals where the constituency says none: the parliament's own, "" for that of
    no country. `domestic_only` marks lines that no post from abroad may have.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    pointed: bool = False
    keeps: tuple[str, ...] = ()
    suffix_comma: bool = False
    code_gap: int = 1
    domestic_only: tuple[str, ...] = ()
    surname_first: bool = False
    particles: Annotated[str, ValueBounds(pattern=r"^([A-Z]{2})?$")] | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A means by which the parliament can act; `chambers` is () where any can.

    `by_language` and `text_by_language` are name and text in other languages than the first.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    name: Filled
    text: str = ""
    chambers: tuple[str, ...] = ()
    by_language: Mapping[str, str] = field(default_factory=_table, hash=False)
    text_by_language: Mapping[str, str] = field(default_factory=_table, hash=False)
    source: str = "memory"


@dataclass(frozen=True, slots=True)
class Body:
    """The parliament itself as a recipient."""

    __pydantic_config__: ClassVar[Config] = STRICT
    address: ChamberAddress
    forms: Mapping[str, Forms] = field(hash=False)
    source: str = "memory"


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A parliament; equal only to itself, so that what is compiled from it can be kept by it.

    `base` is the id of a profile that this one is laid over. `languages` are BCP 47 tags, the
    default first; `dates` are CLDR patterns by language, for those where Babel's long date is not
    used; `labels` are words of the letter's frame by language that differ from the language's own.
    `forms` hold for every role that has none of its own; `joint` are those of several
    persons, by language, and `precedence` the roles in the order in which they are named (the
    others follow). `honorifics` map the form printed to the forms met; `honorifics_by_language` say
    what it is in another language, by gender ("" for unknown). `voices` are words of closes that go
    by who writes (`voice`), by language. `offices` are titles of offices in each language, where
    {committee} stands for one of `committees`, which a language gives as it is said after
    "Chair": of the Standing Committee on Health. `double_surnames` are members' own, which no rule
    could tell from a middle name and a surname. `other_titles` are those of other parliaments of
    the country, such as State Senator. `own_words` belong to no other parliament's letters. `basis`
    names the source of each fact without one of its own; `sources` says what the keys stand for
    ("memory" is commonly known, not confirmed in a text).
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    id: Filled
    name: Filled
    country: Annotated[str, ValueBounds(pattern=r"^[A-Z]{2}$")]
    paper: Literal["a4", "letter"]
    spelling: Spelling
    languages: Annotated[tuple[Filled, ...], ValueBounds(min_length=1)]
    forms: Mapping[str, Forms] = field(hash=False)
    body: Body
    chambers: Annotated[Mapping[str, Chamber], ValueBounds(min_length=1)] = field(hash=False)
    roles: Annotated[Mapping[str, Role], ValueBounds(min_length=1)] = field(hash=False)
    base: str = ""
    joint: Mapping[str, JointForms] = field(default_factory=dict, hash=False)
    precedence: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    by_language: Mapping[str, str] = field(default_factory=_table, hash=False)
    dates: Mapping[str, str] = field(default_factory=_table, hash=False)
    labels: Mapping[str, Mapping[LabelName, Filled]] = field(default_factory=dict, hash=False)
    voice: Literal["i", "we"] = "i"
    voices: Mapping[str, Mapping[str, Mapping[Literal["i", "we"], str]]] = field(
        default_factory=dict, hash=False
    )
    offices: tuple[Mapping[str, OfficeTitle], ...] = ()
    committees: tuple[Mapping[str, str], ...] = ()
    style: Style = Style()
    titles: Mapping[str, TitleWord] = field(default_factory=dict, hash=False)
    post_nominals: PostNominals = PostNominals()
    honorifics: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    honorifics_by_language: Mapping[str, Mapping[str, Mapping[str, str]]] = field(
        default_factory=dict, hash=False
    )
    ranks: Mapping[str, Rank] = field(default_factory=dict, hash=False)
    instruments: tuple[Instrument, ...] = ()
    constituencies: Mapping[str, str] = field(default_factory=_table, hash=False)
    own_words: tuple[str, ...] = ()
    double_surnames: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()
    basis: Mapping[str, str] = field(default_factory=_table, hash=False)
    sources: Mapping[str, str] = field(default_factory=_table, hash=False)

    @property
    def language(self) -> str:
        """The default language."""
        return self.languages[0]
