"""Bytes in, signed bytes out; and the judgement of any signed file."""
