"""Address recipients: how each is written to, from facts kept as data."""
