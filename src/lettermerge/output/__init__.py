"""Keep letters on disk: each file whole and made once, with a manifest.

with store.hold() as journal:                                   store.py, lock.py, lease.py
    plan = make_plan(jobs, ids, Manifest(output), store, ...)   planner.py, manifest.py
    commit the files of the plan in groups                      commit.py, manifest_journal.py
"""
