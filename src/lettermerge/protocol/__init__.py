"""Recipients in, addressees out: how each is written to, from facts kept as data."""
