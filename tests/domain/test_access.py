"""Who may do what (S150)."""

import pytest

from app.domain.access import Action, may


@pytest.mark.parametrize("action", list(Action))
def test_the_owner_may_everything_and_an_admin_none_of_these(action: Action) -> None:
    assert may("owner", action)
    assert not may("admin", action)


@pytest.mark.parametrize("role", ["", "viewer", "OWNER"])
def test_an_unknown_role_may_nothing(role: str) -> None:
    assert not any(may(role, action) for action in Action)
