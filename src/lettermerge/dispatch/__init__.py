"""Prepare finished letters for the post: print files and the ledger."""
