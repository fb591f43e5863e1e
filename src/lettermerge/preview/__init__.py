"""Preview letters before they are mailed: single files, a live page, proofs."""
