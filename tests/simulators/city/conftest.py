"""Build the city once for all tests of this folder."""

import pytest

from simulators.city.build import build_city
from simulators.city.model import City


@pytest.fixture(scope="session")
def city() -> City:
    return build_city("xian", seed=1)
