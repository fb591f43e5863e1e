"""Many letters on disk, each whole and made once, with a manifest."""
