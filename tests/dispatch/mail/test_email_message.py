"""Messages parse as they were made, are the same each time, and carry no date until they go out."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.mail.email_address import Mailbox, one_line
from lettermerge.dispatch.mail.email_message import (
    Attachment,
    EmailText,
    Envelope,
    LetterEmail,
    message_id,
)

SENDER = Mailbox("The Sample Society", "office", "sample.example")
TO = Mailbox("Wendel Exampleton", "wendel", "house.example")
ENVELOPE = Envelope(SENDER, (TO,), Mailbox("", "reply", "sample.example"))
LETTER = ("a1", "a.md", "2026-03-04")


def email(name: str = "letter.pdf", text: str = "Hello\n", subject: str = "S") -> LetterEmail:
    words = EmailText(subject, text, f"<p>{text}</p>\n")
    number = message_id(LETTER, "0" * 64, ENVELOPE)
    return LetterEmail(ENVELOPE, words, number, (Attachment(name, bytes(range(256)) * 9),))


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="/\\"), min_size=1
)


@pytest.mark.slow
@given(NAMES, st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.text(max_size=90))
def test_a_message_parses_as_it_was_made(name: str, text: str, subject: str) -> None:
    content = email(f"x{name}x.pdf", f"{text}\n", subject).draft()
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert not any(line.startswith(b"From ") for line in content.split(b"\r\n"))
    found = parsed(content)
    assert found["Subject"] == one_line(subject)
    assert not found.defects
    body = found.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == f"{text}\n"
    (file,) = found.iter_attachments()
    assert file.get_filename() == f"x{name}x.pdf"
    assert file.get_content() == bytes(range(256)) * 9


def test_a_draft_is_unsent_and_a_message_is_dated() -> None:
    moment = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)
    one = email()
    assert one.draft() == email().draft()
    assert parsed(one.draft())["X-Unsent"] == "1"
    sent = parsed(one.dated(moment))
    assert sent["X-Unsent"] is None
    assert sent["Date"].datetime == moment
    assert sent["Reply-To"] == "reply@sample.example"


def test_the_number_is_that_of_letter_version_and_recipients() -> None:
    own = message_id(LETTER, "0" * 64, ENVELOPE)
    assert own == message_id(LETTER, "0" * 64, replace(ENVELOPE, reply_to=None))
    others = {
        message_id(("a2", *LETTER[1:]), "0" * 64, ENVELOPE),
        message_id(("a", "1a.md", LETTER[2]), "0" * 64, ENVELOPE),
        message_id(LETTER, "1" * 64, ENVELOPE),
        message_id(LETTER, "0" * 64, replace(ENVELOPE, recipients=(TO, SENDER))),
        own,
    }
    assert len(others) == 5
    both = [replace(ENVELOPE, recipients=order) for order in ((TO, SENDER), (SENDER, TO))]
    assert len({message_id(LETTER, "0" * 64, one) for one in both}) == 1


def test_a_line_that_begins_with_from_needs_no_quoting() -> None:
    content = email(text="From here on\nFrom é " + "x" * 90 + "\n").draft()
    assert b"\r\nFrom " not in content


NAMES_OF_ALL = (
    "Zoë Müller-Łukasiewicz", "Ελένη Παπαδοπούλου-Κωνσταντινίδου του Γεωργίου", "Nguyễn Thị Mẫu",
    "Тестова, Іванна «Приклад»", 'O\'Brien, "Jr." (Sample)', "מרים לדוגמה", "例 示子",
    "Ann\nBcc: x@y.example",
    "=?utf-8?Q?Eve?=", "Þórður Æsuson", "Ġorġ Żebbuġ", "a" * 300, "é" * 120,
)  # fmt: skip


@pytest.mark.tools
def test_a_second_parser_reads_the_same(tmp_path: Path) -> None:
    modules = Path(__file__).parents[2] / "tools" / "node_modules"
    if shutil.which("node") is None or not (modules / "mailparser").is_dir():
        pytest.skip("mailparser is not installed: `make test` brings it")
    for number, name in enumerate(NAMES_OF_ALL):
        to = Mailbox(name, f"m{number}", "house.example")
        pdf = "".join(char for char in name if char.isalnum())[:80] + ".pdf"
        one = replace(
            email(pdf, f"{one_line(name)} –\nFrom here.\n", f"On {name}"),
            envelope=replace(ENVELOPE, recipients=(to, TO)),
        )
        (tmp_path / f"{number:03}.eml").write_bytes(one.draft())
    script = modules.parent / "parse_mail.mjs"
    done = subprocess.run(
        ["node", str(script), str(modules), str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    for name, read, path in zip(
        NAMES_OF_ALL, json.loads(done.stdout), sorted(tmp_path.iterdir()), strict=True
    ):
        own = parsed(path.read_bytes())
        (file,) = own.iter_attachments()
        assert read["subject"] == own["Subject"] == one_line(f"On {name}")
        assert [tuple(one) for one in read["to"]] == [
            (one_line(name), own["To"].addresses[0].addr_spec), (TO.name, TO.address),
        ]  # fmt: skip
        assert len(own["To"].addresses) == 2
        assert read["files"] == [[file.get_filename(), "application/pdf", 9 * 256]]
        assert read["text"].splitlines()[0] == f"{one_line(name)} –"
        assert read["number"] == own["Message-ID"]
