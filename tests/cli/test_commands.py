"""The smaller commands: init, check, preview, status, parliaments, help."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny

import lettermerge
from lettermerge.cli.command_list import COMMANDS
from lettermerge.cli.console import Console
from lettermerge.cli.deferred_command import DeferredCommand, DeferredGroup
from lettermerge.output.lock import hold
from lettermerge.output.output_folder import Folder


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


@pytest.mark.slow
def test_init_makes_a_project_that_renders(tiny: Tiny) -> None:
    code, out, err = tiny.run("init", "new")
    assert code == 0, err
    assert {Path(line).name for line in out.splitlines()} == {
        "lettermerge.toml",
        "letter.md",
        "recipients.csv",
        ".gitignore",
    }
    assert tiny.run("check", "-C", "new")[2].count("error:") == 0
    assert tiny.run("render", "-C", "new", "--no-sign", "-j", "0", "-f", "pdf")[0] == 0
    letter = (tiny.folder / "new/letters/letter.md").read_text(encoding="utf-8")
    assert "`" not in letter  # which would print as typed
    assert tiny.run("init", "new")[0] == 2
    assert "render -C 'a folder'\n" in tiny.run("init", "a folder")[2]


@pytest.mark.parametrize("kind", ["pdf", "html", "png"])
def test_a_preview_is_one_letter_marked_as_a_proof(tiny: Tiny, kind: str) -> None:
    code, out, err = tiny.run("preview", "testwright", "-f", kind)
    assert code == 0, err
    path = tiny.folder / out.splitlines()[0]
    assert path.parent == tiny.folder / "output" / "preview"
    content = path.read_bytes()
    if kind == "html":
        assert b"PROOF" in content
    assert content.startswith({"pdf": b"%PDF-", "html": b"<!DOCTYPE", "png": b"\x89PNG"}[kind])


def test_a_preview_goes_where_it_is_told(tiny: Tiny) -> None:
    assert tiny.run("preview", "a2", "-o", "here.pdf")[1].strip() == "here.pdf"
    assert (tiny.folder / "here.pdf").read_bytes().startswith(b"%PDF-")


def test_a_preview_shows_a_letter_in_another_theme_and_changes_no_setting(tiny: Tiny) -> None:
    before = (tiny.folder / "lettermerge.toml").read_bytes()
    shown = {}
    for theme in ("", "classic", "modern"):
        code, _, err = tiny.run("preview", "a2", "-f", "html", "--theme", theme, "-o", "a.html")
        assert code == 0, err
        shown[theme] = (tiny.folder / "a.html").read_text(encoding="utf-8")
    assert 'class="letterhead centred"' in shown["classic"]
    assert 'class="letterhead beside"' in shown["modern"]
    assert 'class="letterhead"' in shown[""]
    assert (tiny.folder / "lettermerge.toml").read_bytes() == before
    code, _, err = tiny.run("preview", "a2", "--theme", "clasic")
    assert code == 3
    assert "did you mean `classic`" in err
    assert tiny.run("preview", "--proof", "--theme", "modern")[0] == 2


def test_a_preview_can_be_named_as_json(tiny: Tiny) -> None:
    code, out, _ = tiny.run("preview", "a2", "-f", "html", "--json")
    assert code == 0
    made = json.loads(out)
    assert made["id"] == "a2"
    assert [Path(path).name for path in made["files"]] == ["a2.html"]
    assert Path(made["files"][0]).is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--diff", "a1", "a2", "-o", "x.txt"), "it goes with RECIPIENT or --proof"),
        (("--diff", "a1", "a2", "--open"), "--open does not go with --diff"),
        (("--proof", "-f", "png"), "--format does not go with --proof"),
        (("a1", "--port", "8000"), "--port does not go with RECIPIENT"),
        (("a1", "--host", "0.0.0.0"), "it goes with --serve"),
        (("--serve", "--json"), "--json does not go with --serve"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(
    tiny: Tiny, arguments: tuple[str], said: str
) -> None:
    code, _, err = tiny.run("preview", *arguments)
    assert code == 2
    assert said in err


def test_an_unknown_name_lists_the_near_ones(tiny: Tiny) -> None:
    code, _, err = tiny.run("preview", "testwrigt")
    assert code == 2
    assert "Ann Testwright (a1)" in err


def test_status_writes_nothing(tiny: Tiny) -> None:
    code, out, _ = tiny.run("status", "--json")
    assert code == 0
    assert json.loads(out)["counts"]["write"] == 6
    assert not (tiny.folder / "output").exists()


def test_status_names_orphans(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    text = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    tiny.write("r.csv", "\n".join(text.splitlines()[:3]))
    orphans = json.loads(tiny.run("status", "--json")[1])["orphans"]
    assert [one["id"] for one in orphans] == ["a2"]
    said = tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")[2]
    assert "1 file is orphaned" in said
    assert "lettermerge status --tidy" in said


def test_status_moves_orphans_and_says_where(tiny: Tiny) -> None:
    render = ("render", "--no-sign", "-j", "0", "-f", "pdf")
    tiny.run(*render)
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    tiny.write("r.csv", "\n".join(roster.splitlines()[:3]))
    orphan = tiny.files()["us/a2-ben-testman.pdf"]
    code, out, err = tiny.run("status", "--tidy")
    assert code == 0, err
    assert "us/a2-ben-testman.pdf\torphans/us/a2-ben-testman.pdf" in out
    files = tiny.files()
    assert "us/a2-ben-testman.pdf" not in files
    assert files["orphans/us/a2-ben-testman.pdf"] == orphan
    assert b'"moved"' in files["manifest.jsonl"]
    assert b'"path":"us/a2-ben-testman.pdf"' in files["orphans/manifest.jsonl"]
    code, out, err = tiny.run("verify")
    assert (code, out.count("\tNO\t")) == (0, 0), out
    assert "orphans/us/a2-ben-testman.pdf" in out
    assert "orphan" not in tiny.run(*render)[2]
    code, out, _ = tiny.run("status", "--tidy", "--json")
    assert (code, json.loads(out)["moved"], json.loads(out)["orphans"]) == (0, [], [])
    tiny.write("r.csv", roster)  # she comes back: a letter of today
    assert tiny.run(*render)[0] == 0
    files = tiny.files()
    assert files["us/a2-ben-testman.pdf"] == files["orphans/us/a2-ben-testman.pdf"] == orphan


def test_status_leaves_an_orphan_that_was_changed_by_hand(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0")
    tiny.write("r.csv", "\n".join(ROSTER.splitlines()[:3]))
    tiny.write("output/us/a2-ben-testman.pdf", "by hand")
    code, out, _ = tiny.run("status", "--tidy", "--json")
    told = json.loads(out)
    assert (code, told["exit_code"]) == (8, 8)
    assert [(one["path"], one["altered"]) for one in told["orphans"]] == [
        ("us/a2-ben-testman.pdf", True)
    ]
    assert [(one["path"], one["to"]) for one in told["moved"]] == [
        ("us/a2-ben-testman.docx", "orphans/us/a2-ben-testman.docx")
    ]
    assert "output.orphan-altered" in [one["code"] for one in told["diagnostics"]]
    code, _, err = tiny.run("status", "--tidy")
    assert code == 8
    assert "us/a2-ben-testman.pdf: its recipient is in no roster, but the file was changed" in err


def test_formats_that_the_settings_no_longer_make_are_orphans(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0")
    assert json.loads(tiny.run("status", "--json")[1])["orphans"] == []
    assert "orphan" not in tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")[2]
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nformats = ["pdf"]\n')
    code, out, _ = tiny.run("status", "--tidy", "--json")
    assert code == 0
    assert {one["format"] for one in json.loads(out)["moved"]} == {"docx"}
    assert not list((tiny.folder / "output/uk").glob("*.docx"))


def test_nothing_is_tidied_while_a_run_goes_on(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf")
    tiny.write("r.csv", "\n".join(ROSTER.splitlines()[:3]))
    with Folder(tiny.folder / "output") as folder, hold(folder):
        code, _, err = tiny.run("status", "--tidy")
    assert code == 8
    assert "is in use by process" in err
    assert "us/a2-ben-testman.pdf" in tiny.files()


def test_a_folder_without_letters_is_tidy(tiny: Tiny) -> None:
    code, _, err = tiny.run("status", "--tidy")
    assert code == 0
    assert "nothing to move" in err
    assert not (tiny.folder / "output").exists()


def test_the_command_that_tidies_is_said_for_the_folder_at_hand(tiny: Tiny) -> None:
    tiny.run("render", "--no-sign", "-j", "0", "-f", "pdf", "-o", "other place")
    tiny.write("r.csv", "\n".join(ROSTER.splitlines()[:3]))
    said = tiny.run("status", "-o", "other place")[2]
    assert "1 file is orphaned" in said
    assert "lettermerge status --tidy -o 'other place'" in said
    assert tiny.run("status", "--tidy", "-o", "other place")[0] == 0
    assert "orphans/us/a2-ben-testman.pdf" in tiny.files("other place")


def test_check_prints_one_document(tiny: Tiny) -> None:
    code, out, _ = tiny.run("check", "--json")
    assert code == 0
    assert json.loads(out)["letters"] == 3


@pytest.mark.slow
def test_check_names_what_other_programs_left_in_a_template_once(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "---\nsubject: Water\n---\nDear ((name)),\n\na note.[^1]\n")
    code, _, err = tiny.run("check")
    assert code == 0
    assert err.count("letters/a.md:4: `((name))` is printed as typed") == 1
    assert err.count("letters/a.md:6: `[^1]` is printed as typed") == 1
    tiny.write("letters/a.md", "---\nsubject: Water\n---\n{% if false %}Words.{% endif %}\n")
    assert "leaves this letter without a word of its own" in tiny.run("check")[2]


@pytest.mark.slow
def test_a_condition_that_says_one_equals_sign_is_told_of_two(tiny: Tiny) -> None:
    code, _, err = tiny.run("render", "-w", "parliament.id = 'uk'")
    assert (code, "write parliament.id == 'uk'" in err) == (2, True)


@pytest.mark.slow
def test_a_condition_that_nobody_meets_is_told_by_each_command(tiny: Tiny) -> None:
    told = "no `parliament.id` is `US`: did you mean `us`?"
    for command in (
        ("check",),
        ("render", "--no-sign", "-j", "0"),
        ("status",),
        ("roster", "show"),
    ):
        code, _, err = tiny.run(*command, "-w", "parliament.id == 'US'")
        assert (code, told in err, "next: " in err) == (0, True, False), command
    assert tiny.run("preview", "-w", "parliament.id == 'US'")[0] == 2
    code, out, _ = tiny.run(
        "render", "--no-sign", "-j", "0", "--json", "-w", "parliament.id == 'US'"
    )
    assert [one["code"] for one in json.loads(out)["diagnostics"]] == ["selection.no-row"]


@pytest.mark.slow
def test_check_names_the_keys_that_a_run_would_miss(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "me.p12"\n')
    code, _, err = tiny.run("check")
    assert (code, "lettermerge.toml, signing.identity [me.p12]: there is no such file" in err) == (
        6,
        True,
    )
    tiny.write("me.p12", "x")
    assert tiny.run("check")[0] == 0
    token = '[signing]\nidentity = "label"\ntoken = "t"\npkcs11 = '
    for library, found in (("./gone.so", True), ("gone.so", False), ("./me.p12", False)):
        tiny.write("lettermerge.toml", f'{SETTINGS}{token}"{library}"\n')
        said = f"signing.pkcs11 [{library}]: there is no such file"
        assert (said in tiny.run("check")[2]) == found


def test_an_image_that_is_missing_is_named_with_its_setting(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[[signatories]]\nname = "A"\nimage = "sign.png"\n')
    code, _, err = tiny.run("check")
    assert (code, "signatories.image names it" in err) == (3, True)


@pytest.mark.slow
def test_a_drawing_that_asks_for_more_is_a_fault_before_the_run(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "![Map](map.svg)")
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    tiny.write("letters/map.svg", f'{head}<image href="other.png" width="9" height="9"/></svg>')
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nformats = ["docx"]\n')
    code, _, err = tiny.run("check")
    assert (code, "the drawing letters/map.svg cannot be drawn" in err) == (5, True)
    tiny.write("letters/map.svg", f'{head}<path d="M0 0h20v20z"/></svg>')
    assert tiny.run("check")[0] == 0


def test_a_fault_of_one_letter_is_shown_with_its_place(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "a\n\n{{ recipient.nam }}")
    code, _, err = tiny.run("preview", "a1")
    assert (code, err.count("letters/a.md:3: `nam` is not known here")) == (5, 1)
    assert err.count("is not known here") == 1


def test_a_terminal_says_what_takes_time_and_nothing_else_does(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "reading rosters and template ..."
    assert line not in tiny.run("render", "--dry-run")[2]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    said = tiny.run("render", "--dry-run")[2]
    assert f"{line}\r{' ' * len(line)}\r" in said
    assert line not in tiny.run("render", "--dry-run", "--json")[2]


def test_a_partial_that_may_be_missing_is_no_fault(tiny: Tiny) -> None:
    tiny.write("letters/a.md", '{% include "none.md" ignore missing %}Body')
    assert tiny.run("render", "--dry-run")[0] == 0


def test_an_error_with_json_is_one_document(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", "[letter]")
    code, out, _ = tiny.run("check", "--json")
    assert code == 3
    assert json.loads(out)["exit_code"] == 3


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    source = str(Path(lettermerge.__file__).parent.parent)
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": source},
    )


def cpu_seconds(*arguments: str) -> float:
    """Run Python; return its CPU time: a busy machine does not count against it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run_python(*arguments).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.slow
@pytest.mark.parametrize("command", [(), ("roster", "map")])
def test_help_takes_at_most_half_as_long_again_as_to_import_typer(command: tuple[str, ...]) -> None:
    runs = [
        (cpu_seconds("-c", "import typer"), cpu_seconds("-m", "lettermerge", *command, "--help"))
        for _ in range(3)
    ]
    typer, ours = (min(times) for times in zip(*runs, strict=True))
    assert ours <= 1.5 * typer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "commands"),
    [
        (("--help",), []),
        (("ledger", "--help"), []),
        (("rendr",), []),
        (("render", "--help"), ["render"]),
        (("roster", "diff", "--help"), ["roster_diff"]),
    ],
)
def test_only_the_command_that_is_called_is_imported(
    arguments: tuple[str, ...], commands: list[str]
) -> None:
    modules = {one.target.partition(":")[0] for one in each_deferred(COMMANDS)}
    script = (
        "import sys\nfrom lettermerge.cli.application import run\n"
        f"run({list(arguments)!r})\n"
        "print('pydantic' in sys.modules, 'rich' in sys.modules, *sorted("
        f"one for one in {modules!r} if f'lettermerge.cli.{{one}}' in sys.modules))"
    )
    said = run_python("-c", script).stdout.splitlines()[-1]
    assert said.split() == ["False", "False", *commands]


#: What one signed PDF takes nothing of: readers of other files, a loop of events, advice.
IDLE = {
    "asyncio", "docx", "openpyxl", "pandas", "pydantic", "pyhanko", "pypdfium2",
    "lettermerge.recipients.mapping.mapping_proposal", "lettermerge.writers.pdf.stationery",
}  # fmt: skip


@pytest.mark.slow
def test_one_signed_pdf_imports_nothing_that_it_does_not_use(tiny: Tiny) -> None:
    script = (
        "import sys\nfrom lettermerge.cli.application import run\n"
        f"run(['render', 'a1', '-f', 'pdf', '-q', '-C', {str(tiny.folder)!r}])\n"
        f"print('weasyprint' in sys.modules, *sorted({IDLE!r} & set(sys.modules)))"
    )
    assert run_python("-c", script).stdout.splitlines()[-1] == "True"
    assert [*tiny.folder.rglob("*.pdf")]


def each_deferred(commands: Iterable[Any]) -> Iterator[DeferredCommand]:
    """Yield each command, those of groups too."""
    for one in commands:
        if isinstance(one, DeferredGroup):
            yield from each_deferred(one.commands.values())
        else:
            assert isinstance(one, DeferredCommand)
            yield one


def test_every_help_begins_with_the_line_of_the_list() -> None:
    for one in each_deferred(COMMANDS):
        assert one.loaded.name == one.name
        assert (one.loaded.help or "").startswith(one.get_short_help_str(10))
        assert one.get_short_help_str(10).endswith(".")


def test_every_command_takes_the_common_options() -> None:
    """But for `init`, to which the project is an argument."""
    common = {"-C", "--project", "-q", "--quiet", "-v", "--verbose"}
    lacking = [
        (one.name, missing)
        for one in each_deferred(COMMANDS)
        if (missing := common - {opt for param in one.loaded.params for opt in param.opts})
    ]
    assert lacking == [("init", {"-C", "--project"})]


def test_what_a_file_says_drives_no_terminal(
    tiny: Tiny, capsys: pytest.CaptureFixture[str]
) -> None:
    """A certificate may name its owner so that a table has one line and one column more."""
    Console().table(("signer", "verdict"), [("Eve\x1b[2J\nMallory\tyes\u202e", "NO")])
    assert capsys.readouterr().out == "signer\tverdict\nEve\\x1b[2J\\nMallory\\tyes\\u202e\tNO\n"


@pytest.mark.slow
def test_a_heading_drives_no_terminal(tiny: Tiny) -> None:
    """Where stderr is a terminal, colours are ours and nothing else gets through."""
    tiny.write("r.csv", "id,\x1b]0;x\x07,\x1b]0;x\x07\n")
    ours, theirs = os.openpty()
    subprocess.run(
        [sys.executable, "-m", "lettermerge", "check"],
        cwd=tiny.folder,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=600,
    )
    said = os.read(ours, 1 << 16)
    for file in (ours, theirs):
        os.close(file)
    assert b"2 columns have the heading" in said
    assert b"\x1b]" not in said


@pytest.mark.slow
def test_any_name_of_a_file_can_be_said(tiny: Tiny) -> None:
    """Whatever bytes it is of, and whatever the encoding of stdout."""
    name = os.fsdecode(b"v/\xc3\xa9\xff.pdf")
    tiny.write("v/x", "").rename(tiny.folder / name)
    for strict in ("utf-8:strict", "ascii:strict"):
        done = subprocess.run(
            [sys.executable, "-m", "lettermerge", "verify", "--json", "v"],
            cwd=tiny.folder,
            env=os.environ | {"PYTHONIOENCODING": strict},
            capture_output=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 6, done.stderr
        assert os.fsdecode(json.loads(done.stdout.decode())["files"][0]["path"]) == name


THEMED = SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]')


@pytest.mark.slow
def test_nonsense_in_a_theme_s_style_sheet_is_named_with_its_line(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", THEMED)
    tiny.write("letters/themes/t/theme.toml", "")
    tiny.write("letters/themes/t/theme.css", "p { margin: 0 }\np {\n  colour: red;\n}\n")
    said = (
        "warning: letters/themes/t/theme.css:3 [colour: red;]: "
        "`colour: red` does nothing: unknown property  (theme.ignored-css)\n"
        "    did you mean `color`"
    )
    for command in (("check",), ("render", "--no-sign", "-f", "pdf"), ("preview", "a1")):
        code, _, err = tiny.run(*command)
        assert code == 0, err
        assert err.count(said) == 1, command
    assert "theme.css" not in tiny.run("render", "--no-sign", "-f", "docx")[2]
    for broken, line in (("p {}\np { color: red\n", 2), ("\n\np { width: calc(1mm +) }", 3)):
        tiny.write("letters/themes/t/theme.css", broken)
        for command in (("check",), ("render", "--no-sign", "-f", "pdf"), ("preview", "a1")):
            code, _, err = tiny.run(*command)
            assert code == 3
            assert f"error: letters/themes/t/theme.css:{line} [" in err, command


@pytest.mark.slow
def test_a_check_needs_the_engine_for_pages_where_pages_are_made(tiny: Tiny) -> None:
    tiny.write("letters/themes/t/theme.toml", "")
    script = (
        "import sys\nfrom lettermerge.cli.application import run\nprint(run(['check', '-q']))\n"
        "print(sorted({'weasyprint', 'tinycss2'} & set(sys.modules)))"
    )
    docx = THEMED + '[output]\nformats = ["docx"]\n'
    css = "p { background: url(x.png) }"
    for settings, engines in ((docx, ["tinycss2"]), (THEMED, ["tinycss2", "weasyprint"])):
        tiny.write("lettermerge.toml", settings)
        tiny.write("letters/themes/t/theme.css", css)
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tiny.folder, capture_output=True, text=True,
            check=True, encoding="utf-8",
        )  # fmt: skip
        assert done.stdout.splitlines() == [
            "5" if "weasyprint" in engines else "0",
            str(engines),
        ], done.stderr


def test_help_says_each_command_s_first_sentence_whole_and_each_code_on_a_line(tiny: Tiny) -> None:
    out = tiny.run("--help")[1]
    assert "assets; write nothing." in " ".join(out.split())
    assert "    130  interrupted; what was written is whole" in out.splitlines()
