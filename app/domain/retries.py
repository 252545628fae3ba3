"""When to try again. Chance is passed in, so every answer can be reproduced."""

FIRST = 1.0
CAP = 60.0


def delay(attempt: int, chance: float, *, first: float = FIRST, cap: float = CAP) -> float:
    """Seconds to wait after failed try number `attempt` (1, 2, …): exponential, capped, with full jitter.

    `chance` is uniform in [0, 1). Full jitter spreads a crowd that failed together better than a fixed wait.
    """
    # The exponent is capped as well: 2.0 ** 1024 is an OverflowError.
    return chance * min(cap, first * 2.0 ** min(attempt - 1, 32))


def next_try(
    attempt: int,
    waited: float,
    chance: float,
    *,
    horizon: float,
    retry_after: float | None = None,
    first: float = FIRST,
    cap: float = CAP,
) -> float | None:
    """Seconds until the next try, or None once `horizon` seconds since the first try would be passed: give up.

    What the platform asked for (`retry_after`) is the least we wait; jitter comes on top of it.
    """
    wait = (retry_after or 0.0) + delay(attempt, chance, first=first, cap=cap)
    return wait if waited + wait <= horizon else None
