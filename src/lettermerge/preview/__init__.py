"""Letters looked at before they are mailed: single files, a live page, proofs."""
