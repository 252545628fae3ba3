"""Python's cycle collector in a worker: everything that was loaded stays, and the records of a pull have no cycles."""

import gc


def settle() -> None:
    """Leave what is loaded alone, and look for cycles less often. Call it once, when everything is loaded.

    Measured with bin/bench pull: a pull of 20,000 products takes 9 % less CPU. Cycles are still found, after ten
    thousand new objects instead of seven hundred.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
