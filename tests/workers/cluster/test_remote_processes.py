"""A real scheduler and workers that cannot do a run: each is refused before a letter, and why."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.clusters import Cluster, make_certificates, run_cluster
from tests.end_to_end.killing import make_project
from tests.memory import ROOT
from tests.signing import authority

from lettermerge.app.batch.remote_project import prepare_remote_project
from lettermerge.app.batch.render_chunk import (
    ProjectSetup,
    Renderer,
    open_renderer,
    service_of,
)
from lettermerge.app.signing.sealing import make_signer
from lettermerge.config.settings import load_settings
from lettermerge.diagnostics import Diagnostic
from lettermerge.errors import ExitCode, LettermergeError, MissingEngineError
from lettermerge.output.output_folder import Folder
from lettermerge.workers.cluster.cluster_access import ClusterAccess
from lettermerge.workers.cluster.remote_processes import RemoteProcesses
from lettermerge.workers.service import WorkerOptions

pytestmark = pytest.mark.slow  # processes of Dask take seconds to begin

IDENTITY = "~/identity.p12"


def make_identity(home: Path, name: str) -> Path:
    """Write an identity into a home folder; return that folder."""
    home.mkdir()
    leaf = authority.certificate("ec", name)
    authority.write_pkcs12(home / "identity.p12", "ec", "", leaf)
    return home


def alter_code(folder: Path) -> Path:
    """Copy the package, with a module altered and another engine; return the folder."""
    shutil.copytree(ROOT / "src/lettermerge", folder / "lettermerge")
    with (folder / "lettermerge/errors.py").open("a", encoding="utf-8") as module:
        module.write("# altered\n")
    (folder / "jinja2-99.0.dist-info").mkdir()
    metadata = "Metadata-Version: 2.1\nName: jinja2\nVersion: 99.0\n"
    (folder / "jinja2-99.0.dist-info/METADATA").write_text(metadata, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the project, and an identity in `home`."""
    folder = tmp_path_factory.mktemp("refusals")
    make_project(folder / "project", IDENTITY, "one", 2)
    make_identity(folder / "home", "Ours")
    return folder


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run three workers: of another version, with another identity, with another project."""
    with run_cluster(folder / "cluster", 0) as cluster:
        cluster.start_worker(environment={"PYTHONPATH": str(alter_code(folder / "altered"))})
        theirs = make_identity(folder / "theirs", "Theirs")
        cluster.start_worker(environment={"HOME": str(theirs)}, folder=folder)
        make_project(folder / "elsewhere/project", IDENTITY, "two", 2)
        cluster.start_worker(
            environment={"HOME": str(folder / "home")}, folder=folder / "elsewhere", most=1 << 18
        )
        yield cluster


def refusal_of(folder: Path, cluster: Cluster, *, shared: bool) -> LettermergeError:
    """Have a project's letters made by a cluster that cannot; return the error.

    The project is at a relative path, so that each process sees one in its own folder.
    """
    project = folder / "project"
    settings = load_settings(project)
    signer = make_signer(settings, project, None, datetime.now(UTC))
    setup = ProjectSetup(project, settings, signer)
    remote = prepare_remote_project(setup)
    remote = replace(remote, files=replace(remote.files, folder=Path("project")))
    tls = cluster.certificates
    assert tls is not None
    ca, own, key = (str(tls / f"{one}.pem") for one in ("ca", "certificate", "key"))
    access = ClusterAccess(cluster.address, ca, own, key, is_shared=shared)
    with Folder(folder / "output") as output:
        service = service_of(Renderer(open_renderer, setup, remote=remote), output)
        with (
            pytest.raises(LettermergeError) as caught,
            RemoteProcesses(service, WorkerOptions(), access),
        ):
            pass
        output.sweep()
    return caught.value


def wait_for_workers(cluster: Cluster, count: int) -> None:
    """Wait until the scheduler has heard of so many workers."""
    until = time.monotonic() + 300
    while cluster.said("scheduler").count("Register worker") < count:
        assert time.monotonic() < until, cluster.said("scheduler")
        time.sleep(0.05)


def told(faults: tuple[Diagnostic, ...], reason: str) -> Diagnostic:
    """Return the only fault with a reason in it; it names its worker."""
    (fault,) = [one for one in faults if reason in one.message]
    assert fault.message.startswith("the worker at tls://127.0.0.1:")
    return fault


@pytest.fixture(autouse=True)
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.chdir(folder)


def test_versions_identities_and_projects_that_differ_are_refused(
    folder: Path, cluster: Cluster
) -> None:
    wait_for_workers(cluster, 3)
    error = refusal_of(folder, cluster, shared=True)
    assert (error.message, error.exit_code) == (
        "machines of the cluster cannot do this run",
        ExitCode.DATA,
    )
    faults = error.faults
    assert len(faults) == 3
    versions = told(faults, ", here ")
    assert "jinja2 99.0, here " in versions.message.casefold()
    assert "lettermerge " in versions.message
    assert "Python" not in versions.message
    identity = told(faults, "its identity is Theirs")
    assert 'identity = "send"' in identity.hint
    project = told(faults, "the project's files in project are not there, or not those")
    assert 'project = "send"' in project.hint


def test_a_worker_without_room_for_temporary_files_is_refused(
    folder: Path, cluster: Cluster
) -> None:
    wait_for_workers(cluster, 3)
    blocked = next(p for p in (cluster.folder / "worker-2").glob("**/worker-*") if p.is_dir())
    (blocked / "lettermerge").touch()
    faults = refusal_of(folder, cluster, shared=False).faults
    assert len(faults) == 3
    scratch = told(faults, f"it cannot unpack the project below {blocked}: File exists")
    assert "--local-directory" in scratch.hint
    room = told(faults, "it cannot write to its folder for temporary files")
    assert room.message.endswith(": File too large")
    assert "TMPDIR" in room.hint


def test_a_scheduler_of_another_version_is_refused(folder: Path, tmp_path: Path) -> None:
    other = Cluster(tmp_path, make_certificates(tmp_path / "tls"))
    other.environment["PYTHONPATH"] = str(alter_code(tmp_path / "altered"))
    try:
        other.start_scheduler()
        error = refusal_of(folder, other, shared=True)
    finally:
        other.stop()
    assert isinstance(error, MissingEngineError)
    (fault,) = error.faults
    assert fault.message.startswith("the scheduler: lettermerge ")
