"""Compare two letters, part by part and word by word."""
