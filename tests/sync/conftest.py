"""What tests of use cases share."""

import pytest

from app.resources import Resources
from tests.cast import Cast
from tests.sync.pulling import Shop


@pytest.fixture
def shop(resources: Resources, cast: Cast) -> Shop:
    """Alice's connection."""
    return Shop(resources, cast.alice.account_id, cast.connection_id)
