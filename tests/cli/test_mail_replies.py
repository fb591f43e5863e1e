"""`lettermerge mail --replies` as typed, and what `-w` and `ledger add` make of the ledger."""

from __future__ import annotations

import json
import mailbox
from email import message_from_bytes, message_from_string
from pathlib import Path

import pytest
from tests.dispatch.mail.test_replies import BOUNCE, NUMBER, REPLY
from tests.mailing import make_mailing
from tests.tiny import Tiny


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return make_mailing(tmp_path, capsys)


@pytest.mark.slow
def test_answers_are_noted_once_and_select_who_is_written_to_again(tiny: Tiny) -> None:
    assert tiny.run("mail")[0] == 0
    drafts = tiny.files("output/mail")
    numbers = [message_from_bytes(drafts[name])["Message-ID"] for name in sorted(drafts)]
    box = mailbox.mbox(tiny.folder / "in.mbox")
    box.add(message_from_string(REPLY.replace(NUMBER, numbers[0])))
    box.add(message_from_string(BOUNCE.replace(NUMBER, numbers[1])))
    box.add(message_from_string(REPLY.replace(NUMBER, "<other@x.example>")))
    own = REPLY.replace("Wendel <w@house.example>", "Office <Office@Specimen.example>")
    box.add(message_from_string(own.replace(NUMBER, numbers[1])))  # our own reminder
    alone = "Subject: Re: A letter\nDate: Wed, 4 Mar 2026 10:20:30 +0100\nFrom: "
    box.add(message_from_string(alone + "Ben <BEN@senate.example>\n\nThank you.\n"))
    box.add(message_from_string(alone + "Ann <ann@commons.example>\n\nOnce more.\n"))  # answered
    box.add(message_from_string(alone + "office@specimen.example\n\nA draft.\n"))
    box.close()
    code, out, err = tiny.run("mail", "--replies", "in.mbox")
    assert code == 0, err
    assert out.splitlines() == [
        "id\tevent\tday\tnote",
        "a1\tanswered\t2026-03-04\tWendel <w@house.example>",
        out.splitlines()[2],
    ]
    assert out.splitlines()[2].startswith("a2\treturned\t")
    assert "noted: 1 answered, 1 returned" in err
    assert "about no letter of this project: 3 messages" in err
    assert "    a2, 2026-03-04, Ben <BEN@senate.example>: Re: A letter\n" in err
    assert err.count("Re: A letter") == 1
    assert "written by yourselves: 1 message" in err
    code, out, err = tiny.run("mail", "--replies", "in.mbox", "--json")
    facts = json.loads(out)
    assert (facts["entries"], facts["known"], facts["others"], facts["own"]) == ([], 2, 3, 1)
    assert [(one["id"], one["subject"]) for one in facts["unnamed"]] == [("a2", "Re: A letter")]
    assert tiny.run("ledger", "add", "a2", "answered")[0] == 0
    assert json.loads(tiny.run("mail", "--replies", "in.mbox", "--json")[1])["unnamed"] == []
    code, out, _ = tiny.run("mail", "--dry-run", "--json", "-w", "not ledger.answered")
    assert [one["id"] for one in json.loads(out)["emails"]] == []
    code, out, _ = tiny.run(
        "mail", "--dry-run", "--json", "-w", "ledger.returned and ledger.answered"
    )
    assert [one["id"] for one in json.loads(out)["emails"]] == ["a2"]
    assert tiny.run("ledger", "add", "nz", "called", "--on", "2026-03-05", "--note", "busy")[0] == 0
    code, out, _ = tiny.run("render", "--dry-run", "-f", "pdf", "-w", "ledger.called")
    assert code == 0
    assert out.splitlines()[1:] == ["keep\tnz/nz-new-zealand-parliament.pdf\tup to date"]
    code, _, err = tiny.run("mail", "--dry-run", "-w", "ledger.answred")
    assert code == 2
    assert "answered" in err


@pytest.mark.slow
def test_nothing_is_settled_that_is_in_no_question(tiny: Tiny) -> None:
    code, _, err = tiny.run("ledger", "add", "a1", "not-sent")
    assert code == 2
    assert "no e-mail to a1 is unknown or refused" in err
    assert tiny.run("mail", "--replies", "none.mbox")[0] == 2
    assert tiny.run("mail", "--replies", "r.csv")[0] == 2
