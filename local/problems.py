"""What can go wrong on somebody's machine, said in one sentence."""

from __future__ import annotations


class Problem(Exception):
    """A sentence for the person at the keyboard: what is wrong and what to do. Ends the launcher with exit code 1."""
