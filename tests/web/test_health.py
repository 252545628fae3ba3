"""GET /health."""

from tests.conftest import Browsers


async def test_health_answers_without_a_cookie(browsers: Browsers) -> None:
    answer = await (await browsers()).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "redis": "ok"})
    assert "set-cookie" not in answer.headers
