"""Run a batch: list its jobs, plan it, carry the plan out, count what became of it."""
