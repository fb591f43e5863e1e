"""Set letters that share a layout by what varies in them alone."""
