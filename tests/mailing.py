"""A project whose letters are signed with an identity of its own and go out by e-mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

SECRET = "heron-lantern-17"
SENDER = "office@specimen.example"
MAIL = f"""[mail]
from = "Specimen Alliance <{SENDER}>"
"""
SIGNING = '[signing]\nidentity = "identity.p12"\npassphrase_file = "pass.txt"\n'
TEXT = """---
subject: "Letter on {{ letter.subject }}"
---
{{ recipient.salutation }}

Please find **our letter** attached, and [more](https://specimen.example/more).
"""
HEAD = "id,parliament,chamber,role,title,given_name,family_name,gender,constituency,email\n"
ROSTER = HEAD + (
    "nz,nz,,body,,,,,,\n"
    "a1,uk,commons,,Ms,Ann,Testwright,f,Mole & Dale,ann@commons.example\n"
    "a2,us,senate,,,Ben,Testman,m,Examplia,ben@senate.example\n"
)


def make_mailing(
    folder: Path, capsys: pytest.CaptureFixture[str], roster: str = ROSTER, more: str = ""
) -> Tiny:
    """Make the project, its identity and its letters; `more` are further lines of `[mail]`."""
    tiny = make_tiny(folder, capsys)
    tiny.write("r.csv", roster)
    tiny.write("letters/mail.md", TEXT)
    tiny.write("pass.txt", SECRET + "\n")
    code, _, err = tiny.run(
        "identity", "create", "--passphrase-file", "pass.txt", "--email", SENDER, "-q"
    )
    assert code == 0, err
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + MAIL + more)
    code, _, err = tiny.run("render", "-j", "0", "-q", "-f", "pdf")
    assert code == 0, err
    return tiny


def large_roster(number: int) -> str:
    """Return a roster of so many recipients with addresses."""
    rows = (
        f"m{i},uk,commons,,Ms,Ann,Testwright{i},f,Mole {i},m{i}@commons{i % 7}.example\n"
        for i in range(number)
    )
    return HEAD + "".join(rows)
