"""Describe a recipient with protocol applied: how the person or body is written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

from ..recipients.packed_row import pack, unpack, unpack_first


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a letter, a file name and `-w` see as `recipient`: plain values only.

    `parliament`, `chamber` and `role` are ids of the profile ("" for no chamber). `name` is the
    person's name without titles, or the office, or the body's name, never empty. `envelope_name`
    is the whole name line of the envelope. `address_block` holds every line of the address as
    printed, envelope name first, country last where the letter crosses a border. `salutation` and
    `close` are whole lines as printed, punctuation included. `language` is the BCP 47 tag that the
    recipient is written to in, as far as protocol decides it. `gender` is "m", "f" or "".
    """

    id: str
    parliament: str
    chamber: str
    chamber_name: str
    role: str
    role_name: str
    name: str
    envelope_name: str
    salutation: str
    close: str
    address_block: tuple[str, ...]
    language: str
    title: str = ""
    honorific: str = ""
    given_name: str = ""
    family_name: str = ""
    suffix: str = ""
    post_nominals: str = ""
    gender: str = ""
    constituency: str = ""
    party: str = ""
    email: str = ""
    office: str = ""
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom one letter goes to: one person or several, and what they are called together.

    `recipient` is the first by precedence, with salutation, close and address block of the whole
    letter. `recipients` are all in that order, each with salutation and close as if written to
    alone. `name` has the names of all.
    """

    id: str
    name: str
    recipient: Addressee
    recipients: tuple[Addressee, ...]

    @classmethod
    def of(cls, one: Addressee) -> Addressees:
        """Return the addressees of a letter to one person."""
        return cls(one.id, one.name, one, (one,))

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the rows, each once."""
        return tuple(dict.fromkeys(one.id for one in self.recipients))


#: Fields that few values fill in a whole roster; those of `_OWN` differ from one to the next.
_COMMON = (
    "parliament", "chamber", "chamber_name", "role", "role_name", "close", "language", "gender",
)  # fmt: skip
_OWN = (
    "name", "envelope_name", "salutation", "title", "honorific", "given_name", "family_name",
    "suffix", "post_nominals", "constituency", "party", "email", "office",
)  # fmt: skip
_common_of, _own_of = attrgetter(*_COMMON), attrgetter(*_OWN)


class PackedAddressee:
    """An addressee that takes little room: a run holds one for each row of its rosters.

    The `id` stays a string of its own, since everyone who keeps one keeps that.
    """

    __slots__ = ("_common", "_extra", "_own", "id")

    def __init__(self, addressee: Addressee) -> None:
        self.id = addressee.id
        self._common: tuple[str, ...] = _shared(_common_of(addressee))
        self._own = pack((*_own_of(addressee), *addressee.address_block))
        self._extra = addressee.extra

    def with_shared(self, id_: str, extra: Mapping[str, str]) -> PackedAddressee:
        """Return the same addressee with an equal id and equal extra columns, to be held once."""
        same = PackedAddressee.__new__(PackedAddressee)
        same.id, same._common, same._own, same._extra = id_, _shared(self._common), self._own, extra
        return same

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the rows of the letter."""
        return (self.id,)

    @property
    def parliament(self) -> str:
        return self._common[0]

    @property
    def name(self) -> str:
        return unpack_first(self._own)

    def unpack(self) -> Addressee:
        """Return the addressee that was packed."""
        texts = unpack(self._own)
        return Addressee(
            id=self.id,
            **dict(zip(_COMMON, self._common, strict=True)),
            **dict(zip(_OWN, texts, strict=False)),
            address_block=tuple(texts[len(_OWN) :]),
            extra=self._extra,
        )

    def unpack_all(self) -> Addressees:
        """Return the addressees of the letter."""
        return Addressees.of(self.unpack())


class PackedAddressees:
    """The addressees of a letter to several persons, which take little room."""

    __slots__ = ("_packed", "id", "name")

    def __init__(self, addressees: Addressees) -> None:
        self.id, self.name = addressees.id, addressees.name
        everyone = (addressees.recipient, *addressees.recipients)
        self._packed = tuple(PackedAddressee(one) for one in everyone)

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the rows of the letter."""
        return tuple(dict.fromkeys(one.id for one in self._packed))

    @property
    def parliament(self) -> str:
        return self._packed[0].parliament

    def with_shared(self, id_: str, extra: Mapping[str, str]) -> PackedAddressees:
        """Return the addressees of one row with an equal id and equal extra columns, held once."""
        same = PackedAddressees.__new__(PackedAddressees)
        same.id, same.name = id_, self.name
        same._packed = tuple(one.with_shared(id_, extra) for one in self._packed)
        return same

    def unpack(self) -> Addressee:
        """Return the first person."""
        return self._packed[0].unpack()

    def unpack_all(self) -> Addressees:
        """Return the addressees that were packed."""
        first, *everyone = (one.unpack() for one in self._packed)
        return Addressees(self.id, self.name, first, tuple(everyone))


@lru_cache(maxsize=4096)
def _shared(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the one tuple that stands for all that are equal."""
    return texts
