"""`doctor` tells what is missing on a machine that lacks it, in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import lettermerge

PACKAGE = Path(lettermerge.__file__).parent
WARN = {"PYTHONWARNDEFAULTENCODING": ""}  # ctypes.util.find_library names no encoding

pytestmark = pytest.mark.slow

Told = dict[str, dict[str, str]]


def doctor(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lettermerge", "doctor", *arguments],
        cwd=folder,
        env={**os.environ, **WARN, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def findings(done: subprocess.CompletedProcess[str]) -> Told:
    return {one["code"]: one for one in json.loads(done.stdout)["findings"]}


@pytest.fixture(scope="module")
def sick(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Told]:
    """Run it where much is wrong at once; return the exit code, and the findings by code."""
    root = tmp_path_factory.mktemp("machine")
    libraries, sources, programs, project = (
        root / name for name in ("lib", "src", "bin", "project")
    )
    for folder in (libraries, programs, project):
        folder.mkdir()
    for name in ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"):
        (libraries / name).write_bytes(b"no library")
    shutil.copytree(PACKAGE, sources / "lettermerge", ignore=shutil.ignore_patterns("__pycache__"))
    with (sources / "lettermerge/layout/fonts/Tinos_700Bold.ttf").open("r+b") as face:
        face.seek(1000)
        face.write(b"altered")
    (sources / "docx").mkdir()
    (sources / "docx/__init__.py").write_text("import os\nos._exit(9)\n", encoding="utf-8")
    old = sources / "jinja2-3.0.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Name: jinja2\nVersion: 3.0\n", encoding="utf-8")
    (programs / "dnf").write_text("#!/bin/sh\n", encoding="utf-8")
    (programs / "dnf").chmod(0o755)
    (project / "lettermerge.toml").write_text(
        '[output]\ndirectory = "file/letters"\n', encoding="utf-8"
    )
    (project / "file").touch()
    done = doctor(
        project,
        "--json",
        PATH=str(programs),
        PYTHONPATH=str(sources),
        LD_LIBRARY_PATH=str(libraries),
        DYLD_LIBRARY_PATH=str(libraries),
        LC_ALL="POSIX",
        PYTHONCOERCECLOCALE="0",
        PYTHONUTF8="0",
    )
    assert done.stderr == ""
    return done.returncode, findings(done)


def test_what_is_missing_ends_with_exit_code_7(sick: tuple[int, Told]) -> None:
    code, told = sick
    assert code == 7
    assert {code for code, one in told.items() if one["state"] == "missing"} == {
        "library.harfbuzz-subset",
        "package.weasyprint",
        "package.python-docx",
        "package.jinja2",
        "faces",
        "output",
    }
    assert all(bool(one["fix"]) == (one["state"] != "ok") for one in told.values())


def test_a_library_that_cannot_be_opened_is_named_with_the_package_of_this_system(
    sick: tuple[int, Told],
) -> None:
    told = sick[1]
    library = told["library.harfbuzz-subset"]
    assert library["found"].startswith("not found (")
    assert "libharfbuzz-subset" in library["found"]
    assert library["fix"].removeprefix("`sudo ").strip("`") == "dnf install harfbuzz"
    assert told["library.pango"]["state"] == "ok"
    assert told["library.pango"]["found"][0].isdigit()


def test_a_package_that_ends_its_process_is_named_and_the_others_are_still_tried(
    sick: tuple[int, Told],
) -> None:
    told = sick[1]
    assert told["package.python-docx"]["found"] == "ended the process (9)"
    assert "'python-docx<1.3,>=1.2'" in told["package.python-docx"]["fix"]
    assert told["package.pillow"]["state"] == "ok"


def test_a_package_of_another_version_is_told_with_the_version_that_is_needed(
    sick: tuple[int, Told],
) -> None:
    told = sick[1]["package.jinja2"]
    assert told["found"] == "3.0 is installed, and >=3.1.6 is needed"


def test_altered_faces_encoding_and_folder_are_told(sick: tuple[int, Told]) -> None:
    told = sick[1]
    assert told["faces"]["found"] == "Tinos_700Bold.ttf is not the file that was bundled"
    assert told["encoding"]["state"] == "optional"
    assert told["output"]["found"].endswith("project/file: Not a directory")
    assert told["libreoffice"]["state"] == "optional"
    assert "libreoffice-writer" in told["libreoffice"]["fix"]


def test_a_machine_that_has_all_is_told_so(tmp_path: Path) -> None:
    done = doctor(tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stderr == "nothing that letters need is missing\n"
    states = [line.split()[0] for line in done.stdout.splitlines() if line[0] != " "]
    assert set(states) <= {"ok", "optional"}
    assert "Pango " in done.stdout
    assert [*tmp_path.iterdir()] == []  # nothing was left behind


def test_it_imports_no_engine_itself(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom lettermerge.cli.application import run\n"
        "import lettermerge.app.doctor.examination\n"
        "print(sorted({'weasyprint', 'docx', 'jinja2', 'pydantic', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "[]\n"
