"""Letters of which somebody has signed one format: no run leaves them in two versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.app.test_run import files_in, go, make_jobs
from tests.series import cases

from lettermerge.errors import ExitCode
from lettermerge.output.files import Folder
from lettermerge.output.job import Job, hash_of
from lettermerge.output.lock import hold
from lettermerge.output.manifest import Manifest, Record
from lettermerge.output.plan import PlanOptions, Reason

FORMATS = ("pdf", "docx")
BOTH = PlanOptions(made=FORMATS)


def latest(output: Path, id_: str) -> dict[str, Record]:
    """Return the newest version of each format that is on disk as it was written."""
    found = {}
    with Manifest(output) as manifest, Folder(output) as folder:
        for format_ in FORMATS:
            history = manifest.find(id_, format_)
            record = history and history.latest
            if record and folder.stat(record.path) and folder.digest(record.path) == record.sha256:
                found[format_] = record
    return found


def cosign(output: Path, id_: str, format_: str) -> None:
    record = latest(output, id_)[format_]
    content = (output / record.path).read_bytes() + b"one signature more"
    version = record.cosign(content, "Invented Cosigner")
    with Folder(output) as folder, hold(folder) as journal:
        journal.append([version.to_line(), version.done_line()])
        folder.write(record.path, content)


@pytest.mark.parametrize(("signed", "other"), [FORMATS, FORMATS[::-1]])
def test_no_format_of_an_outdated_letter_that_somebody_signed_is_rewritten(
    tmp_path: Path, signed: str, other: str
) -> None:
    go(tmp_path, make_jobs({"m1": 1, "m2": 1}), wants=BOTH)
    cosign(tmp_path, "m1", signed)
    before = files_in(tmp_path)
    new = make_jobs({"m1": 1, "m2": 1}, "two")
    for jobs in (new, [one for one in new if one.format == other]):
        _, outcome, _ = go(tmp_path, jobs, wants=BOTH)
        assert outcome.exit_code is ExitCode.OUTPUT
        refusals = {one.job.path: one.diagnostic for one in outcome.refusals}
        assert {path for path in refusals if path.endswith(other)} == {f"uk/m1.{other}"}
        assert refusals[f"uk/m1.{other}"].code == "output.paired"
        assert "`lettermerge render m1 --force`" in refusals[f"uk/m1.{other}"].hint
        after = files_in(tmp_path)
        assert {name for name in before if "m1" in name and after[name] != before[name]} == set()
    go(tmp_path, new, wants=replace(BOTH, force=True))
    assert {one.fingerprint["template"] for one in latest(tmp_path, "m1").values()} == {"two"}
    assert not any(one.cosigners for one in latest(tmp_path, "m1").values())


def test_a_missing_format_is_not_made_in_another_version(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}), wants=BOTH)
    cosign(tmp_path, "m1", "pdf")
    (tmp_path / "uk/m1.docx").unlink()
    plan, outcome, _ = go(tmp_path, make_jobs({"m1": 1}, "two"), wants=BOTH)
    assert [one.reasons for one in plan.refused] == [("cosigned",), ("missing", "paired")]
    assert "pdf out of date, docx missing" in str(outcome.incomplete[0])
    plan, _, _ = go(tmp_path, make_jobs({"m1": 1}), wants=BOTH)
    assert plan.counts == {"keep": 1, "write": 1}


def test_what_concerns_one_format_alone_leaves_the_other_free(tmp_path: Path) -> None:
    """A co-signatory's new certificate is another PDF, and the same DOCX."""
    jobs = make_jobs({"m1": 1})
    go(tmp_path, jobs, wants=BOTH)
    cosign(tmp_path, "m1", "pdf")
    (tmp_path / "uk/m1.docx").unlink()
    docx = [replace(one, causes={**one.causes, "signer": "x"}) for one in jobs][1:]
    plan, _, _ = go(tmp_path, docx, wants=BOTH)
    assert plan.counts == {"write": 1}


def test_a_format_that_the_settings_no_longer_make_holds_nothing(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}), wants=BOTH)
    cosign(tmp_path, "m1", "pdf")
    docx = make_jobs({"m1": 1}, "two")[1:]
    plan, _, _ = go(tmp_path, docx, wants=PlanOptions(made=("docx",)))
    assert plan.counts == {"write": 1}


def test_the_name_of_a_letter_that_stays_is_not_given_to_another(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}), wants=BOTH)
    cosign(tmp_path, "m1", "pdf")
    before = files_in(tmp_path)
    old, new = make_jobs({"m1": 1, "m2": 1}, "two")[:2], make_jobs({"m2": 1}, "two")
    jobs = [replace(one, name="uk/moved") for one in old] + [
        replace(one, name="uk/m1") for one in new
    ]
    plan, _, _ = go(tmp_path, jobs, wants=BOTH)
    assert plan.counts == {"refuse": 4}
    assert files_in(tmp_path) == before


def test_a_signed_letter_whose_new_name_is_taken_keeps_its_old_one(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1, "m2": 1}), wants=BOTH)
    cosign(tmp_path, "m1", "pdf")
    before = files_in(tmp_path)
    moved = [replace(one, name="uk/m2") for one in make_jobs({"m1": 1})][:1]
    plan, outcome, _ = go(tmp_path, moved, wants=BOTH)  # the other has left the roster
    assert plan.refused[0].reasons == ("renamed", "cosigned")
    assert "another file is in the way" in outcome.refusals[0].diagnostic.message
    assert files_in(tmp_path) == before
    (tmp_path / "uk/m2.pdf").unlink()
    plan, _, _ = go(tmp_path, moved, wants=BOTH)
    assert plan.counts == {"move": 1}
    assert files_in(tmp_path)["uk/m2.pdf"] == before["uk/m1.pdf"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sign"), st.sampled_from("ab"), st.sampled_from(FORMATS)),
        st.tuples(st.just("remove"), st.sampled_from("ab"), st.sampled_from(FORMATS)),
        st.tuples(
            st.just("run"),
            st.dictionaries(
                st.sampled_from("ab"),
                st.tuples(st.sampled_from("xy"), st.sampled_from("12")),
                min_size=1,
            ),
            st.sampled_from([FORMATS, ("pdf",), ("docx",)]),
        ),
    ),
    min_size=4,
    max_size=12,
)
START = ("run", {"a": ("x", "1"), "b": ("y", "1")}, FORMATS)


def versions(output: Path, id_: str) -> set[str]:
    return {record.fingerprint["recipient"] for record in latest(output, id_).values()}


@given(STEPS)
@example([("sign", "a", "pdf"), ("run", {"a": ("x", "2")}, ("docx",))])
@example([("sign", "a", "pdf"), ("remove", "a", "docx"), ("run", {"a": ("x", "2")}, ("docx",))])
@example([("sign", "a", "docx"), ("run", {"a": ("y", "2"), "b": ("x", "1")}, FORMATS)])
@settings(
    max_examples=cases(400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_series_of_runs_leaves_a_signed_letter_in_two_versions(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object, object]]
) -> None:
    output = tmp_path_factory.mktemp("out")
    for what, which, formats in (START, *steps):
        if what == "run":
            jobs = [
                Job(id_, id_, one, f"uk/{name}", None, version, hash_of(version))
                for id_, (name, version) in which.items()  # type: ignore[attr-defined]
                for one in formats  # type: ignore[attr-defined]
            ]
            go_on(output, jobs)
        elif (id_ := str(which)) and (found := latest(output, id_)).get(str(formats)):
            if what == "remove":
                (output / found[str(formats)].path).unlink()
            elif len(versions(output, id_)) == 1:
                cosign(output, id_, str(formats))


def go_on(output: Path, jobs: list[Job]) -> None:
    """Run, and check every letter that somebody has signed."""
    before = {id_: latest(output, id_) for id_ in "ab"}
    if len({job.path for job in jobs}) < len(jobs):  # such a run ends before its first file
        return
    plan, outcome, _ = go(output, jobs, wants=BOTH)
    for id_, records in before.items():
        if not (signed := [one for one in records.values() if one.cosigners]):
            continue
        after = latest(output, id_)
        assert {one.sha256 for one in signed} <= {one.sha256 for one in after.values()}
        assert len(versions(output, id_)) == 1
        if any(one.id == id_ and one.fingerprint["recipient"] not in versions(output, id_)
               for one in jobs):  # fmt: skip
            assert outcome.exit_code is ExitCode.OUTPUT
    paired = {task.job.id for task in plan.refused if Reason.PAIRED in task.reasons}
    assert paired <= {
        id_ for id_, found in before.items() if any(r.cosigners for r in found.values())
    }
