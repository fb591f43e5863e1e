"""Keep letters on disk: each file whole and made once, with a manifest.

with Folder(output) as folder, hold(folder) as journal:         files.py, lock.py
    plan = make_plan(jobs, ids, Manifest(output), folder, ...)  planning.py, manifest.py
    outcome = run(plan, renderer, journal, ...)                 run.py: commit, queue, workers
"""
