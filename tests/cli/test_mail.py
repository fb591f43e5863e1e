"""`lettermerge mail` as typed: drafts of finished, signed letters, whole or absent."""

from __future__ import annotations

import json
import mailbox
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.mailing import HEAD, MAIL, ROSTER, SENDER, SIGNING, TEXT, make_mailing
from tests.tiny import SETTINGS, TEMPLATE, Tiny

from lettermerge.output.file_system_calls import Disk


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return make_mailing(tmp_path, capsys)


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def drafts(tiny: Tiny) -> dict[str, EmailMessage]:
    return {name: parsed(text) for name, text in tiny.files("output/mail").items()}


@pytest.mark.slow
def test_each_letter_becomes_a_draft_with_its_signed_file(tiny: Tiny) -> None:
    code, out, err = tiny.run("mail")
    assert code == 0, err
    assert out == "2 drafts in output/mail\n"
    assert "2 e-mails from Specimen Alliance <office@specimen.example>" in err
    assert "commons.example (1), senate.example (1)" in err
    assert "r.csv, row 2, email: " in err
    assert "has no e-mail address" in err
    found = drafts(tiny)
    assert sorted(found) == ["uk/a1-ann-testwright.eml", "us/a2-ben-testman.eml"]
    one = found["uk/a1-ann-testwright.eml"]
    assert (one["X-Unsent"], one["To"]) == ("1", "Ann Testwright <ann@commons.example>")
    assert one["From"] == f"Specimen Alliance <{SENDER}>"
    assert one["Subject"] == "Letter on A subject for Parliament of the United Kingdom"
    assert "Date" not in one
    plain, page = one.get_body(("plain",)), one.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().splitlines() == [
        "Dear Ms Testwright,", "",
        "Please find our letter attached, and more <https://specimen.example/more>.",
    ]  # fmt: skip
    assert "<strong>our letter</strong>" in page.get_content()
    (file,) = one.iter_attachments()
    assert file.get_filename() == "a1-ann-testwright.pdf"
    assert file.get_content() == tiny.files()["uk/a1-ann-testwright.pdf"]


@pytest.mark.slow
def test_the_same_letters_make_the_same_drafts_and_another_version_another_number(
    tiny: Tiny,
) -> None:
    tiny.run("mail")
    first = tiny.files("output/mail")
    tiny.run("mail")
    assert tiny.files("output/mail") == first
    tiny.write("r.csv", ROSTER.replace("Mole & Dale", "Mole"))
    tiny.run("render", "-j", "0", "-q", "-f", "pdf")
    tiny.run("mail")
    second = tiny.files("output/mail")
    (changed,) = (name for name in first if first[name] != second[name])
    assert changed.startswith("uk/")
    assert parsed(first[changed])["Message-ID"] != parsed(second[changed])["Message-ID"]


@pytest.mark.slow
def test_one_mbox_holds_them_all(tiny: Tiny) -> None:
    tiny.write("letters/mail.md", TEXT + "\nFrom here on, all is well – so far.\n")
    code, out, _ = tiny.run("mail", "--mbox", "drafts.mbox")
    assert (code, out) == (0, "2 drafts in drafts.mbox\n")
    assert not (tiny.folder / "output/mail").exists()
    found = list(mailbox.mbox(tiny.folder / "drafts.mbox"))
    assert [one["To"] for one in found] == [
        '"Ann Testwright" <ann@commons.example>', '"Ben Testman" <ben@senate.example>',
    ]  # fmt: skip
    body = parsed(found[0].as_bytes()).get_body(("plain",))
    assert body is not None
    assert "\nFrom here on" in body.get_content()


@pytest.mark.slow
def test_a_text_in_the_letters_language_is_used(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "---\nsubject: Un sujet\n---\nBonjour.\n")
    tiny.write("letters/mail.fr.md", "---\nsubject: Notre lettre\n---\nVoici **la lettre**.\n")
    row = "c1,ca,commons,,,Cléa,Exemple,f,Ailleurs,clea@commune.example,fr\n"
    tiny.write("r.csv", HEAD[:-1] + ",language\n" + row)
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    assert tiny.run("mail")[0] == 0
    (draft,) = drafts(tiny).values()
    assert (draft["Subject"], draft["To"].addresses[0].display_name) == (
        "Notre lettre", "Cléa Exemple",
    )  # fmt: skip
    page = draft.get_body(("html",))
    assert page is not None
    assert '<html lang="fr">' in page.get_content()


@pytest.mark.slow
def test_e_mails_in_another_language_than_their_letters_are_told_once(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "---\nsubject: Un sujet\n---\nBonjour.\n")
    rows = "".join(
        f"c{i},ca,commons,,,Cléa,Exemple{i},f,Ailleurs,clea{i}@commune.example,{language}\n"
        for i, language in enumerate(("fr", "fr-CA", ""))
    )
    tiny.write("r.csv", HEAD[:-1] + ",language\n" + rows)
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    _, _, err = tiny.run("mail")
    assert err.count("mail.other-language") == 1
    assert "2 French letters have an e-mail in English: there is no letters/mail.fr.md" in err
    told = json.loads(tiny.run("mail", "--dry-run", "--json")[1])
    assert [one["code"] for one in told["diagnostics"]] == ["mail.other-language"]
    tiny.write("letters/mail.fr.md", "---\nsubject: Notre lettre\n---\nVoici.\n")
    assert "mail.other-language" not in tiny.run("mail")[2]


@pytest.mark.slow
def test_hostile_cells_add_no_header_recipient_or_attachment(tiny: Tiny) -> None:
    row = (
        'h1,uk,commons,,,"Eve, <eve@x.example>\nBcc: b@x.example","Test""=?utf-8?Q?=0ABcc:_x?=",'
        'f,"Mole\nCc: c@x.example\n\n--=_a",{}\n'
    )
    tiny.write("letters/mail.md", TEXT.replace("{{ letter.subject }}", "{{ recipient.name }}"))
    tiny.write("r.csv", HEAD + row.format("eve@commons.example"))
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    assert tiny.run("mail")[0] == 0
    (draft,) = drafts(tiny).values()
    assert [name.casefold() for name in draft.keys()] == [  # noqa: SIM118 - repeats count
        "x-unsent", "from", "to", "subject", "message-id", "mime-version", "content-type",
    ]  # fmt: skip
    assert [one.addr_spec for one in draft["To"].addresses] == ["eve@commons.example"]
    assert len(list(draft.iter_attachments())) == 1
    for bad in (
        '"a@b.example, c@d.example"', '"a@b.example\nBcc: c@d.example"', "a@b", "a.b.example",
        '"<a@b.example>"', "a b@c.example", '"a@b.example;c@d.example"',
    ):  # fmt: skip
        tiny.write("r.csv", HEAD + row.format(bad))
        tiny.run("render", "-j", "0", "-q", "-f", "pdf")
        code, out, err = tiny.run("mail", "--dry-run", "--json")
        assert code == 5, (bad, err)
        facts = json.loads(out)
        assert facts["emails"] == []
        (left,) = (one for one in facts["left_out"] if one["id"] == "h1")
        assert (left["row"], left["asked"]) == (2, True)
        assert "is doubtful: " in left["message"]


@pytest.mark.slow
def test_letters_that_nobody_stands_for_are_refused(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + MAIL)
    tiny.run("render", "-j", "0", "-q", "-f", "pdf")
    code, _, err = tiny.run("mail")
    assert code == 8
    assert "signed by a demo identity" in err
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "none"\n' + MAIL)
    assert tiny.run("mail")[0] == 8  # out of date
    tiny.run("render", "-j", "0", "-q", "-f", "pdf")
    code, _, err = tiny.run("mail")
    assert code == 8
    assert "is not signed" in err
    assert not (tiny.folder / "output/mail").exists()


@pytest.mark.slow
def test_altered_letters_are_refused_and_the_others_written(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.pdf", b"%PDF-1.7 mine")
    code, out, err = tiny.run("mail")
    assert (code, out) == (8, "1 draft in output/mail\n")
    assert "was altered since it was written" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no text for e-mails"),
        ("No subject.\n", "it has no subject"),
        ("---\nsubject: x\ncc: y\n---\nText.\n", "has no `cc`"),
        ("---\nsubject: x\n---\n{{ recipient.nme }\n", "letters/mail.md"),
    ],
)
def test_a_text_that_cannot_be_used_ends_it(tiny: Tiny, text: str | None, said: str) -> None:
    if text is None:
        (tiny.folder / "letters/mail.md").unlink()
    else:
        tiny.write("letters/mail.md", text)
    code, _, err = tiny.run("mail")
    assert code == 4
    assert said in err


@pytest.mark.slow
def test_a_text_that_fails_for_a_recipient_fails_that_one(tiny: Tiny) -> None:
    tiny.write("letters/mail.md", TEXT + "{{ 1 // (recipient.id != 'a1') }}\n\n![x](x.png)\n")
    code, out, err = tiny.run("mail")
    assert code == 5, err
    assert "an e-mail's text has a picture" in err
    assert "no draft was written" in err
    assert out == ""


@pytest.mark.slow
def test_a_letter_without_a_subject_is_named_where_an_e_mail_takes_it(tiny: Tiny) -> None:
    body = TEMPLATE.partition("---\n")[2].partition("---\n")[2]
    tiny.write("letters/a.md", body)
    tiny.write("letters/mail.md", TEXT.replace("Letter on ", ""))
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    code, _, err = tiny.run("mail")
    assert code == 5
    assert "letters/a.md, subject: " in err
    assert "the letter has no subject" in err
    assert 'write "subject: ..." between the --- lines of letters/a.md' in err


@pytest.mark.slow
def test_the_sender_must_be_an_address(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + '[mail]\nfrom = "office"\n')
    code, _, err = tiny.run("mail")
    assert code == 3
    assert "lettermerge.toml" in err
    assert "mail.from" in err


@pytest.mark.slow
def test_a_full_disk_leaves_whole_drafts_or_none(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Disk, file: int, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Disk, "write", full)
    assert tiny.run("mail")[0] in (5, 8)
    assert tiny.run("mail", "--mbox", "d.mbox")[0] in (5, 8)
    monkeypatch.undo()
    assert tiny.files("output/mail") == {}
    assert not [path for path in tiny.folder.iterdir() if "mbox" in path.name]


@pytest.mark.slow
def test_signed_drafts_bear_the_signature_of_the_sender(tiny: Tiny) -> None:
    settings = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    tiny.write("lettermerge.toml", settings + "sign = true\n")
    assert tiny.run("mail")[0] == 0
    for one in drafts(tiny).values():
        assert one.get_content_type() == "multipart/signed"
        names = [part.get_filename() for part in one.walk() if part.get_filename()]
        assert names[1:] == ["smime.p7s"]
    tiny.write(
        "lettermerge.toml", (settings + "sign = true\n").replace(f"<{SENDER}>", "<x@y.example>")
    )
    code, _, err = tiny.run("mail")
    assert code == 3
    assert f"is for {SENDER}, and mail.from is x@y.example" in err


@pytest.mark.slow
def test_a_joint_letter_is_one_e_mail_to_all_whose_address_is_known(tiny: Tiny) -> None:
    rows = (
        "s1,us,senate,,,Ben,Testman,m,Examplia,ben@senate.example,x\n"
        "s2,us,senate,,,Cleo,Sampler,f,Examplia,cleo@senate.example,x\n"
        "s3,us,senate,,,Dan,Placeholder,m,Examplia,,x\n"
    )
    tiny.write("r.csv", HEAD[:-1] + ",joint\n" + rows)
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    code, out, err = tiny.run("mail")
    assert (code, out) == (0, "1 draft in output/mail\n"), err
    assert "r.csv, row 4, email: Dan Placeholder has no e-mail address" in err
    (draft,) = drafts(tiny).values()
    assert {one.addr_spec for one in draft["To"].addresses} == {
        "ben@senate.example", "cleo@senate.example",
    }  # fmt: skip


@pytest.mark.slow
def test_a_letter_on_hold_is_not_written(tiny: Tiny) -> None:
    held = ROSTER.replace("email\n", "email,hold\n").replace(
        "commons.example\n", "commons.example,wait\n"
    )
    tiny.write(
        "r.csv",
        held.replace("senate.example\n", "senate.example,\n").replace(",,,,,,\n", ",,,,,,,\n"),
    )
    code, out, err = tiny.run("mail", "a1")
    assert code == 8, (out, err)
    assert "on hold" in err
    assert tiny.run("mail")[1] == "1 draft in output/mail\n"


@pytest.mark.slow
def test_all_that_stops_e_mails_is_told_at_once(tiny: Tiny) -> None:
    mail = '[mail]\nfrom = "office"\nreply_to = "a b@c"\nsecurity = "none"\nhost = "smtp.example"\n'
    mail += 'user = "office"\npassword_file = "none.txt"\nca = "none.pem"\n'
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "none"\n' + mail)
    tiny.run("render", "-j", "0", "-q", "-f", "pdf")
    tiny.write("letters/mail.md", "No subject.\n")
    for more, own in (((), ()), (("--send", "--yes"), ("security", "ca", "password_file"))):
        for dry in ((), ("--dry-run",)):
            code, _, err = tiny.run("mail", *more, *dry)
            assert code == 3
            for key in ("from", "reply_to", *own):
                assert f"lettermerge.toml, mail.{key}" in err
            assert "letters/mail.md:1: it has no subject" in err
            for row in (2, 3, 4):
                assert f"r.csv, row {row}: " in err or f" {row}" in err
            assert "is not signed" in err
            assert "has no e-mail address" in err
            assert f"{3 + len(own)} faults stop all e-mails" in err
            told = json.loads(tiny.run("mail", *more, *dry, "--json")[1])
            assert (told["exit_code"], told["emails"], told["from"]) == (3, [], None)
            reasons = [one["reason"] for one in told["left_out"] if one["id"] == "nz"]
            assert sorted(reasons) == ["mail.no-address", "unsigned"]
    assert not (tiny.folder / "output/ledger.jsonl").exists()
