"""Why each file is written, moved, kept or left alone."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.app import renderers
from tests.app.batch.test_plan_execution import PLAIN, WISHES, files_in, go, make_jobs
from tests.series import cases

from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.run_events import FileMoved
from lettermerge.diagnostics import Row
from lettermerge.errors import ExitCode
from lettermerge.output.job import CAUSES, Job, hash_of
from lettermerge.output.lock import hold
from lettermerge.output.manifest import Manifest, Record
from lettermerge.output.output_folder import Folder
from lettermerge.output.plan import Plan, PlanOptions, Reason
from lettermerge.output.planner import make_plan

FORCE = PlanOptions(force=True)


def plan_for(
    output: Path, jobs: list[Job], options: PlanOptions = WISHES, ids: Collection[str] = ()
) -> Plan:
    with Folder(output) as folder, Manifest(output) as manifest:
        return make_plan(jobs, ids or {job.id for job in jobs}, manifest, folder, options)


def verdicts(plan: Plan) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {t.job.path: (t.action.value, tuple(r.value for r in t.reasons)) for t in plan.tasks}


def with_cause(jobs: list[Job], cause: str, value: str) -> list[Job]:
    if cause == "recipient":
        return [replace(job, recipient_hash=value) for job in jobs]
    return [replace(job, causes={**job.causes, cause: value}) for job in jobs]


def test_a_plan_writes_nothing_not_even_a_folder(tmp_path: Path) -> None:
    plan = plan_for(tmp_path / "none", make_jobs({"m": 1}))
    assert verdicts(plan) == {
        "uk/m.pdf": ("write", ("new",)),
        "uk/m.docx": ("write", ("new",)),
    }
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("cause", CAUSES)
def test_a_changed_cause_is_the_reason(tmp_path: Path, cause: str) -> None:
    jobs = make_jobs({"m": 1})
    go(tmp_path, jobs)
    changed = with_cause(jobs, cause, "changed")
    expected = "keep" if cause == "engines" else "write"
    plan = plan_for(tmp_path, changed)
    assert set(verdicts(plan).values()) == {(expected, (cause,))}
    assert plan.has_new_engines is (cause == "engines")
    upgraded = plan_for(tmp_path, changed, PlanOptions(upgrade=True))
    assert set(verdicts(upgraded).values()) == {("write", (cause,))}


def test_missing_forced_and_altered(tmp_path: Path) -> None:
    jobs = make_jobs({"gone": 1, "touched": 1, "fine": 1})
    go(tmp_path, jobs)
    (tmp_path / "uk/gone.pdf").unlink()
    (tmp_path / "uk/touched.pdf").write_bytes(b"by hand")
    plan, outcome, _ = go(tmp_path, jobs)
    assert verdicts(plan) == {
        "uk/gone.pdf": ("write", ("missing",)),
        "uk/gone.docx": ("keep", ()),
        "uk/touched.pdf": ("refuse", ("altered",)),
        "uk/touched.docx": ("keep", ()),
        "uk/fine.pdf": ("keep", ()),
        "uk/fine.docx": ("keep", ()),
    }
    assert outcome.exit_code is ExitCode.OUTPUT
    assert (outcome.rows_written, outcome.rows_failed, outcome.rows_kept) == (1, 1, 1)
    assert outcome.incomplete == ()  # it has both, and one of them is the user's own
    assert files_in(tmp_path)["uk/touched.pdf"] == b"by hand"
    plan, outcome, _ = go(tmp_path, jobs, wants=FORCE)
    assert verdicts(plan)["uk/touched.pdf"] == ("write", ("forced", "altered"))
    assert verdicts(plan)["uk/fine.pdf"] == ("write", ("forced",))
    assert files_in(tmp_path)["uk/touched.pdf"] == renderers.content_of(jobs[2])


def test_an_edit_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    import os

    jobs = make_jobs({"m": 1})
    go(tmp_path, jobs)
    path = tmp_path / "uk/m.pdf"
    stat = path.stat()
    path.write_bytes(b"X" + path.read_bytes()[1:])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert verdicts(plan_for(tmp_path, jobs))["uk/m.pdf"] == ("refuse", ("altered",))


def test_a_strange_file_at_a_letters_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk/m.pdf").write_bytes(b"somebody's")
    plan, outcome, _ = go(tmp_path, make_jobs({"m": 1}))
    assert verdicts(plan)["uk/m.pdf"] == ("refuse", ("foreign",))
    assert outcome.written == {"docx": 1}
    assert files_in(tmp_path)["uk/m.pdf"] == b"somebody's"


def test_a_file_that_appears_during_the_run_is_left_alone(tmp_path: Path) -> None:
    jobs = make_jobs({"m": 1})
    late = tmp_path / "uk/m.pdf"
    renderer = Renderer(_write_late, str(late))
    _, outcome, _ = go(tmp_path, jobs, renderer)
    assert [d.code for f in outcome.failures for d in f.diagnostics] == ["output.altered"]
    assert late.read_bytes() == b"late"
    assert [one.id for one in outcome.incomplete] == ["m"]


def _write_late(path: str):  # type: ignore[no-untyped-def]
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_bytes(b"late")
    return renderers.plain(None)


def test_ids_count_and_rows_never_do(tmp_path: Path) -> None:
    jobs = make_jobs({"a": 1, "b": 2})
    go(tmp_path, [replace(job, row=Row("r.csv", 2)) for job in jobs])
    moved_rows = [replace(job, row=Row("r.csv", 9)) for job in reversed(jobs)]
    assert plan_for(tmp_path, moved_rows).counts == {"keep": 4}


def test_a_changed_name_moves_the_file_and_says_so(tmp_path: Path) -> None:
    jobs = make_jobs({"m": 1, "n": 2})
    go(tmp_path, jobs)
    renamed = [replace(job, name=f"sorted/{job.id}-new") for job in jobs]
    plan, outcome, events = go(tmp_path, renamed, Renderer(renderers.unfit))  # nothing is rendered
    assert set(verdicts(plan).values()) == {("move", ("renamed",))}
    assert sorted(files_in(tmp_path)) == sorted(job.path for job in renamed)
    moves = [(e.previous, e.job.path) for e in events if isinstance(e, FileMoved)]
    assert ("uk/m.pdf", "sorted/m-new.pdf") in moves
    assert (outcome.moved, outcome.rows_written) == (4, 2)
    assert plan_for(tmp_path, renamed).counts == {"keep": 4}


def test_a_changed_name_and_text_leave_one_file(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m": 1}))
    changed = [replace(job, name="au/m") for job in make_jobs({"m": 1}, "two")]
    plan, _, _ = go(tmp_path, changed)
    assert set(verdicts(plan).values()) == {("write", ("template", "renamed"))}
    assert sorted(files_in(tmp_path)) == ["au/m.docx", "au/m.pdf"]


def test_a_renamed_letter_that_was_altered_stays_where_it_is(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m": 1}))
    (tmp_path / "uk/m.pdf").write_bytes(b"by hand")
    renamed = [replace(job, name="au/m") for job in make_jobs({"m": 1})]
    plan, _, _ = go(tmp_path, renamed)
    assert verdicts(plan)["au/m.pdf"] == ("refuse", ("altered",))
    assert sorted(files_in(tmp_path)) == ["au/m.docx", "uk/m.pdf"]


@pytest.mark.parametrize("template", ["one", "two"])
def test_two_recipients_may_swap_their_names(tmp_path: Path, template: str) -> None:
    go(tmp_path, make_jobs({"a": 1, "b": 2}))
    other = {"a": "uk/b", "b": "uk/a"}
    swapped = [replace(j, name=other[j.id]) for j in make_jobs({"a": 1, "b": 2}, template)]
    _, outcome, _ = go(tmp_path, swapped)
    assert outcome.exit_code is ExitCode.DONE
    assert files_in(tmp_path) == {job.path: renderers.content_of(job) for job in swapped}
    assert plan_for(tmp_path, swapped).counts == {"keep": 4}


def test_a_name_that_differs_in_case_alone_is_moved(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m": 1}))
    renamed = [replace(job, name="uk/M") for job in make_jobs({"m": 1})]
    go(tmp_path, renamed)
    assert sorted(files_in(tmp_path)) == ["uk/M.docx", "uk/M.pdf"]


def test_orphans_are_told_and_stay(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"stays": 1, "left": 2, "bad row": 3}))
    plan = plan_for(tmp_path, make_jobs({"stays": 1}), ids={"stays", "bad row"})
    assert [(o.id, o.path) for o in plan.orphans] == [
        ("left", "uk/left.pdf"),
        ("left", "uk/left.docx"),
    ]
    (tmp_path / "uk/left.pdf").unlink()
    plan = plan_for(tmp_path, make_jobs({"stays": 1}), ids={"stays", "bad row"})
    assert [o.format for o in plan.orphans] == ["docx"]


def test_an_orphans_name_may_be_taken_but_not_that_of_a_letter_left_out(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"old": 1}))
    heir = [replace(job, name="uk/old") for job in make_jobs({"new": 2})]
    assert plan_for(tmp_path, heir, ids={"new"}).counts == {"write": 2}
    assert plan_for(tmp_path, heir, ids={"new", "old"}).counts == {"refuse": 2}


def test_a_pair_of_which_one_failed_is_named(tmp_path: Path) -> None:
    jobs = [
        replace(job, payload="fail" if (job.id, job.format) == ("m", "docx") else 1)
        for job in make_jobs({"m": 1, "n": 2})
    ]
    _, outcome, _ = go(tmp_path, jobs, Renderer(renderers.naughty))
    assert [one.id for one in outcome.incomplete] == ["m"]
    assert outcome.exit_code is ExitCode.LETTERS
    assert [str(one) for one in plan_for(tmp_path, jobs).incomplete] == [
        "Member m (m): pdf right, docx missing"
    ]


def test_a_pair_of_two_versions_is_named(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m": 1}))
    jobs = [
        replace(job, payload="fail" if job.format == "docx" else 1)
        for job in make_jobs({"m": 1}, template="two")
    ]
    assert plan_for(tmp_path, jobs).incomplete == ()
    _, outcome, _ = go(tmp_path, jobs, Renderer(renderers.naughty))
    told = "Member m (m): pdf right, docx out of date"
    assert [str(one) for one in outcome.incomplete] == [told]
    assert [str(one) for one in plan_for(tmp_path, jobs).incomplete] == [told]
    (tmp_path / "uk/m.docx").write_bytes(b"by hand")
    assert plan_for(tmp_path, jobs).incomplete == ()  # nobody knows what it is
    _, outcome, _ = go(tmp_path, make_jobs({"m": 1}, template="three"))
    assert [str(one) for one in outcome.incomplete] == ["Member m (m): pdf right, docx altered"]


@pytest.mark.parametrize("settled", [True, False])
def test_a_version_that_a_killed_run_placed_is_known_for_good(
    tmp_path: Path, settled: bool
) -> None:
    path = tmp_path / "manifest.jsonl"
    go(tmp_path, make_jobs({"m": 1}))
    before = path.read_bytes()
    go(tmp_path, make_jobs({"m": 2}, template="two"))
    lines = path.read_bytes()[len(before) :].splitlines(keepends=True)
    kept = [line for line in lines if b'"done"' not in line and b'"ended"' not in line]
    path.write_bytes(before + b"".join(kept))  # killed after its renames, before it could say so
    if settled:
        assert go(tmp_path, make_jobs({"m": 2}, template="two"))[0].counts == {"keep": 2}
    else:  # and again, before the renames
        three = [line.replace(b'"sha256":"', b'"sha256":"3') for line in kept if b'"id"' in line]
        path.write_bytes(path.read_bytes() + b"".join(three))
    with Folder(tmp_path) as folder, hold(folder) as journal, Manifest(tmp_path) as manifest:
        history = manifest.find("m", "pdf")
        assert history is not None
        assert history.done is not None
        assert (history.done.fingerprint["template"] == "two") is settled
        journal.compact()
    assert plan_for(tmp_path, make_jobs({"m": 2}, template="two")).counts == {"keep": 2}


def test_a_plan_is_plain_values_with_rows(tmp_path: Path) -> None:
    jobs = [replace(job, row=Row("r.csv", 4)) for job in make_jobs({"m": 1})]
    go(tmp_path, make_jobs({"gone": 1}))
    told = json.loads(json.dumps(plan_for(tmp_path, jobs).to_json()))
    assert told["counts"] == {"write": 2, "move": 0, "keep": 0, "refuse": 0}
    assert told["files"][0] == {
        "id": "m", "format": "pdf", "path": "uk/m.pdf", "action": "write", "reasons": ["new"],
        "previous": None, "file": "r.csv", "row": 4,
    }  # fmt: skip
    assert told["orphans"][0] == {
        "id": "gone", "format": "pdf", "path": "uk/gone.pdf", "reason": "recipient",
        "altered": False,
    }  # fmt: skip


STATES = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.sampled_from(["x", "y", "z", "X", "w"]), st.sampled_from(["1", "2"])),
    min_size=1,
)


@pytest.mark.slow
@given(st.lists(STATES, min_size=1, max_size=5))
@example([{"a": ("x", "1")}, {"a": ("y", "1"), "b": ("X", "1")}, {"a": ("z", "1")}])
@settings(
    max_examples=cases(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_changes_a_run_ends_with_what_is_wanted_and_nothing_to_do(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, tuple[str, str]]]
) -> None:
    output = tmp_path_factory.mktemp("out")
    ids = set("abcd")
    for state in states:
        jobs = [
            Job(id_, id_, "pdf", f"uk/{name}", None, version, hash_of(version))
            for id_, (name, version) in state.items()
        ]
        plan = plan_for(output, jobs)
        if plan.faults:
            continue
        go(output, jobs, PLAIN)
        again = plan_for(output, jobs, ids=ids)
        assert again.counts == {"keep": len(jobs)}
        found = files_in(output)
        assert {j.path: found[j.path] for j in jobs} == {
            j.path: renderers.content_of(j) for j in jobs
        }


@pytest.mark.parametrize(
    ("document", "cause", "expected", "upgraded"),
    [
        ("same", "template", ("keep", ()), ("keep", ())),
        ("same", "engines", ("keep", ("engines",)), ("write", ("engines",))),
        ("other", "", ("write", ("program",)), ("write", ("program",))),
        ("other", "engines", ("write", ("engines", "program")), ("write", ("engines", "program"))),
        ("other", "template", ("write", ("template",)), ("write", ("template",))),
        ("", "", ("write", ("program",)), ("write", ("program",))),
    ],
)
def test_the_hash_of_what_is_printed_decides_and_causes_say_why(
    tmp_path: Path, document: str, cause: str, expected: object, upgraded: object
) -> None:
    jobs = [replace(job, document="same") for job in make_jobs({"m": 1})]
    go(tmp_path, jobs)
    changed = [replace(job, document=document) for job in jobs]
    changed = with_cause(changed, cause, "changed") if cause else changed
    assert set(verdicts(plan_for(tmp_path, changed)).values()) == {expected}
    upgrade = PlanOptions(upgrade=True)
    assert set(verdicts(plan_for(tmp_path, changed, upgrade)).values()) == {upgraded}


def test_a_line_of_an_earlier_version_is_judged_by_its_causes(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m": 1}))
    jobs = [replace(job, document="now") for job in make_jobs({"m": 1})]
    assert go(tmp_path, jobs)[0].counts == {"keep": 2}
    assert b'"document"' not in (tmp_path / "manifest.jsonl").read_bytes()  # nobody checked it
    go(tmp_path, with_cause(jobs, "template", "two"))
    assert plan_for(tmp_path, jobs).counts == {"keep": 2}  # now its document is known


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


@pytest.mark.slow
@given(STEPS)
@example([("sign", "a", "pdf"), ("run", {"a": ("x", "2")}, ("docx",))])
@example([("sign", "a", "pdf"), ("remove", "a", "docx"), ("run", {"a": ("x", "2")}, ("docx",))])
@example([("sign", "a", "docx"), ("run", {"a": ("y", "2"), "b": ("x", "1")}, FORMATS)])
@example(
    [
        ("sign", "b", "pdf"),
        ("remove", "b", "docx"),
        ("run", {"a": ("y", "1"), "b": ("x", "2")}, FORMATS),
        ("sign", "a", "docx"),
        ("run", {"a": ("x", "1")}, FORMATS),
    ]
)
@example(
    [
        ("sign", "b", "pdf"),
        ("remove", "b", "docx"),
        ("run", {"a": ("x", "2")}, ("docx",)),
        ("run", {"a": ("y", "1"), "b": ("x", "2")}, FORMATS),
        ("sign", "a", "pdf"),
        ("remove", "a", "docx"),
        ("run", {"a": ("x", "2")}, FORMATS),
    ]
)
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
