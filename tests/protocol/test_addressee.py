"""A packed addressee is the addressee, whatever its texts hold, and shares what many have."""

from __future__ import annotations

import pickle
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.protocol.addressee import (
    Addressee,
    Addressees,
    PackedAddressee,
    PackedAddressees,
)

_TEXTS = st.text(st.characters(exclude_categories=[]), max_size=12)
_NAMES = [f.name for f in fields(Addressee) if f.name not in ("address_block", "extra")]


@given(
    st.fixed_dictionaries(dict.fromkeys(_NAMES, _TEXTS)),
    st.lists(_TEXTS, max_size=7).map(tuple),
    st.dictionaries(_TEXTS, _TEXTS, max_size=2),
)
def test_what_is_packed_comes_back(
    texts: dict[str, str], block: tuple[str, ...], extra: dict[str, str]
) -> None:
    one = Addressee(**texts, address_block=block, extra=extra)
    packed: PackedAddressee = pickle.loads(pickle.dumps(PackedAddressee(one)))
    assert packed.unpack() == one
    assert packed.unpack().extra == extra
    assert (packed.parliament, packed.id, packed.name) == (one.parliament, one.id, one.name)
    assert packed.unpack_all() == Addressees.of(one)
    assert packed.members == (one.id,)


@pytest.mark.slow
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(_NAMES, _TEXTS)), min_size=2, max_size=4))
def test_several_who_are_packed_come_back(people: list[dict[str, str]]) -> None:
    everyone = tuple(Addressee(**one, address_block=("a", "b"), extra={}) for one in people)
    together = Addressees("pair", "A and B", everyone[0], everyone)
    packed: PackedAddressees = pickle.loads(pickle.dumps(PackedAddressees(together)))
    assert packed.unpack_all() == together
    assert packed.unpack() == everyone[0]
    assert (packed.id, packed.name, packed.members) == ("pair", "A and B", together.members)
    assert packed.parliament == everyone[0].parliament
    lent = packed.with_shared("c1", {"x": "y"}).unpack_all()
    assert {one.id for one in lent.recipients} == {"c1"}
    assert lent.recipients[-1].extra == {"x": "y"}
