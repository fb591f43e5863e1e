"""Check what the machine has and lacks, with the standard library only: engines may be missing."""
