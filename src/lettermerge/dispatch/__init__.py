"""Bring finished letters into the post and the inbox, and record it."""
