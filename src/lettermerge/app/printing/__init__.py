"""Print finished letters: print files, envelopes and labels, parcels for services."""
