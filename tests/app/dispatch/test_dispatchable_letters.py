"""Only files that are as they were made, and as they would be made today, are dispatched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny, make_tiny

from lettermerge.app.batch.batch_model import Request
from lettermerge.app.dispatch.dispatchable_letters import FinishedLetters, find_finished
from lettermerge.app.letter_selection import Selection
from lettermerge.config.settings import load_settings
from lettermerge.errors import ExitCode, OutputError, SettingsError, UsageError

UNSIGNED = SETTINGS + '[signing]\nidentity = "none"\n'
RENDER = ("render", "-j", "0", "-q")


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", UNSIGNED)
    assert made.run(*RENDER)[0] == 0
    return made


def found(tiny: Tiny, selection: Selection = Selection()) -> FinishedLetters:  # noqa: B008
    settings = load_settings(tiny.folder)
    directory = tiny.folder / settings.output.directory
    return find_finished(Request(settings, tiny.folder, directory, selection))


def reasons(finished: FinishedLetters) -> dict[str, str]:
    return {one.id: one.diagnostic.code.removeprefix("dispatch.") for one in finished.left_out}


def test_finished_letters_are_as_their_files(tiny: Tiny) -> None:
    finished = found(tiny)
    assert finished.left_out == ()
    assert finished.exit_code is ExitCode.DONE
    assert [one.id for one in finished.letters] == ["nz", "a1", "a2"]
    first, second, third = finished.letters
    assert second.name == "Ann Testwright"
    assert second.addressee.family_name == "Testwright"
    assert (second.row.file, second.row.number) == ("r.csv", 3)
    assert [one.paper for one in (first, second, third)] == ["a4", "a4", "letter"]
    assert all(one.pages >= 1 and one.signer == "" and not one.is_demo for one in finished.letters)
    for one in finished.letters:
        content = (tiny.folder / "output" / one.path).read_bytes()
        assert finished.read(one) == content
        assert one.size == len(content)


def test_what_was_altered_is_missing_or_out_of_date_is_left_out(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.pdf", b"%PDF-1.7 mine")
    (tiny.folder / "output/us/a2-ben-testman.pdf").unlink()
    finished = found(tiny)
    assert [one.id for one in finished.letters] == ["nz"]
    assert reasons(finished) == {"a1": "altered", "a2": "missing"}
    assert finished.exit_code is ExitCode.OUTPUT
    tiny.write("letters/a.md", TEMPLATE + "\nOne more line.\n")
    assert reasons(found(tiny)) == {"nz": "out-of-date", "a1": "altered", "a2": "missing"}


def test_a_damaged_docx_keeps_no_pdf_from_the_post(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.docx", b"mine")
    assert len(found(tiny).letters) == 3


def test_orphans_and_failed_rows_are_named(tiny: Tiny) -> None:
    roster = ROSTER.replace("a1,uk,commons", "a1,uk,comons")
    tiny.write("r.csv", "".join(one for one in roster.splitlines(True) if "nz,nz" not in one))
    finished = found(tiny)
    assert [one.id for one in finished.letters] == ["a2"]
    assert reasons(finished) == {"a1": "failed", "nz": "orphaned"}
    assert [one.asked for one in finished.left_out] == [True, False]
    assert finished.left_out[0].diagnostic.where.row == 2
    assert finished.left_out[1].to_json()["reason"] == "orphaned"
    assert finished.exit_code is ExitCode.OUTPUT
    asked = found(tiny, Selection(("a2",)))  # a name asks for nobody else
    assert reasons(asked) == {"nz": "orphaned"}
    assert asked.exit_code is ExitCode.DONE


def test_rows_on_hold_are_left_out_and_only_asked_for_by_name(tiny: Tiny) -> None:
    head, *rows = ROSTER.splitlines()
    held = [f"{one},{'waits for an answer' if one.startswith('a1') else ''}" for one in rows]
    tiny.write("r.csv", "\n".join([f"{head},hold", *held]) + "\n")
    finished = found(tiny)
    assert [one.id for one in finished.letters] == ["nz", "a2"]
    assert reasons(finished) == {"a1": "on-hold"}
    assert "waits for an answer" in finished.left_out[0].diagnostic.message
    assert finished.exit_code is ExitCode.DONE
    asked = found(tiny, Selection(("Testwright",)))
    assert (asked.letters, asked.exit_code) == ((), ExitCode.OUTPUT)


def test_a_joint_letter_has_its_members(tiny: Tiny) -> None:
    head, *rows = ROSTER.splitlines()
    joint = [f"{one},{'pair' if one[:2] in ('a1', 'a3') else ''}" for one in rows]
    joint.append("a3,uk,commons,,Mr,Cal,Testwright,m,Mole & Dale,pair")
    tiny.write("r.csv", "\n".join([f"{head},joint", *joint]) + "\n")
    assert tiny.run(*RENDER)[0] == 0
    (one,) = (one for one in found(tiny).letters if one.members)
    assert one.members == ("a1", "a3")
    assert len(one.addressees.recipients) == 2
    assert tiny.run("print", "-q")[0] == 0
    code, out, _ = tiny.run("ledger", "show", "a3", "--json")
    assert code == 0
    assert '"members": "a1 a3"' in out


def test_a_new_name_of_the_file_leaves_it_out(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED + '[output]\nname = "{{ recipient.id }}"\n')
    finished = found(tiny)
    assert finished.letters == ()
    assert set(reasons(finished).values()) == {"out-of-date"}
    assert "still called nz/nz-new" in finished.left_out[0].diagnostic.message


def test_letters_are_selected_as_for_a_run(tiny: Tiny) -> None:
    assert [one.id for one in found(tiny, Selection(limit=2)).letters] == ["nz", "a1"]
    assert [one.id for one in found(tiny, Selection(("Testman",))).letters] == ["a2"]
    uk = found(tiny, Selection(condition="parliament.id == 'uk'"))
    assert [one.id for one in uk.letters] == ["a1"]
    with pytest.raises(UsageError, match="no recipient"):
        found(tiny, Selection(("Nobody",)))


def test_a_file_that_changes_after_it_was_found_is_refused(tiny: Tiny) -> None:
    finished = found(tiny)
    path = tiny.folder / "output" / finished.letters[0].path
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(OutputError, match="altered while"):
        finished.read(finished.letters[0])
    path.unlink()
    with pytest.raises(OutputError, match="cannot be read"):
        finished.read(finished.letters[0])


def test_a_project_without_pdfs_has_nothing_to_dispatch(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED + '[output]\nformats = ["docx"]\n')
    with pytest.raises(SettingsError, match="no PDF"):
        found(tiny)


@pytest.mark.slow
def test_demo_signed_letters_are_known_as_that(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS)
    assert tiny.run(*RENDER)[0] == 0
    settings = load_settings(tiny.folder)
    from datetime import UTC, datetime

    from lettermerge.app.signing.sealing import make_signer

    signer = make_signer(settings, tiny.folder, None, datetime.now(UTC))
    request = Request(settings, tiny.folder, tiny.folder / "output", signer=signer)
    finished = find_finished(request)
    assert finished.demo == 3
    unsigned = find_finished(replace(request, signer=None))  # another signer: out of date
    assert unsigned.letters == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("print",), ("envelopes",), ("labels", "--sheet", "L7160"), ("handoff", "generic"), ("mail",)],
    ids=" ".join,
)
def test_warnings_that_the_settings_accept_are_notes_wherever_letters_go_out(
    tiny: Tiny, command: tuple[str, ...]
) -> None:
    tiny.write("r.csv", "".join(one for one in ROSTER.splitlines(True) if "nz,nz" not in one))
    tiny.write("letters/mail.md", "---\nsubject: Ours\n---\nText.\n")
    mail = '[mail]\nfrom = "office@specimen.example"\n'
    tiny.write("lettermerge.toml", UNSIGNED + mail)
    _, _, err = tiny.run(*command, "--dry-run")
    assert "dispatch.orphaned" in err
    tiny.write("lettermerge.toml", UNSIGNED + mail + '[warnings]\naccept = ["dispatch.orphaned"]\n')
    _, _, err = tiny.run(*command, "--dry-run")
    assert "dispatch.orphaned" not in err
    _, _, err = tiny.run(*command, "--dry-run", "-v")
    assert "dispatch.orphaned" in err


def test_an_accepted_code_that_nothing_has_is_told_of(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED + '[warnings]\naccept = ["dispatch.orphned"]\n')
    for command in ("check", "render"):
        _, _, err = tiny.run(command)
        assert "did you mean `dispatch.orphaned`" in err


@pytest.mark.slow
@pytest.mark.parametrize("command", [("preview", "a1"), ("preview", "--proof")], ids=" ".join)
def test_warnings_that_the_settings_accept_are_notes_in_a_preview(
    tiny: Tiny, command: tuple[str, ...]
) -> None:
    tiny.write("r.csv", ROSTER.replace("Ms,Ann,Testwright,f", ",Ann,Testwright,x"))
    assert "protocol.gender-unreadable" in tiny.run(*command)[2]
    accept = '[warnings]\naccept = ["protocol.gender-unreadable"]\n'
    tiny.write("lettermerge.toml", UNSIGNED + accept)
    assert "protocol.gender-unreadable" not in tiny.run(*command)[2]
