"""Join the stages into use cases: check, render, status, co-sign, verify."""
