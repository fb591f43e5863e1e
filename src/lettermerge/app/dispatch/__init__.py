"""Choose the finished letters that may be dispatched, and record what became of them."""
