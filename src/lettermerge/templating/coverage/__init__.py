"""Record which branches of its templates a letter takes; for proofs only."""
