"""Whatever happens to a roster's bytes, it is read or refused; nothing else is ever raised."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from tests.recipients.conftest import DATA

from lettermerge.config.settings import RosterSettings
from lettermerge.errors import RosterError
from lettermerge.recipients import read_recipients
from lettermerge.templating import Sandbox

TRIALS = 20
PIECES = (
    b'"',
    b",",
    b"\r",
    b"\0",
    b"9" * 12,
    b'<c r="ZZZZZ9"/>',
    b'r="-5"',
    b"\xff\xfe",
    b"{",
    b"&a;",
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the data with one to twenty bytes changed, left out or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(changed) + 1)
        if chance.random() < 0.3:
            changed[place : place + 1] = chance.randbytes(1)
        elif chance.random() < 0.5:
            del changed[place : place + chance.randrange(1, 20)]
        else:
            changed[place:place] = chance.choice(PIECES)
    return bytes(changed)


def with_a_damaged_part(data: bytes, chance: random.Random) -> bytes:
    """Return an archive that is whole, with one part that is not."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(copy, "w") as target:
        names = source.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = source.read(name)
            target.writestr(name, damaged(part, chance) if name == chosen else part)
    return copy.getvalue()


@pytest.mark.parametrize("name", sorted(one.name for one in DATA.iterdir() if one.suffix != ".md"))
def test_damage_is_read_or_refused(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    data = (DATA / name).read_bytes()
    sandbox, refusals = Sandbox(), []
    for trial in range(TRIALS):
        is_archive = data.startswith(b"PK") and trial % 4
        change = with_a_damaged_part if is_archive else damaged
        (tmp_path / name).write_bytes(change(data, chance))
        settings = RosterSettings(name, constants={"parliament": "us", "role": "body"})
        try:
            read_recipients([settings], tmp_path, sandbox)
        except RosterError as error:
            refusals.append(error)
    assert refusals, "none of the damage did any harm"
    assert all(error.faults for error in refusals)
