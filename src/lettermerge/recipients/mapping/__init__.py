"""Propose how a roster's columns are mapped, from its headings and its cells."""

from .mapping_proposal import Proposal, propose
from .roster_sample import RosterSample, read_sample

__all__ = ["Proposal", "RosterSample", "propose", "read_sample"]
