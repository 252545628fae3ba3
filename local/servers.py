"""PostgreSQL and Redis without installing them: for bin/start, the tests and the benchmarks.

    with Postgres(folder / "postgres", durable=False) as postgres, Valkey() as redis:
        use(postgres.dsn, redis.url)

Standard library only, apart from the two wheels whose programs are run. Nothing outlives the process that started it.
"""

from local.postgres import Postgres
from local.valkey import Valkey

__all__ = ["Postgres", "Valkey"]
