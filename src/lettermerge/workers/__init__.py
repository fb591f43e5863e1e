"""Run pure functions over chunks of values in processes; knows no letters."""
