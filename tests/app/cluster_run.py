"""Run letters of `renderers` on a cluster, as a program: python -m tests.app.cluster_run OUTPUT ...

It prints what became of them as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.app import renderers
from tests.app.batch.test_plan_execution import go, make_jobs

from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.run_events import WorkerLost
from lettermerge.workers.cluster import dask_engine
from lettermerge.workers.cluster.cluster_access import ClusterAccess
from lettermerge.workers.cluster.file_bundle import FileSelection
from lettermerge.workers.letter_limits import Limits
from lettermerge.workers.service import RemoteSetup
from lettermerge.workers.stop_signals import stop_on_signals

LIMITS = Limits(memory=1 << 28, cpu=1.0, wall=2.0)

#: Longer than a test waits: what it waits for does not end because Dask no longer tries to connect.
dask_engine._PATIENCE = 3600.0


def main(output: Path, address: str, certificates: str, letters: Mapping[str, object]) -> None:
    """Render letters by `renderers.naughty`; OUTPUT's sibling "marks" holds the marks of deaths."""
    marks = output.parent / "marks"
    marks.mkdir(exist_ok=True)
    ca, own, key = (str(Path(certificates) / f"{one}.pem") for one in ("ca", "certificate", "key"))
    remote = RemoteSetup(FileSelection(marks), str(marks), renderers.settle, renderers.describe)
    with stop_on_signals() as stop:
        _, outcome, events = go(
            output,
            make_jobs(letters),
            Renderer(renderers.naughty, str(marks), remote=remote),
            RunOptions(limits=LIMITS, stop=stop, cluster=ClusterAccess(address, ca, own, key)),
        )
    print(
        json.dumps(
            {
                "failed": {one.id: one.diagnostics[0].code for one in outcome.failures},
                "lost": [one.reason for one in events if isinstance(one, WorkerLost)],
                "written": outcome.rows_written,
                "unreached": outcome.unreached,
                "incomplete": len(outcome.incomplete),
                "stopped": outcome.stopped.code if outcome.stopped else "",
                "code": int(outcome.exit_code),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
