"""Read the rosters of a project, and address their recipients."""
