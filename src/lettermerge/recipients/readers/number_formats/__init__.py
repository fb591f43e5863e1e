"""Show the values of spreadsheet cells as their number formats do (ECMA-376 part 1, 18.8.31)."""
