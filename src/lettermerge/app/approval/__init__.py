"""Record approvals of letters, and tell which letters have enough of them."""
