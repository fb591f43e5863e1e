"""Sign files, and judge the signatures of any signed file."""
