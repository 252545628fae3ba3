"""Benchmarks: each one command (bin/bench NAME), run beside its peer, five times, with the spread."""
